"""The page that shows, side by side, what a source wrote and what we understood."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.places.models import Place
from tests.cast import place
from tests.places.conftest import Import
from tests.places.samples import row
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

SAINTES = "/lieux/france-services-de-saintes/origine/"


@pytest.mark.parametrize("path", [SAINTES, "/lieux/origine/"])
def test_only_the_coordination_sees_where_values_come_from(
    client: Client, colleague: Client, coordinator: Client, load: Import, path: str
) -> None:
    load([row()])

    answers = [visitor.get(path) for visitor in (client, colleague, coordinator)]

    assert [answer.status_code for answer in answers] == [302, 403, 200]
    assert "no-store" in answers[2]["Cache-Control"]


def test_what_was_written_stands_beside_what_was_understood(
    coordinator: Client, load: Import
) -> None:
    load([row(telephone="05 46 00 00 00 ", longitude="-9.6")])

    page = words_of(coordinator.get(SAINTES))

    assert "Téléphone 05 46 00 00 00 France services" in page
    assert re.search(r"Ce que la source a écrit .* telephone 05 46 00 00 00 ", page)
    assert re.search(r"longitude -9.6 [^ ]", page)
    assert re.search(r"Ce que nous avons compris .* Téléphone 05 46 00 00 00", page)
    assert re.search(r"Vides : [^.]*\bcomplement_adresse\b", page)
    assert "fichier du 1er août 2024" in page


def test_a_visible_place_leads_to_its_public_page(coordinator: Client, load: Import) -> None:
    load([row()])

    response = coordinator.get(SAINTES)

    assert 'href="/lieux/france-services-de-saintes/"' in response.content.decode()
    assert "Ce que voit le public" in words_of(response)


def test_a_withdrawn_place_says_since_when(coordinator: Client, load: Import) -> None:
    load([row(), row(id_fs="2", lib_fs="Autre")])
    load([row(id_fs="2", lib_fs="Autre")], dated_on=date(2024, 9, 1))

    page = words_of(coordinator.get(SAINTES))

    assert "Lieu retiré le 24 novembre 2026 : plus aucune source ne le cite." in page
    assert "absente du fichier du 1er septembre 2024" in page
    assert "Voir la page de ce lieu" not in page


def test_a_place_of_another_territory_says_that_the_public_does_not_see_it(
    coordinator: Client, settings: pytest.FixtureRequest
) -> None:
    settings.TERRITORY = "34"
    place("Ici", in_town="Saintes")

    page = words_of(coordinator.get("/lieux/ici/origine/"))

    assert "Hors du territoire de ce site" in page


def test_a_place_is_looked_for_by_its_name(coordinator: Client, load: Import) -> None:
    load([row()])

    found = coordinator.get("/lieux/origine/?q=Saintes+services").content.decode()
    missed = words_of(coordinator.get("/lieux/origine/?q=Xyzzy"))

    assert f'href="{SAINTES}"' in found
    assert "Aucun lieu ne répond à « Xyzzy »." in missed


def test_an_unknown_place_is_not_found(coordinator: Client) -> None:
    assert coordinator.get("/lieux/nulle-part/origine/").status_code == 404


def test_words_of_a_source_are_never_markup(coordinator: Client, load: Import) -> None:
    load([row(lib_fs="<b>Ici</b>", commentaire="<script>alert(1)</script>")])

    page = coordinator.get(f"/lieux/{Place.objects.get().slug}/origine/").content.decode()

    assert not re.search("<script>alert|<b>Ici", page)


def test_the_page_asks_as_many_queries_whatever_was_said(coordinator: Client, load: Import) -> None:
    counts = []
    for commentary in ("", "Une très longue explication"):
        load([row(commentaire=commentary), row(id_fs=f"2{commentary[:1]}")])
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(SAINTES)
        counts.append(len(queries))

    assert counts[0] == counts[1]
