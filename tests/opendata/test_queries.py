import json
from datetime import date, datetime
from pathlib import Path

import pytest

from maillage.opendata.queries import publication_of
from maillage.places.standard import COLUMNS
from maillage.places.terms import Access, Field, Mobility, Service, Term
from maillage.territory.queries import Territory
from tests.cast import HELPED_WITH_PAPERWORK, place, record

pytestmark = pytest.mark.django_db

CHARENTE_MARITIME = Territory.parse("17")
SCHEMA = json.loads((Path(__file__).parent / "lieux-mediation-numerique.schema.json").read_text())


def row_of_only_place() -> dict[str, str]:
    [row] = publication_of(CHARENTE_MARITIME).rows
    return row


def test_columns_are_those_of_the_standard_in_its_order() -> None:
    assert list(COLUMNS) == [field["name"] for field in SCHEMA["fields"]]


def test_an_unknown_pivot_is_fourteen_zeros_and_the_id_names_its_source(now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="42", now=now)

    row = row_of_only_place()

    assert row["id"] == "essai--42"
    assert row["pivot"] == "0" * 14


def test_a_place_of_a_source_without_a_licence_is_not_published(now: datetime) -> None:
    shown = place("Ici", in_town="Saintes")
    source = record(shown, identifier="42", now=now).source
    source.licence = ""
    source.save()

    publication = publication_of(CHARENTE_MARITIME)

    assert publication.rows == []
    assert publication.without_licence == [shown]


def test_the_date_is_that_of_the_check_else_of_the_source(now: datetime) -> None:
    shown = place("Ici", in_town="Saintes", stated_on=date(2024, 8, 1))
    record(shown, identifier="1", now=now)

    assert row_of_only_place()["date_maj"] == "2024-08-01"

    shown.checked_on = date(2026, 11, 3)
    shown.save()

    assert row_of_only_place()["date_maj"] == "2026-11-03"


@pytest.mark.parametrize(
    ("holiday_hours", "published"),
    [
        ("", "Mo-Fr 09:00-12:00"),
        ("off", "Mo-Fr 09:00-12:00; SH off"),
        ("unknown", "Mo-Fr 09:00-12:00; SH unknown"),
        ("We 14:00-18:00", "Mo-Fr 09:00-12:00; SH off; SH We 14:00-18:00"),
    ],
)
def test_the_school_holidays_are_published_with_the_hours(
    holiday_hours: str, published: str, now: datetime
) -> None:
    shown = place("Ici", in_town="Saintes", holiday_hours=holiday_hours)
    record(shown, identifier="1", now=now)

    assert row_of_only_place()["horaires"] == published


def test_lists_are_joined_in_the_order_of_the_standard(now: datetime) -> None:
    terms = (
        *HELPED_WITH_PAPERWORK,
        Term(Field.SERVICE, Service.LEISURE),
        Term(Field.ACCESS, Access.PHONE),
        Term(Field.ACCESS, Access.WALK_IN),
        Term(Field.MOBILITY, Mobility.ITINERANT),
        Term(Field.TYPOLOGY, "RFS"),
    )
    record(place("Ici", in_town="Saintes", terms=terms), identifier="1", now=now)

    row = row_of_only_place()

    assert row["services"] == "Aide aux démarches administratives|Loisirs et créations numériques"
    assert row["modalites_acces"] == "Se présenter|Téléphoner"
    assert row["dispositif_programmes_nationaux"] == "France Services"
    assert row["itinerance"] == "Itinérant"
    assert row["typologie"] == "RFS"
    assert "mediators" not in "".join(row.values())


def test_a_phone_the_standard_refuses_is_left_out(now: datetime) -> None:
    record(place("Ici", in_town="Saintes", phone="+4412345678"), identifier="1", now=now)

    assert row_of_only_place()["telephone"] == ""


def test_a_place_lacking_a_required_column_is_listed_not_exported(now: datetime) -> None:
    record(place("Sans rue", in_town="Saintes", address=""), identifier="1", now=now)

    assert publication_of(CHARENTE_MARITIME).rows == []
    [incomplete] = publication_of(CHARENTE_MARITIME).incomplete
    assert (incomplete.place.name, incomplete.missing) == ("Sans rue", ("adresse",))


def test_a_withdrawn_place_is_neither_exported_nor_listed(now: datetime) -> None:
    record(place("Parti", in_town="Saintes", withdrawn_at=now), identifier="1", now=now)

    assert publication_of(CHARENTE_MARITIME).rows == []
    assert publication_of(CHARENTE_MARITIME).incomplete == []
