"""The places of the territory as rows of the national standard."""

from dataclasses import dataclass

from maillage.places.models import Place
from maillage.places.queries import visible_places
from maillage.places.rules import is_open_licence
from maillage.places.standard import REQUIRED
from maillage.places.standard_writer import Row, row_of, with_what_rows_say
from maillage.territory.queries import Territory


@dataclass(frozen=True)
class IncompletePlace:
    """A place the standard refuses, and the required columns that no source fills."""

    place: Place
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Publication:
    """One row per publishable place, sorted by id, and the places that are left out.

    Those without a licence are of a source that is not known to come under an open one.
    """

    rows: list[Row]
    incomplete: list[IncompletePlace]
    without_licence: list[Place]


def publication_of(territory: Territory) -> Publication:
    """Every listed place of the territory: as a row, or among those that are left out."""
    rows, incomplete, without_licence = [], [], []
    for place in with_what_rows_say(visible_places(territory)):
        row = row_of(place)
        if not all(is_open_licence(record.source.licence) for record in place.records.all()):
            without_licence.append(place)
        elif missing := missing_columns(row):
            incomplete.append(IncompletePlace(place=place, missing=missing))
        else:
            rows.append(row)
    return Publication(
        rows=sorted(rows, key=lambda row: row["id"]),
        incomplete=incomplete,
        without_licence=without_licence,
    )


def missing_columns(row: Row) -> tuple[str, ...]:
    return tuple(column for column in REQUIRED if not row[column])
