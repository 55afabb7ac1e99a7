"""The usual cast: towns, places and people that tests meet again and again.

The towns are real, the places and the people made up.
"""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from maillage.accounts.models import Membership, Role, User
from maillage.lib.text import commune_search_name, search_name
from maillage.places.actions.spots import refresh_spots
from maillage.places.models import ImportRun, Place, PlaceTerm, Record, Source, Stop
from maillage.places.terms import Field, Offer, Programme, Service, Term
from maillage.territory.models import Commune, CommunePostcode, Departement

HELPED_WITH_PAPERWORK = (
    Term(Field.SERVICE, Service.PAPERWORK),
    Term(Field.OFFER, Offer.MEDIATORS),
    Term(Field.PROGRAMME, Programme.FRANCE_SERVICES),
)
SELF_SERVICE_COMPUTER = (
    Term(Field.SERVICE, Service.INTERNET_ACCESS),
    Term(Field.OFFER, Offer.EQUIPPED),
)

MORNINGS = "Mo-Fr 09:00-12:00"

TOWNS = {
    "Saintes": ("17415", 45.7464, -0.6333, 25_000, ("17100",)),
    "Fontcouverte": ("17164", 45.7711, -0.5894, 2_300, ("17100",)),
    "La Rochelle": ("17300", 46.1603, -1.1511, 78_000, ("17000",)),
    "Jonzac": ("17197", 45.4469, -0.4339, 3_500, ("17500",)),
    "Montpellier": ("34172", 43.6108, 3.8767, 300_000, ("34000",)),
}


def town(name: str) -> Commune:
    """One of TOWNS, with its département and postcodes, made at its first mention."""
    code, latitude, longitude, population, postcodes = TOWNS[name]
    departement, _made = Departement.objects.get_or_create(
        code=code[:2], defaults={"name": {"17": "Charente-Maritime", "34": "Hérault"}[code[:2]]}
    )
    commune, made = Commune.objects.get_or_create(
        code_insee=code,
        defaults={
            "name": name,
            "search_name": commune_search_name(name),
            "departement": departement,
            "latitude": latitude,
            "longitude": longitude,
            "population": population,
        },
    )
    if made:
        CommunePostcode.objects.bulk_create(
            CommunePostcode(commune=commune, code=postcode) for postcode in postcodes
        )
    return commune


def place(
    name: str, *, in_town: str, terms: tuple[Term, ...] = HELPED_WITH_PAPERWORK, **values: Any
) -> Place:
    """A listed place in the middle of its town, open on weekday mornings unless told otherwise."""
    commune = town(in_town)
    made = Place.objects.create(
        **{
            "slug": search_name(name).replace(" ", "-"),
            "name": name,
            "commune": commune,
            "postcode": TOWNS[in_town][4][0],
            "address": "1 rue de la Mairie",
            "latitude": commune.latitude,
            "longitude": commune.longitude,
            "phone": "+33546000000",
            "opening_hours": MORNINGS,
            "stated_on": date(2026, 10, 1),
        }
        | values
    )
    PlaceTerm.objects.bulk_create(
        PlaceTerm(place=made, field=term.field, code=term.code) for term in terms
    )
    refresh_spots([made.pk])
    return made


def stop(of_place: Place, *, in_town: str, **values: Any) -> Stop:
    """A stop of a bus in the middle of a town, on Tuesday mornings unless told otherwise."""
    commune = town(in_town)
    made = Stop.objects.create(
        **{
            "place": of_place,
            "commune": commune,
            "latitude": commune.latitude,
            "longitude": commune.longitude,
            "opening_hours": "Tu 09:00-12:00",
            "hours_text": "le mardi de 9 h à 12 h",
            "stated_on": date(2026, 10, 1),
        }
        | values
    )
    refresh_spots([of_place.pk])
    return made


def record(
    said_of: Place, *, identifier: str, now: datetime, source: Source | None = None
) -> Record:
    """What one source, always the same unless told otherwise, says of a place."""
    if source is None:
        source, _made = Source.objects.get_or_create(
            slug="essai",
            defaults={"name": "Essai", "producer": "Nous", "licence": "Licence Ouverte"},
        )
    run = ImportRun.objects.create(
        source=source,
        territory="17",
        file_name="essai.csv",
        file_sha256="0" * 64,
        dated_on=date(2026, 10, 1),
        started_at=now,
        read=1,
        created=1,
        updated=0,
        unchanged=0,
        quarantined=0,
        outside=0,
    )
    return Record.objects.create(
        source=source,
        identifier=identifier,
        place=said_of,
        raw={},
        understood={},
        first_run=run,
        last_run=run,
    )


@pytest.fixture
def coordinator(db: None, now: datetime) -> Client:
    """The browser of someone of the coordination, signed in."""
    someone = User.objects.create_user("coordination@example.org")
    Membership.objects.create(user=someone, role=Role.COORDINATION, created_at=now)
    return _browser_of(someone)


@pytest.fixture
def colleague(db: None) -> Client:
    """The browser of someone who signed in, and holds no role."""
    return _browser_of(User.objects.create_user("collegue@example.org"))


def _browser_of(someone: User) -> Client:
    client = Client()
    client.force_login(someone)
    return client
