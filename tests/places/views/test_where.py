from typing import Any

import pytest
from django.test import Client

from maillage.places.actions.spots import refresh_spots
from maillage.territory.models import Commune
from maillage.territory.queries import find_communes
from tests.cast import place, town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def some_places(db: None, settings: Any) -> None:
    settings.TERRITORY = "17"
    for name in ("Saintes", "Fontcouverte", "La Rochelle", "Jonzac", "Montpellier"):
        town(name)
    made = place("Médiathèque de la Gare", in_town="Saintes")
    refresh_spots([made.pk])


def suggested(client: Client, text: str) -> list[dict[str, str]]:
    response = client.get("/ou/suggestions.json", {"q": text})
    assert response.status_code == 200
    suggestions: list[dict[str, str]] = response.json()["suggestions"]
    return suggestions


def texts(client: Client, text: str) -> list[str]:
    return [suggestion["text"] for suggestion in suggested(client, text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sai", ["Saintes (17100)"]),
        ("la r", ["La Rochelle (17000)"]),
        ("171", ["Saintes (17100)", "Fontcouverte (17100)"]),
        ("mediath", ["Médiathèque de la Gare"]),
        ("Sianctes", ["Saintes (17100)"]),
    ],
)
def test_communes_and_places_are_suggested(client: Client, typed: str, expected: list[str]) -> None:
    assert texts(client, typed) == expected


def test_a_place_comes_with_its_commune_and_leads_to_its_page(client: Client) -> None:
    (suggestion,) = suggested(client, "mediath")

    assert suggestion["detail"] == "Saintes"
    assert client.get(suggestion["url"]).status_code == 200


@pytest.mark.parametrize("typed", ["", "s", "  s ", "!!", "%%", "montpel", "xyzzy", "\0\0"])
def test_nothing_is_suggested_of_too_little_or_of_what_is_elsewhere(
    client: Client, typed: str
) -> None:
    assert suggested(client, typed) == []


def test_a_suggested_commune_is_understood_when_it_is_sent(client: Client) -> None:
    for text in texts(client, "17"):
        assert [commune.name for commune in find_communes(text)] == [text.split(" (")[0]]


def test_namesakes_are_told_apart_by_their_departement(client: Client, settings: Any) -> None:
    settings.TERRITORY = "FR"
    Commune.objects.create(
        code_insee="34999", name="Saintes", search_name="saintes", departement_id="34"
    )

    assert [(one["text"], one["detail"]) for one in suggested(client, "saint")] == [
        ("Saintes (17100)", "Charente-Maritime"),
        ("Saintes", "Hérault"),
    ]


def test_there_are_eight_at_most_and_room_for_places(client: Client) -> None:
    departement = Commune.objects.get(pk="17415").departement
    for number in range(10):
        Commune.objects.create(
            code_insee=f"1790{number}",
            name=f"Gare {number}",
            search_name=f"gare {number}",
            departement=departement,
        )

    found = suggested(client, "gare")

    assert len(found) == 8
    assert [one["text"] for one in found if "url" in one] == ["Médiathèque de la Gare"]


def test_the_answer_is_kept_a_few_minutes_and_sets_no_cookie(client: Client) -> None:
    response = client.get("/ou/suggestions.json?q=sai")

    assert response["Cache-Control"] == "public, max-age=300"
    assert response.cookies == {}
    assert client.post("/ou/suggestions.json?q=sai").status_code == 405


def test_suggesting_takes_three_queries(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        suggested(client, "17")
