"""The rounds of the buses: what the team reads, writes, and sees before it is saved."""

import re
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client

from maillage.places.models import Place, Stop
from maillage.places.stops import stop_lines
from maillage.places.terms import Field, Mobility, Term
from maillage.places.views import stops as views
from tests.cast import place, town
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

ROUND = "/lieux/bus/passages/"
ADD = "/lieux/bus/passages/ajouter/"
TYPED = {
    "commune": "Fontcouverte",
    "address": "Place de la Mairie",
    "position": "45,7711 ; -0,5894",
    "hours_text": "le mardi de 9 h à 12 h",
}


@pytest.fixture(autouse=True)
def bus(settings) -> Place:  # type: ignore[no-untyped-def]
    settings.TERRITORY = "17"
    town("Fontcouverte")
    return place("Bus", in_town="Saintes", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),))


@pytest.fixture
def stop(bus: Place) -> Stop:
    return Stop.objects.create(
        place=bus,
        commune=town("Fontcouverte"),
        hours_text="le mardi de 9 h à 12 h",
        opening_hours="Tu 09:00-12:00",
        stated_on=date(2026, 11, 1),
    )


def plain(response: HttpResponse) -> str:
    return words_of(response).replace("\u00a0", " ")


def said_to(response: HttpResponse) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def agreed(response: HttpResponse) -> dict[str, str]:
    """What the page sends back once it was read."""
    found = re.search('name="agreed" value="([^"]*)"', response.content.decode())
    return {"agreed": found[1]} if found else {}


@pytest.mark.parametrize("path", ["/passages/", ROUND, ADD, "{stop}", "{stop}retirer/"])
def test_only_the_coordination_keeps_the_rounds(
    client: Client, colleague: Client, coordinator: Client, stop: Stop, path: str
) -> None:
    path = path.format(stop=f"{ROUND}{stop.pk}/")

    answers = [visitor.get(path).status_code for visitor in (client, colleague, coordinator)]
    writes = [visitor.post(path, TYPED).status_code for visitor in (client, colleague)]

    assert answers == [302, 403, 200]
    assert writes == [302, 403]
    assert Stop.objects.count() == 1


def test_what_was_understood_is_shown_before_it_is_saved(coordinator: Client) -> None:
    shown = coordinator.post(ADD, TYPED)

    page = plain(shown)
    assert "Nous avons compris : Fontcouverte Place de la Mairie" in page
    assert "Mardi : 9 h à 12 h" in page
    assert "À 50 m du centre de Fontcouverte." in page
    assert "Enregistrer ce passage" in page
    assert not Stop.objects.exists()

    response = coordinator.post(ADD, TYPED | agreed(shown))

    saved = Stop.objects.get()
    assert response["Location"] == ROUND
    assert said_to(response) == ["Le passage est enregistré."]
    assert (saved.commune.name, saved.opening_hours) == ("Fontcouverte", "Tu 09:00-12:00")
    assert saved.position == (45.7711, -0.5894)


@pytest.mark.parametrize(
    "changed",
    [
        {"hours_text": "le jeudi de 9 h à 12 h"},
        {"hours_text": "le mardi de 9 h à 12 h, fermé pendant les vacances scolaires"},
        {"commune": "Saintes"},
        {"position": ""},
    ],
)
def test_whatever_is_typed_after_is_shown_again(
    coordinator: Client, changed: dict[str, str]
) -> None:
    shown = coordinator.post(ADD, TYPED)

    again = coordinator.post(ADD, TYPED | changed | agreed(shown))

    assert "Nous avons compris" in plain(again)
    assert not Stop.objects.exists()
    assert coordinator.post(ADD, TYPED | changed | agreed(again)).status_code == 302


def test_what_is_not_understood_is_said_then_kept_as_a_quotation(coordinator: Client) -> None:
    typed = TYPED | {"hours_text": "un mardi sur deux"}

    shown = coordinator.post(ADD, typed)
    coordinator.post(ADD, typed | agreed(shown))

    page = plain(shown)
    assert "Nous n’avons pas compris les jours et les heures : certaines semaines" in page
    assert "D’après l’équipe : un mardi sur deux" in page
    assert (Stop.objects.get().opening_hours, Stop.objects.get().hours_text) == (
        "",
        "un mardi sur deux",
    )


def test_a_refusal_keeps_what_was_typed_and_shows_nothing_as_understood(
    coordinator: Client,
) -> None:
    response = coordinator.post(ADD, TYPED | {"position": "là-bas", "agreed": "17164"})

    assert "Exemple : 45,7464" in plain(response)
    assert "Nous avons compris" not in plain(response)
    assert 'value="là-bas"' in response.content.decode()
    assert not Stop.objects.exists()


def test_a_postcode_of_several_communes_asks_which(coordinator: Client) -> None:
    asked = coordinator.post(ADD, TYPED | {"commune": "17100"})

    assert "choisissez la bonne" in plain(asked)
    assert "Saintes (Charente-Maritime)" in plain(asked)

    typed = TYPED | {"commune": "17100", "which": "17164"}
    coordinator.post(ADD, typed | agreed(coordinator.post(ADD, typed)))

    assert Stop.objects.get().commune.name == "Fontcouverte"


