import pytest

from maillage.accounts.models import User
from maillage.desk.context import team, territory
from maillage.places.models import Source
from tests.cast import place, record

pytestmark = pytest.mark.django_db


def add_source(slug: str, *, rank: int = 100) -> Source:
    return Source.objects.create(
        slug=slug, name=slug, producer="ANCT", licence="Licence Ouverte", rank=rank
    )


def test_territory_is_named(rf, settings):
    settings.TERRITORY_NAME = "Charente-Maritime"

    assert str(territory(rf.get("/"))["territory_name"]) == "Charente-Maritime"


def test_the_sources_of_the_places_shown_are_named_once_the_most_trusted_first(rf, now):
    second, first = add_source("second", rank=20), add_source("first", rank=10)
    add_source("never-read")
    for number, source in enumerate((second, first, first)):
        shown = place(f"Lieu {number}", in_town="Saintes")
        record(shown, identifier=str(number), now=now, source=source)

    attributions = territory(rf.get("/"))["attributions"]

    assert list(attributions) == [
        "first, ANCT, fichier du 1er\u00a0octobre 2026",
        "second, ANCT, fichier du 1er\u00a0octobre 2026",
    ]


def test_a_page_that_names_nothing_asks_the_database_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        territory(rf.get("/"))


def test_a_page_that_links_no_tool_does_not_look_at_who_asks(rf):
    request = rf.get("/")  # nobody put a user there: looking would fail

    assert set(team(request)) == {"tools"}


def test_someone_without_a_role_finds_no_tool(rf):
    request = rf.get("/")
    request.user = User.objects.create_user("collegue@example.org")

    assert list(team(request)["tools"]) == []
