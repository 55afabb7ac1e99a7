from datetime import date

import pytest

from maillage.accounts.models import User
from maillage.desk.context import team, territory
from maillage.places.models import ImportRun, Source

pytestmark = pytest.mark.django_db


def add_source(slug: str, *, rank: int = 100) -> Source:
    return Source.objects.create(
        slug=slug, name=slug, producer="ANCT", licence="Licence Ouverte", rank=rank
    )


def add_run(source: Source, now) -> None:
    ImportRun.objects.create(
        source=source,
        file_name="file.csv",
        file_sha256="0" * 64,
        dated_on=date(2024, 8, 1),
        started_at=now,
        read=0,
        created=0,
        updated=0,
        unchanged=0,
        quarantined=0,
        outside=0,
    )


def test_territory_is_named(rf, settings):
    settings.TERRITORY_NAME = "Charente-Maritime"

    assert str(territory(rf.get("/"))["territory_name"]) == "Charente-Maritime"


def test_producers_whose_files_were_read_are_named_once_the_most_trusted_first(rf, now):
    second, first = add_source("second", rank=20), add_source("first", rank=10)
    add_source("never-read")
    for source in (second, first, first):
        add_run(source, now)

    attributions = territory(rf.get("/"))["attributions"]

    assert list(attributions) == [
        "first, ANCT, fichier du 1er\u00a0août 2024",
        "second, ANCT, fichier du 1er\u00a0août 2024",
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
