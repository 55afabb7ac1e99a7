import re
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.places.terms import Care, Fee, Field, Term
from tests.cast import HELPED_WITH_PAPERWORK, SELF_SERVICE_COMPUTER, place, town
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

FILTERS = "/lieux/filtres/"
FREE = Term(Field.FEE, Fee.FREE)
DEAFNESS = Term(Field.CARE, Care.DEAFNESS)


@pytest.fixture(autouse=True)
def a_tuesday_morning(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def form_of(client: Client, query: str = "") -> str:
    response = client.get(FILTERS + query)
    assert response.status_code == 200
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", main.replace("\u00a0", " "))


def controls(form: str, name: str) -> list[tuple[str, str, bool]]:
    """The kind, the value and the state of each control of that name."""
    found = re.findall(rf'<input type="(\w+)" name="{name}" value="([^"]*)" ([^>]*)>', form)
    return [(kind, value, "checked" in rest) for kind, value, rest in found]


def test_every_answer_says_how_many_places_it_would_leave(client: Client) -> None:
    place("Aide", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, FREE, DEAFNESS))
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER, opening_hours="Sa 10:00-19:00")

    page = words_of(client.get(FILTERS))

    assert "Quand ? Peu importe Ouvert maintenant 1 Ouvert aujourd’hui 1" in page
    assert "Une personne vous aide 1 Ordinateur en libre service 1 Wifi gratuit 0" in page
    assert "Surdité 1 Malvoyance 0" in page
    assert "Trouver de l’aide : 2 lieux" in page.replace("\u00a0", " ")
    assert "SUD LABS" not in page


def test_an_answer_that_leaves_nothing_cannot_be_chosen(client: Client) -> None:
    place("Aide", in_town="Saintes")

    form = form_of(client)

    assert controls(form, "offre") == [("radio", "", True), ("radio", "aide", False)]
    assert 'name="accueil"' not in form


def test_what_is_asked_is_chosen_already_even_where_it_leaves_nothing(client: Client) -> None:
    place("Aide", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, FREE))

    form = form_of(client, "?prix=gratuit&accueil=surdite&offre=wifi&scolaire=1")

    assert ("radio", "gratuit", True) in controls(form, "prix")
    assert ("radio", "", False) in controls(form, "prix")
    assert controls(form, "accueil") == [("checkbox", "surdite", True)]
    assert ("radio", "wifi", True) in controls(form, "offre")
    assert controls(form, "scolaire") == [("checkbox", "1", True)]


def test_the_days_of_the_week_ahead_are_named(client: Client) -> None:
    place("Aide", in_town="Saintes")

    form = form_of(client)

    assert [value for _kind, value, _is_on in controls(form, "ouvert")] == [
        "",
        "maintenant",
        "aujourdhui",
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
        "2026-11-30",
    ]  # nobody opens at the week-end: those days are said, with 0, and cannot be chosen
    assert "Ouvert demain" in form
    assert "Ouvert samedi" in form


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("2026-11-26", "2026-11-26"),
        ("2026-11-24", "aujourdhui"),
        ("2026-11-28", "samedi"),
        ("soir", "soir"),
        ("1", "maintenant"),
        ("2026-12-25", ""),  # too far ahead: read as nothing
    ],
)
def test_a_day_that_is_asked_is_chosen_once(client: Client, asked: str, chosen: str) -> None:
    place("Aide", in_town="Saintes")
    place("Samedi", in_town="Saintes", opening_hours="Sa 10:00-19:00")

    found = controls(form_of(client, f"?ouvert={asked}"), "ouvert")

    assert [value for _kind, value, is_on in found if is_on] == [chosen]


def test_on_a_saturday_that_day_is_offered_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now.replace(day=28))
    place("Samedi", in_town="Saintes", opening_hours="Sa 10:00-19:00")

    found = controls(form_of(client, "?ouvert=samedi"), "ouvert")

    assert [value for _kind, value, is_on in found if is_on] == ["aujourdhui"]
    assert "samedi" not in [value for _kind, value, _is_on in found]


def test_how_far_is_asked_only_from_somewhere(client: Client) -> None:
    place("Aide", in_town="Saintes")
    town("Jonzac")

    assert "Jusqu’où ?" not in form_of(client)
    assert "À moins de 10 km" in form_of(client, "?commune=17415")
    assert "Jusqu’où ?" in form_of(client, "?commune=17197")


def test_the_form_keeps_what_it_does_not_ask(client: Client) -> None:
    place("Aide", in_town="Saintes")

    form = form_of(client, "?besoin=demarches&commune=17415&q=aide&tri=nom&prix=gratuit")

    for name, value in (
        ("besoin", "demarches"),
        ("commune", "17415"),
        ("q", "aide"),
        ("tri", "nom"),
    ):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    assert 'type="hidden" name="prix"' not in form
    cleared = "?besoin=demarches&amp;commune=17415&amp;q=aide&amp;tri=nom"
    assert f'href="/lieux/filtres/{cleared}"' in form


@pytest.mark.parametrize(("query", "action"), [("", "/lieux/"), ("?vue=carte", "/carte/")])
def test_the_answer_is_seen_where_one_came_from(client: Client, query: str, action: str) -> None:
    place("Aide", in_town="Saintes")

    form = form_of(client, query)

    assert f'<form action="{action}" method="get">' in form
    assert f'href="{action}"' in form


def test_namesakes_are_told_apart_first(client: Client) -> None:
    town("Saintes")
    other = town("Jonzac")
    other.name, other.search_name = "Sainte-Soulle", "sainte soulle"
    other.save()

    page = words_of(client.get(f"{FILTERS}?ou=saint"))

    assert "Quelle commune ?" in page.replace("\u00a0", " ")


def test_the_page_takes_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        place(f"Lieu {number}", in_town="Saintes")
    client.get(FILTERS)  # plans the openings of the week, once a day

    with django_assert_max_num_queries(9):
        client.get(f"{FILTERS}?commune=17415")


def test_it_is_read_never_posted(client: Client) -> None:
    assert client.post(FILTERS).status_code == 405
