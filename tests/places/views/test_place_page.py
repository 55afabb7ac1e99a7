import html
import json
import re
from datetime import date, datetime
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from maillage.places.models import Place, Stop
from maillage.places.terms import Access, Audience, Care, Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, place, record, town

pytestmark = pytest.mark.django_db

ITINERANT = Term(Field.MOBILITY, Mobility.ITINERANT)


@pytest.fixture(autouse=True)
def a_tuesday_morning(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    words = html.unescape(response.content.decode())
    return re.sub(r"\s+", " ", words)  # no-break spaces too


def with_terms(*terms: Term) -> Place:
    return place("Ici", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, *terms))


def test_y_aller_leads_to_the_route_planner_of_the_territory(
    client: Client, settings: Settings
) -> None:
    place("Ici", in_town="Saintes")
    default = text_of(client, "/lieux/ici/")
    settings.ROUTE_URL = "https://trajets.exemple.fr/{longitude};{latitude}?mode=bus"

    chosen = text_of(client, "/lieux/ici/")

    assert "https://www.openstreetmap.org/directions?to=45.7464%2C-0.6333" in default
    assert 'href="https://trajets.exemple.fr/-0.6333;45.7464?mode=bus"' in chosen


def test_how_far_it_is_and_for_whom_come_before_the_address(client: Client) -> None:
    with_terms(Term(Field.AUDIENCE, Audience.FAMILIES), Term(Field.ACCESS, Access.WALK_IN))

    page = text_of(client, "/lieux/ici/?commune=17415")

    top = page[: page.index("<h2>Adresse</h2>")]
    assert "Sans rendez-vous. Surtout pour les familles et les enfants." in top
    assert "À 50 m du centre de Saintes." in top


def test_a_place_that_receives_nobody_says_so_first(client: Client) -> None:
    with_terms(Term(Field.ACCESS, Access.NO_PUBLIC), Term(Field.ACCESS, Access.WALK_IN))

    page = text_of(client, "/lieux/ici/")

    assert "Ce lieu ne reçoit pas de public." in page
    assert "Sans rendez-vous." not in page


@pytest.mark.parametrize(("holiday_hours", "is_said"), [("off", True), ("", False)])
def test_a_place_closed_in_the_school_holidays_wears_it(
    client: Client, holiday_hours: str, is_said: bool
) -> None:
    place("Ici", in_town="Saintes", holiday_hours=holiday_hours)

    page = text_of(client, "/lieux/ici/")

    assert ('<li class="tag">Fermé pendant les vacances scolaires</li>' in page) is is_said


def test_languages_spoken_are_told_apart_from_other_needs(client: Client) -> None:
    with_terms(
        Term(Field.CARE, Care.ENGLISH),
        Term(Field.CARE, Care.OTHER_LANGUAGES),
        Term(Field.CARE, Care.DEAFNESS),
    )

    page = text_of(client, "/lieux/ici/")

    assert "On y parle aussi : anglais, autres langues." in page
    assert "Accueil adapté : surdité." in page


def test_links_to_an_appointment_and_to_access_are_given_where_known(client: Client) -> None:
    place(
        "Ici",
        in_town="Saintes",
        appointment_url="https://rdv.exemple.fr/ici",
        accessibility_url="https://acces.exemple.fr/ici",
    )

    page = text_of(client, "/lieux/ici/")

    assert 'href="https://rdv.exemple.fr/ici"' in page
    assert 'href="https://acces.exemple.fr/ici"' in page
    assert "Accès en fauteuil : non renseigné." not in page


def test_the_page_can_be_sent_and_printed(client: Client) -> None:
    ici = place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/ici/")

    sms, mail = re.findall(r'href="((?:sms|mailto):\?[^"]+)"', page)
    assert unquote(sms).split("\n") == [
        "sms:?&body=Ici",
        "1 rue de la Mairie, 17100 Saintes",
        "05 46 00 00 00",
        "Lundi à vendredi : 9 h à 12 h",
        "Samedi, dimanche : fermé",
        f"http://testserver/l/{ici.pk}",
    ]
    assert unquote(mail).startswith("mailto:?subject=Ici&body=Ici\r\n1 rue")
    assert 'href="/lieux/ici/fiche.pdf"' in page
    assert f"http://testserver/l/{ici.pk}, imprimé le 24 novembre 2026" in page