def test_a_stop_is_changed(coordinator: Client, stop: Stop) -> None:
    path = f"{ROUND}{stop.pk}/"
    page = coordinator.get(path).content.decode()
    typed = TYPED | {"hours_text": "1er et 3e jeudi du mois, 14 h à 17 h"}

    shown = coordinator.post(path, typed)
    coordinator.post(path, typed | agreed(shown))

    assert 'value="Fontcouverte (17100)"' in page
    assert "1er et 3e jeudi du mois : 14 h à 17 h" in plain(shown)
    assert Stop.objects.get().opening_hours == "Th[1,3] 14:00-17:00"


def test_a_stop_is_removed_once_that_was_read(coordinator: Client, stop: Stop) -> None:
    path = f"{ROUND}{stop.pk}/retirer/"

    page = coordinator.get(path)
    assert "Mardi : 9 h à 12 h" in plain(page)
    assert Stop.objects.exists()

    response = coordinator.post(path)

    assert response["Location"] == ROUND
    assert said_to(response) == ["Le passage est retiré."]
    assert not Stop.objects.exists()


def test_a_stop_of_another_place_is_not_found(coordinator: Client, stop: Stop) -> None:
    place("Mairie", in_town="Saintes")

    paths = [f"/lieux/mairie/passages/{stop.pk}/", f"/lieux/mairie/passages/{stop.pk}/retirer/"]

    assert [coordinator.post(path, TYPED).status_code for path in paths] == [404, 404]
    assert coordinator.get("/lieux/nulle-part/passages/").status_code == 404


def test_during_an_import_the_text_is_kept_and_the_reason_said(
    coordinator: Client, stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(views, "add_stop", busy)
    monkeypatch.setattr(views, "remove_stop", busy)
    shown = coordinator.post(ADD, TYPED)

    added = coordinator.post(ADD, TYPED | agreed(shown))
    removed = coordinator.post(f"{ROUND}{stop.pk}/retirer/", follow=True)

    assert "Un import est en cours" in plain(added)
    assert "le mardi de 9 h à 12 h" in plain(added)
    assert "Un import est en cours" in plain(removed)


def test_someone_who_removed_it_first_is_told_of(
    coordinator: Client, stop: Stop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{ROUND}{stop.pk}/"
    shown = coordinator.post(path, TYPED)
    read = views._stop_or_404

    def removed_meanwhile(**asked: object) -> Stop:
        found = read(**asked)  # type: ignore[arg-type]
        Stop.objects.filter(pk=found.pk).delete()
        return found

    monkeypatch.setattr(views, "_stop_or_404", removed_meanwhile)

    response = coordinator.post(path, TYPED | agreed(shown))

    assert "vient d’être retiré" in plain(response)
    assert not Stop.objects.exists()


def test_the_round_lists_its_stops_or_says_there_is_none(coordinator: Client, bus: Place) -> None:
    empty = plain(coordinator.get(ROUND))
    Stop.objects.create(
        place=bus, commune=town("Jonzac"), hours_text="à voir", stated_on=date(2026, 11, 1)
    )

    full = plain(coordinator.get(ROUND))

    assert "Aucun passage connu." in empty
    assert "Jonzac" in full
    assert "D’après l’équipe : à voir" in full
    assert "Dit le 1er novembre 2026" in full


def test_a_fixed_place_may_hold_an_office_elsewhere(coordinator: Client) -> None:
    place("Mairie", in_town="Saintes")

    assert "ses permanences" in plain(coordinator.get("/lieux/mairie/passages/"))
    assert "ses permanences" not in plain(coordinator.get(ROUND))


def test_buses_are_listed_and_other_places_are_looked_for(coordinator: Client, stop: Stop) -> None:
    place("Mairie", in_town="Saintes")
    place("Bus neuf", in_town="Jonzac", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),))

    listed, found, unknown = (
        plain(coordinator.get(f"/passages/{query}")) for query in ("", "?q=mairie", "?q=xyzzy")
    )

    assert "Bus Saintes · 1 passage " in listed
    assert "Bus neuf Jonzac · aucun passage connu" in listed
    assert "Mairie" not in listed
    assert "Mairie, Saintes" in found
    assert "Aucun lieu ne répond à « xyzzy »." in unknown


def test_no_bus_is_said(coordinator: Client, bus: Place) -> None:
    bus.delete()

    assert "Aucun bus dans ce territoire." in plain(coordinator.get("/passages/"))


def test_the_public_reads_where_and_when(bus: Place, stop: Stop, now) -> None:  # type: ignore[no-untyped-def]
    lines = stop_lines(bus, now=now)

    page = render_to_string("places/_stops.html", {"place": bus, "stops": lines})

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")
    assert "Fontcouverte" in text
    assert "Sur place en ce moment, jusqu’à 12 h" in text
    assert "Mardi : 9 h à 12 h" in text
