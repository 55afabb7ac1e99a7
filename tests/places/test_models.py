from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from maillage.places.models import ImportRun, Place, PlaceTerm, Record, Source
from maillage.places.terms import Field, Service, Term
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
        ({"phone": "05 46 00 00 00"}, "phone"),
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


def test_places_are_picked_by_territory_listing_and_term(now: datetime) -> None:
    here = place("Ici", in_town="Saintes", terms=(PAPERWORK,))
    place("Ailleurs", in_town="Montpellier", terms=(PAPERWORK,))
    place("Parti", in_town="Saintes", terms=(PAPERWORK,), withdrawn_at=now)
    place("Autre", in_town="Saintes", terms=())

    found = Place.objects.listed().in_territory(Territory.parse("17")).with_term(PAPERWORK)

    assert list(found) == [here]
