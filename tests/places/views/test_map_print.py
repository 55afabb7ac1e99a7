from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place
from maillage.places.terms import Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, place, stop, town
from tests.places.test_drawing import square_contour

pytestmark = pytest.mark.django_db
PAGE = "/carte/imprimer/"
BUS = (*HELPED_WITH_PAPERWORK, Term(Field.MOBILITY, Mobility.ITINERANT))


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Keys of spots begin anew with each test: what was kept of another would be read."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def text_of(client: Client, path: str) -> str:
    """The page, its spaces made one, the no-break ones too."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def listed(*places: Place) -> None:
    refresh_spots([one.pk for one in places])


def test_the_paper_list_bears_the_numbers_of_the_paper_map(client: Client) -> None:
    square_contour(town("Saintes"), side=9000)
    listed(place("Ici", in_town="Saintes"), place("Là", in_town="Jonzac"))

    page = text_of(client, f"{PAGE}?commune=17415")

    drawing, _legend, paper_list = page.partition("</figure>")
    assert 'aria-label="1, Ici, Ouvert"' in drawing
    assert 'aria-label="2, Là, Ouvert"' in drawing
    assert paper_list.index("Ici") < paper_list.index("Là")
    assert "1 rue de la Mairie, Saintes" in paper_list
    assert "05 46 00 00 00" in paper_list
    assert "Lundi à vendredi : 9 h à 12 h ; Samedi, dimanche : fermé" in paper_list


def test_paper_says_when_and_where_it_was_made(client: Client, settings: object) -> None:
    settings.PHONE = "+33546000001"  # type: ignore[attr-defined]
    listed(place("Ici", in_town="Saintes"))

    page = text_of(client, f"{PAGE}?besoin=demarches")

    assert "Carte du 24 novembre 2026." in page
    assert "http://testserver/carte/?besoin=demarches" in page
    assert "05 46 00 00 01" in page


def test_only_what_the_map_showed_is_printed(client: Client) -> None:
    listed(place("Ici", in_town="Saintes"), place("Là", in_town="Jonzac"))

    page = text_of(client, f"{PAGE}?zone=45.7,-0.7,45.8,-0.6")

    assert "Ici" in page
    assert "Là</h2>" not in page


def test_beyond_forty_places_the_paper_says_how_many_are_left_out(client: Client) -> None:
    listed(*(place(f"Lieu {number}", in_town="Saintes") for number in range(42)))

    page = text_of(client, PAGE)

    assert page.count("<li> <h2>") == 40
    assert "Et 2 autres lieux : affinez la recherche, ou agrandissez la carte." in page


def test_what_is_not_known_is_said(client: Client) -> None:
    listed(
        place("Muet", in_town="Saintes", opening_hours=""),
        place("Cite", in_town="Saintes", opening_hours="", hours_text="le mardi, parfois"),
        place("Bus", in_town="Saintes", terms=BUS),
        place("Sans téléphone", in_town="Saintes", opening_hours="", phone=""),
    )

    page = text_of(client, PAGE)

    assert page.count("Horaires inconnus : appelez avant de venir.") == 2
    assert "Horaires inconnus : demandez à la mairie avant de venir.</p>" in page
    assert "D’après le lieu : « le mardi, parfois »" in page
    assert "Basé à Saintes" in page


def test_the_weeks_of_term_and_holidays_have_a_line_each(client: Client) -> None:
    place("Collège", in_town="Saintes", opening_hours="Mo 09:00-12:00", holiday_hours="off")
    bus = place("Bus", in_town="Saintes", terms=BUS)
    stop(bus, in_town="Jonzac", opening_hours="Mo,Th 09:00-12:00", holiday_hours="off")
    stop(bus, in_town="Jonzac", opening_hours="", hours_text="un mardi, parfois")

    page = text_of(client, PAGE)

    assert (
        "En période scolaire (en ce moment) : Lundi : 9 h à 12 h ; Mardi à dimanche : fermé" in page
    )
    assert "Pendant les vacances scolaires : Tous les jours : fermé" in page
    assert "Lundi : 9 h à 12 h ; Jeudi : 9 h à 12 h</p>" in page
    assert "Pas de passage pendant les vacances scolaires.</p>" in page
    assert "D’après le lieu : « un mardi, parfois »" in page


def test_as_many_queries_for_all_the_stops_of_a_bus_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bus = place("Bus", in_town="Saintes", terms=BUS)
    stop(bus, in_town="Saintes", opening_hours="", hours_text="le mardi, parfois")
    client.get(PAGE)  # what is kept from one request to the next
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    count = len(asked)
    for number in range(3):
        stop(bus, in_town="Jonzac", opening_hours="", hours_text=f"le mardi {number}")
    client.get(PAGE)

    with django_assert_num_queries(count):
        client.get(PAGE)


def test_a_name_that_several_communes_bear_is_asked_about(client: Client) -> None:
    for code in ("17998", "17999"):
        commune = town("Saintes")
        commune.pk, commune.name, commune.search_name = code, "Saint-Même", "saint meme"
        commune.save(force_insert=True)

    assert "Saint-Même" in text_of(client, f"{PAGE}?ou=saint-même")