def test_search_engines_are_told_of_the_place(client: Client) -> None:
    place("Ici </script>", in_town="Saintes", slug="ici")

    page = client.get("/lieux/ici/?besoin=demarches").content.decode()

    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(data)
    assert told["name"] == "Ici </script>"
    assert told["url"] == "http://testserver/lieux/ici/"


def test_paper_sends_nobody_to_the_office_of_a_bus(client: Client) -> None:
    place("Bus", in_town="Saintes", terms=(ITINERANT,))
    place("Ici", in_town="Saintes")

    bus, fixed = text_of(client, "/lieux/bus/"), text_of(client, "/lieux/ici/")

    assert '<section class="screen-only"> <h2>Adresse</h2>' in bus
    assert "<section> <h2>Adresse</h2>" in fixed


def test_the_stops_of_a_bus_take_the_place_of_its_hours(client: Client) -> None:
    bus = place("Bus", in_town="Saintes", terms=(ITINERANT,), opening_hours="")
    Stop.objects.create(
        place=bus,
        commune=town("Fontcouverte"),
        opening_hours="Tu 14:00-17:00",
        hours_text="le mardi de 14 h à 17 h",
        stated_on=date(2026, 11, 1),
    )

    page = text_of(client, "/lieux/bus/")

    assert "<h2>Passages</h2>" in page
    assert "Fontcouverte" in page
    assert "Horaires inconnus" not in page


def test_the_page_takes_a_fixed_number_of_queries(
    client: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ici = place("Ici", in_town="Saintes")
    for number in range(5):
        place(f"Voisin {number}", in_town="Saintes")
        record(ici, identifier=str(number), now=now)

    with django_assert_max_num_queries(18):
        client.get("/lieux/ici/?commune=17415")


def test_the_slip_is_a_pdf_that_anyone_may_keep(client: Client) -> None:
    place("Ici", in_town="Saintes")

    response = client.get("/lieux/ici/fiche.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="ici.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_a_slip_that_did_not_change_is_not_sent_again(client: Client) -> None:
    ici = place("Ici", in_town="Saintes")
    etag = client.get("/lieux/ici/fiche.pdf")["ETag"]

    unchanged = client.get("/lieux/ici/fiche.pdf", headers={"if-none-match": etag})
    Place.objects.filter(pk=ici.pk).update(phone="+33546111111")
    changed = client.get("/lieux/ici/fiche.pdf", headers={"if-none-match": etag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["ETag"] == etag
    assert changed.status_code == 200


def test_the_short_address_leads_to_the_page(client: Client) -> None:
    ici = place("Ici", in_town="Saintes")

    response = client.get(f"/l/{ici.pk}")

    assert (response.status_code, response["Location"]) == (302, "/lieux/ici/")


@pytest.mark.parametrize("path", ["/lieux/{slug}/", "/lieux/{slug}/fiche.pdf", "/l/{pk}"])
def test_a_place_that_is_gone_or_elsewhere_is_not_found(
    client: Client, now: datetime, path: str
) -> None:
    for missing in (
        place("Parti", in_town="Saintes", withdrawn_at=now),
        place("Ailleurs", in_town="Montpellier"),
    ):
        assert client.get(path.format(slug=missing.slug, pk=missing.pk)).status_code == 404


@pytest.mark.parametrize("path", ["/lieux/ici/", "/lieux/ici/fiche.pdf"])
def test_what_is_read_cannot_be_posted_to(client: Client, path: str) -> None:
    place("Ici", in_town="Saintes")

    assert client.post(path).status_code == 405
