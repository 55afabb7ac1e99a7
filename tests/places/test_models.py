from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from maillage.places.models import ImportRun, Place, PlaceTerm, Record, Source, Spot
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import Field, Offer, Service, Term
from maillage.territory.queries import Territory
from tests.cast import place, record, town

pytestmark = pytest.mark.django_db

PAPERWORK = Term(Field.SERVICE, Service.PAPERWORK)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"latitude": 45.7, "longitude": None}, "position"),
        ({"latitude": 95.0, "longitude": 0.0}, "position"),
        ({"name": ""}, "name"),
        ({"postcode": "1710"}, "postcode"),
        ({"phone": "05 46 00 00 00"}, "phone_is_international"),
        ({"appointment_url": "javascript:alert(1)"}, "appointment_url"),
        ({"accessibility_url": "acceslibre.beta.gouv.fr"}, "accessibility_url"),
    ],
)
def test_a_place_that_contradicts_itself_is_refused(
    values: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Place.objects.create(
            **{
                "slug": "lieu",
                "name": "Lieu",
                "commune": town("Saintes"),
                "stated_on": date(2024, 8, 1),
            }
            | values
        )


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_addresses_of_other_sites_are_kept(scheme: str) -> None:
    made = place(
        "Lieu",
        in_town="Saintes",
        appointment_url=f"{scheme}://rdv.example.org/",
        accessibility_url=f"{scheme}://acces.example.org/",
    )

    assert Place.objects.get() == made


@pytest.mark.parametrize("field", Field)
def test_every_word_of_the_closed_lists_is_kept(field: Field) -> None:
    codes = {Field.OFFER: Offer, Field.TYPOLOGY: ["MUNI"]}.get(field) or VALUE_OF_CODE[field]

    made = place("Lieu", in_town="Saintes", terms=tuple(Term(field, code) for code in codes))

    assert made.terms.count() == len(codes)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("service", "surprise"),
        ("service", Offer.MEDIATORS),
        ("offer", Service.PAPERWORK),
        ("surprise", Service.PAPERWORK),
        ("typology", ""),
        ("", ""),
    ],
)
def test_a_word_of_no_list_is_refused(field: str, code: str) -> None:
    made = place("Lieu", in_town="Saintes", terms=())

    with pytest.raises(IntegrityError, match="place_term_is_of_a_list"):
        PlaceTerm.objects.create(place=made, field=field, code=code)


def test_a_place_carries_a_term_once() -> None:
    made = place("Lieu", in_town="Saintes", terms=(PAPERWORK,))

    with pytest.raises(IntegrityError):
        PlaceTerm.objects.create(place=made, field=PAPERWORK.field, code=PAPERWORK.code)


def test_the_counts_of_a_run_add_up(now: datetime) -> None:
    source = Source.objects.create(slug="s", name="S")
    counts = dict.fromkeys(("created", "updated", "unchanged", "quarantined", "outside"), 1)

    with pytest.raises(IntegrityError, match="add_up"):
        ImportRun.objects.create(
            source=source, dated_on=date(2024, 8, 1), started_at=now, read=6, **counts
        )


def test_a_source_speaks_once_of_an_identifier_and_is_never_lost(now: datetime) -> None:
    said = record(place("Lieu", in_town="Saintes"), identifier="1", now=now)

    with pytest.raises(ProtectedError):
        said.source.delete()
    with pytest.raises(ProtectedError):
        said.place.delete()
    with pytest.raises(IntegrityError):
        Record.objects.create(
            source=said.source,
            identifier=said.identifier,
            place=said.place,
            raw={},
            understood={},
            first_run=said.first_run,
            last_run=said.last_run,
        )


def test_places_are_picked_by_territory_and_listing(now: datetime) -> None:
    here = place("Ici", in_town="Saintes")
    place("Ailleurs", in_town="Montpellier")
    place("Parti", in_town="Saintes", withdrawn_at=now)

    found = Place.objects.listed().in_territory(Territory.parse("17"))

    assert list(found) == [here]


@pytest.mark.parametrize(
    "wrong", [{"facets": -1}, {"longitude": None}, {"latitude": 91.0}], ids=str
)
def test_a_spot_is_refused_what_no_place_has(wrong: dict[str, Any]) -> None:
    place("Ici", in_town="Saintes")

    with pytest.raises(IntegrityError):
        Spot.objects.update(**wrong)
