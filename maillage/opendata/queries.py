"""The places of the territory as rows of the national standard."""

import re
from dataclasses import dataclass

from django.db.models import Prefetch

from maillage.places.models import Place, PlaceQuerySet, Record
from maillage.places.opening_hours import join_school_holidays
from maillage.places.queries import visible_places
from maillage.places.standard import (
    COLUMN_OF_FIELD,
    COLUMNS,
    REQUIRED,
    SEPARATOR,
    UNKNOWN_PIVOT,
    VALUE_OF_CODE,
)
from maillage.places.terms import Field
from maillage.territory.queries import Territory

PHONE_OF_STANDARD = re.compile(
    r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}"  # schema.json v1.0.2, telephone
)

Row = dict[str, str]


@dataclass(frozen=True)
class IncompletePlace:
    """A place the standard refuses, and the required columns that no source fills."""

    place: Place
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Publication:
    """One row per publishable place, sorted by id, and the places that are left out."""

    rows: list[Row]
    incomplete: list[IncompletePlace]


def publication_of(territory: Territory) -> Publication:
    """Every listed place of the territory: as a row, or with the required columns it lacks."""
    rows, incomplete = [], []
    for place in _places(territory):
        row = row_of(place)
        if missing := missing_columns(row):
            incomplete.append(IncompletePlace(place=place, missing=missing))
        else:
            rows.append(row)
    return Publication(rows=sorted(rows, key=lambda row: row["id"]), incomplete=incomplete)


def missing_columns(row: Row) -> tuple[str, ...]:
    return tuple(column for column in REQUIRED if not row[column])


def row_of(place: Place) -> Row:
    """The 32 columns of one place.

    `id` names the source that speaks first for it: <source>--<its identifier>. An unknown pivot
    is fourteen zeros, as the national files write it. Source: LaMednum/standard-mediation-num,
    schema.json v1.0.2.
    """
    records = list(place.records.all())
    row = dict.fromkeys(COLUMNS, "") | {
        "id": f"{records[0].source.slug}--{records[0].identifier}" if records else "",
        "pivot": place.pivot or UNKNOWN_PIVOT,
        "nom": place.name,
        "commune": place.commune.name,
        "code_postal": place.postcode,
        "code_insee": place.commune_id,
        "adresse": place.address,
        "complement_adresse": place.address_details,
        "latitude": "" if place.latitude is None else str(place.latitude),
        "longitude": "" if place.longitude is None else str(place.longitude),
        "telephone": place.phone if PHONE_OF_STANDARD.fullmatch(place.phone) else "",
        "courriels": SEPARATOR.join(place.emails),
        "site_web": SEPARATOR.join(place.websites),
        "horaires": join_school_holidays(place.opening_hours, place.holiday_hours),
        "presentation_resume": place.summary,
        "presentation_detail": place.description,
        "source": records[0].source.name if records else "",
        "structure_parente": place.parent_structure,
        "date_maj": (place.checked_on or place.stated_on).isoformat(),
        "autres_formations_labels": SEPARATOR.join(place.other_labels),
        "fiche_acces_libre": place.accessibility_url,
        "prise_rdv": place.appointment_url,
    }
    return row | _term_columns(place)


def _term_columns(place: Place) -> Row:
    """Multi-valued columns, in the order of the standard's own lists."""
    carried: dict[str, set[str]] = {}
    for term in place.terms.all():
        carried.setdefault(term.field, set()).add(term.code)
    columns = {}
    for field, column in COLUMN_OF_FIELD.items():
        codes = carried.get(field, set())
        if field is Field.TYPOLOGY:
            values = sorted(codes)
        else:
            values = [value for code, value in VALUE_OF_CODE[field].items() if code in codes]
        columns[column] = SEPARATOR.join(values)
    return columns


def _places(territory: Territory) -> PlaceQuerySet:
    records = (
        Record.objects.filter(no_longer_listed_on__isnull=True)
        .select_related("source")
        .order_by("source__rank", "source__slug", "identifier")
    )
    return (
        visible_places(territory)
        .select_related("commune")
        .prefetch_related("terms", Prefetch("records", queryset=records))
    )
