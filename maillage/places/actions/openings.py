"""The openings of the days ahead, computed once so that « ouvert maintenant » is a query."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from maillage.lib.progress import Progress
from maillage.places.actions.spots import ALL_ARE_PLANNED, refresh_spots
from maillage.places.facets import day_bit
from maillage.places.models import Opening, Place, PlaceQuerySet, Spot, SpotQuerySet
from maillage.places.opening_hours import SureOpening, sure_openings, timezone_of

DAYS_NEEDED = 8  # a search looks a week ahead
DAYS_PLANNED = 15  # so that a night without planning, or a week of them, does no harm
BATCH_SIZE = 500
TRUSTED_S = 60  # how long we believe that no spot lacks openings: others may make some
SHORT_WAIT_MS = 100


def plan_openings(*, now: datetime, progress: Progress | None = None) -> int:
    """Compute the openings of every spot that lacks some for the week ahead; give how many.

    Places that have no spot yet get theirs; the days gone by are forgotten. Safe to run twice,
    to stop, and beside anything else.
    """
    today = timezone.localdate(now)
    Opening.objects.filter(ends_at__lt=now - timedelta(days=1)).delete()
    while _make_missing_spots():
        pass
    total, done = lacking_openings(today).count(), 0
    while batch := _plan_some(today):
        done += batch
        if progress:
            progress(done, max(total, done))
    return done


def top_up_openings(*, now: datetime) -> None:
    """Plan a few hundred spots at most, without waiting for whoever is writing.

    For a visitor who comes where no night plans (docs/operations.md): the search mends itself.
    """
    today = timezone.localdate(now)
    if cache.get(ALL_ARE_PLANNED) == today:
        return
    if not lacking_openings(today).exists() and not _places_without_spot().exists():
        cache.set(ALL_ARE_PLANNED, today, TRUSTED_S)
        return
    try:
        with _short_wait():
            _make_missing_spots()
            _plan_some(today)
    except OperationalError:
        return  # an import is writing: the next visitor will do


def lacking_openings(today: date) -> SpotQuerySet:
    """The spots whose openings are not known for the whole week ahead."""
    needed = today + timedelta(days=DAYS_NEEDED)
    return Spot.objects.filter(Q(planned_until__isnull=True) | Q(planned_until__lt=needed))


def _places_without_spot() -> PlaceQuerySet:
    """Those of before there were spots."""
    return Place.objects.listed().filter(spots__isnull=True)


def _make_missing_spots() -> int:
    with transaction.atomic():
        # Those that another visitor is at are left to them.
        places = _places_without_spot().select_for_update(of=("self",), skip_locked=True)
        batch = list(places.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])
        refresh_spots(batch)
    return len(batch)


def _plan_some(today: date) -> int:
    with transaction.atomic():
        spots = lacking_openings(today).select_related("place", "stop", "commune").order_by("pk")
        batch = list(spots.select_for_update(of=("self",), skip_locked=True)[:BATCH_SIZE])
        _plan(batch, today=today)
    return len(batch)


def _plan(spots: Sequence[Spot], *, today: date) -> None:
    since = today - timedelta(days=1)  # overseas, it is still yesterday
    until = today + timedelta(days=DAYS_PLANNED)
    openings = []
    for spot in spots:
        told = _told(spot, since=since, until=until)
        openings += [Opening(spot=spot, starts_at=o.starts_at, ends_at=o.ends_at) for o in told]
        spot.open_days = _bits(one.day for one in told)
        spot.open_evenings = _bits(one.day for one in told if one.is_evening)
        spot.planned_until = until
    Opening.objects.filter(spot__in=spots).delete()
    Opening.objects.bulk_create(openings)
    Spot.objects.bulk_update(spots, ("open_days", "open_evenings", "planned_until"))


def _told(spot: Spot, *, since: date, until: date) -> list[SureOpening]:
    site = spot.stop or spot.place
    return sure_openings(
        site.opening_hours,
        since=since,
        until=until,
        timezone=timezone_of(spot.commune_id),
        departement=spot.commune.departement_id,
        holiday_hours=site.holiday_hours,
    )


def _bits(days: Iterable[date]) -> int:
    return reduce(or_, map(day_bit, days), 0)


@contextmanager
def _short_wait() -> Iterator[None]:
    """Give up at once, where someone else is writing, rather than keep a visitor waiting."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            patience_ms = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout = {SHORT_WAIT_MS}")
            try:
                yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {SHORT_WAIT_MS}")
            yield
