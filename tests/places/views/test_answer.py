from datetime import datetime

import pytest
from django.test import Client

from maillage.places.terms import Fee, Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, place, stop, town
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

ANSWER = "/lieux/reponse/"
BUS = (*HELPED_WITH_PAPERWORK, Term(Field.MOBILITY, Mobility.ITINERANT))
WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
EVERY_DAY_ANOTHER = "; ".join(f"{day} 09:00-12:0{minute}" for minute, day in enumerate(WEEK))


@pytest.fixture(autouse=True)
def a_tuesday_morning(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def sheet(client: Client, query: str = "") -> str:
    return words_of(client.get(ANSWER + query)).replace("\u00a0", " ")


def test_the_sheet_holds_the_question_then_the_three_nearest_places(client: Client) -> None:
    free = Term(Field.FEE, Fee.FREE)
    place("Loin", in_town="La Rochelle")
    place("Ici", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, free))
    place("Près", in_town="Fontcouverte", phone="")
    place("Jonzac", in_town="Jonzac")

    page = sheet(client, "?besoin=demarches&commune=17415&ouvert=maintenant")

    assert "Faire une démarche Autour de : Saintes . Ouvert maintenant." in page
    assert page.index(" Ici ") < page.index(" Près ") < page.index(" Jonzac ")
    assert " Loin " not in page
    assert "05 46 00 00 00" in page
    assert "Téléphone : non renseigné." in page
    assert "Gratuit." in page
    assert "Lundi à vendredi 9 h à 12 h Samedi, dimanche fermé" in page
    assert "Rendez-vous le" in page
    assert "Fiche du 24 novembre 2026." in page


def test_papers_are_told_to_whoever_comes_with_paperwork(client: Client) -> None:
    place("Ici", in_town="Saintes")

    assert "À apporter" in sheet(client, "?besoin=demarches")
    assert "À apporter" not in sheet(client)


def test_the_code_and_the_address_lead_to_this_very_search(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = sheet(client, "?besoin=demarches&commune=17415&ouvert=soir")

    assert "http://testserver/lieux/?besoin=demarches&commune=17415&ouvert=soir" in page


def test_what_had_to_be_widened_or_left_out_is_said_on_paper_too(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = sheet(client, "?besoin=creer&ou=12+rue+des+Arènes+Saintes")

    assert "Aucun lieu n’annonce : « Créer et me divertir »." in page
    assert "Nous n’avons pas cherché la rue" in page


def test_a_bus_gives_the_hours_of_the_stop_that_is_near(client: Client) -> None:
    bus = place("Bus", in_town="La Rochelle", terms=BUS)
    stop(bus, in_town="Saintes", address="Place du marché", holiday_hours="off")
    stop(bus, in_town="Jonzac", opening_hours="", hours_text="un jeudi sur deux")

    page = sheet(client, "?commune=17415")

    assert "Passe ici : Place du marché, Saintes" in page
    assert "Mardi 9 h à 12 h" in page
    assert "vacances scolaires" in page
    assert "D’après le lieu : un jeudi sur deux" in page


def test_unknown_hours_are_said(client: Client) -> None:
    place("Ici", in_town="Saintes", opening_hours="")
    place("Près", in_town="Saintes", opening_hours="", phone="")
    place("Bus", in_town="Saintes", terms=BUS, hours_text="lundi matin à Muron")

    page = sheet(client)

    assert page.count("Horaires inconnus : appelez avant de venir.") == 1
    assert page.count("Horaires inconnus : demandez à la mairie avant de venir.") == 1
    assert "D’après le lieu : lundi matin à Muron" in page


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({}, 3),
        ({"opening_hours": EVERY_DAY_ANOTHER}, 2),
        ({"opening_hours": "", "hours_text": "le mardi, parfois " * 500}, 3),
        (
            {
                "opening_hours": "; ".join(
                    f'{day} unknown "{day} {"parfois " * 15}"' for day in WEEK
                )
            },
            1,
        ),
    ],
    ids=["short", "long", "quoted", "longest"],
)
def test_the_sheet_holds_what_fits_on_one_page_and_one_place_at_least(
    client: Client, values: dict[str, str], count: int
) -> None:
    for name in ("Un", "Deux", "Trois"):
        place(name, in_town="Saintes", **values)

    page = client.get(ANSWER).content.decode()

    assert page.count("<h2>") == count


def test_a_search_that_finds_nothing_at_all_still_gives_a_sheet(client: Client) -> None:
    assert "Aucun lieu" in sheet(client)


def test_nothing_of_the_person_helped_is_asked(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = client.get(ANSWER).content.decode().split("<main")[1].split("</main>")[0]

    assert "<input" not in page
    assert "<form" not in page


def test_namesakes_are_told_apart_first(client: Client) -> None:
    town("Saintes")
    other = town("Jonzac")
    other.name, other.search_name = "Sainte-Soulle", "sainte soulle"
    other.save()

    assert "Quelle commune ?" in sheet(client, "?ou=saint")


def test_words_of_a_source_are_never_markup(client: Client) -> None:
    place("<b>Ici</b>", in_town="Saintes", slug="ici", opening_hours="", hours_text="<i>9 h</i>")

    page = client.get(ANSWER).content.decode()

    assert "<b>Ici" not in page
    assert "<i>9" not in page
