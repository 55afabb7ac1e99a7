"""A place as a row of the national standard, version 1: what we publish."""

import re

from django.db.models import Prefetch

from maillage.places.models import Place, PlaceQuerySet, PlaceTerm, Record
from maillage.places.opening_hours import join_school_holidays
from maillage.places.standard import (
    COLUMN_OF_FIELD,
    COLUMNS,
    SEPARATOR,
    UNKNOWN_PIVOT,
    VALUE_OF_CODE,
)
from maillage.places.terms import Field

PHONE_OF_STANDARD = re.compile(
    r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}"  # schema.json v1.0.2, telephone
)
IN_IDENTIFIER = "--"  # between the source and its own identifier; no source's name holds it

Row = dict[str, str]


def with_what_rows_say(places: PlaceQuerySet) -> PlaceQuerySet:
    """Fetch with the places all that row_of() reads, in four queries."""
    records = (
        Record.objects.filter(no_longer_listed_on__isnull=True)
        .select_related("source")
        .only("identifier", "place", "source")  # what it said is long, and not asked for here
        .order_by("source__rank", "source__slug", "identifier")
    )
    return places.select_related("commune").prefetch_related(
        Prefetch("terms", queryset=PlaceTerm.objects.order_by()),
        Prefetch("records", queryset=records),
    )


def row_of(place: Place) -> Row:
    """The 32 columns of one place.

    `id` names the source that speaks first for it: <source>--<its identifier>. An unknown pivot
    is fourteen zeros, as the national files write it. Source: LaMednum/standard-mediation-num,
    schema.json v1.0.2.
    """
    records = list(place.records.all())
    row = dict.fromkeys(COLUMNS, "") | {
        "id": _identifier_of(records[0]) if records else "",
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


def _identifier_of(record: Record) -> str:
    return f"{record.source.slug}{IN_IDENTIFIER}{record.identifier}"


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
