"""The places of the territory as rows of the national standard, and when they last changed."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, FloatField, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from maillage.journal.models import Entry
from maillage.places.models import Place, Record, Source
from maillage.places.queries.places import squared_degrees, visible_places
from maillage.places.queries.search import BY_NAME, Criteria, Order, spots_found
from maillage.places.rules import is_open_licence
from maillage.places.standard import REQUIRED
from maillage.places.standard_writer import IN_IDENTIFIER, Row, row_of, with_what_rows_say
from maillage.territory.queries import LOAD, Territory

CHUNK = 1000  # places in memory at once, with all that is said of them
FARTHEST = 1e6  # squared degrees: those whose position nobody knows come last


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


class Cursor(NamedTuple):
    """The last spot of a page, in the order of the pages; it may be gone when the next is asked.

    `key` is 0 where the distance does not count, `stop` where there is none.
    """

    key: float
    rank: str
    place: int
    stop: int


@dataclass(frozen=True)
class Slice:
    """One page of the spots found, how many there are on all of them, and where this one ends."""

    spots: Sequence[int]  # primary keys
    total: int
    end: Cursor | None  # None on the last page


@dataclass(frozen=True)
class Version:
    """A mark that changes whenever what is published may have, and when it last did."""

    mark: str
    changed_at: datetime | None


def publication_of(territory: Territory) -> Publication:
    """Every listed place of the territory: as a row, or among those that are left out."""
    rows, incomplete, without_licence = [], [], []
    for place in with_what_rows_say(visible_places(territory)).iterator(CHUNK):
        row = row_of(place)
        if not is_published(place):
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


def is_published(place: Place) -> bool:
    """Tell whether all that is said of the place, by the records fetched with it, is open."""
    return all(is_open_licence(record.source.licence) for record in place.records.all())


def missing_columns(row: Row) -> tuple[str, ...]:
    return tuple(column for column in REQUIRED if not row[column])


def publication_version() -> Version:
    """Read it in the journal: every change of a place, a source or the territory is an act.

    What the public does there, reporting an error, changes nothing of what is published.
    """
    acts = Entry.objects.filter(Q(act=LOAD) | Q(act__startswith="places.")).exclude(
        actor_kind=Entry.ActorKind.PUBLIC
    )
    done = acts.aggregate(count=Count("pk"), last=Max("at"))
    told = f"{settings.TERRITORY} {done['count']} {done['last']}"
    return Version(
        mark=hashlib.sha256(told.encode()).hexdigest()[:16],
        changed_at=done["last"],
    )


def slice_of(
    criteria: Criteria,
    *,
    territory: Territory,
    now: datetime,
    after: Cursor | None,
    size: int,
    closed: Collection[int],
) -> Slice:
    """Find the published spots that meet every criterion, in two queries at most.

    The nearest first where an origin is known, else by commune then name. A page begins after the
    last spot of the one before, so that nothing is skipped nor told twice when others come or go.
    `closed`: the sources that keep theirs back, see closed_sources().
    """
    found = spots_found(criteria, territory=territory, now=now)
    if closed:
        found = found.exclude(place__in=_kept_back(closed))
    told = found.annotate(key=_key(criteria))
    if after:
        told = told.filter(_after(after))
    # A constant would keep the database from reading in the order of its index.
    order = BY_NAME if _is_by_name(criteria) else ("key", *BY_NAME)
    rows = list(told.order_by(*order).values_list("pk", "key", *BY_NAME)[: size + 1])
    has_more = len(rows) > size
    are_all_there = not after and not has_more
    return Slice(
        spots=[pk for pk, *_end in rows[:size]],
        total=len(rows) if are_all_there else found.count(),
        end=_end_of(rows[size - 1]) if has_more else None,
    )


def _is_by_name(criteria: Criteria) -> bool:
    return criteria.origin is None or criteria.order is Order.NAME


def _key(criteria: Criteria) -> Coalesce | Value:
    if criteria.origin is None or _is_by_name(criteria):
        return Value(0.0, output_field=FloatField())
    return Coalesce(squared_degrees(criteria.origin), Value(FARTHEST))


def _after(end: Cursor) -> Q:
    """Keep what comes later in the order of (key, rank, place, stop)."""
    same_key, same_rank = Q(key=end.key), Q(key=end.key, rank=end.rank)
    return (
        Q(key__gt=end.key)
        | same_key & Q(rank__gt=end.rank)
        | same_rank & Q(place_id__gt=end.place)
        | same_rank & Q(place_id=end.place, stop_id__gt=end.stop)
    )


def _end_of(row: tuple[int, float, str, int, int | None]) -> Cursor:
    _pk, key, rank, place, stop = row
    return Cursor(key, rank, place, stop or 0)


def published_place(name: str, *, territory: Territory) -> Place | None:
    """The place of this id or address, with all that its answer says; None where there is none."""
    source, separator, identifier = name.partition(IN_IDENTIFIER)
    if separator:
        records = Record.objects.filter(
            source__slug=source, identifier=identifier, no_longer_listed_on__isnull=True
        )
        wanted = Q(pk__in=records.values("place"))
    else:
        wanted = Q(slug=name)
    places = visible_places(territory).filter(wanted).exclude(pk__in=_kept_back(closed_sources()))
    return with_what_rows_say(places).prefetch_related("stops__commune").first()


def closed_sources() -> list[int]:
    """Those that are not known to come under an open licence."""
    told = Source.objects.values_list("pk", "licence")
    return [pk for pk, licence in told if not is_open_licence(licence)]


def _kept_back(closed: Collection[int]) -> QuerySet[Record, Any]:
    """The places of which one of these sources speaks."""
    records = Record.objects.filter(source__in=closed, no_longer_listed_on__isnull=True)
    return records.values("place")
