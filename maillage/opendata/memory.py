"""What is published of each spot, kept by the process for as long as nothing changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.urls import reverse

from maillage.lib.distance import Position
from maillage.opendata.formats import said_of
from maillage.opendata.queries import Version, closed_sources
from maillage.places.facets import terms_in
from maillage.places.models import Place, Spot, Stop
from maillage.places.opening_hours import join_school_holidays
from maillage.places.queries.places import Timetable, is_itinerant, timetable_of
from maillage.places.standard_writer import row_of, with_what_rows_say

KEPT_S = 3600


@dataclass(frozen=True)
class PublishedStop:
    """`said` is all of its answer but for the opening."""

    said: dict[str, Any]
    timetable: Timetable


@dataclass(frozen=True)
class PublishedSpot:
    """All that an answer says of a spot, but for what depends on who asks and when.

    `said`: the columns of the standard that are not empty. `timetable` is None for a bus whose
    stops nobody told.
    """

    said: dict[str, Any]
    path: str  # of its page on this site
    position: Position | None
    timetable: Timetable | None
    stop: PublishedStop | None


def published_spots(pks: Sequence[int], *, version: Version) -> list[PublishedSpot]:
    """Tell what is published of each of these spots, as of this version, in their order."""
    cache = caches["public"]
    keys = {pk: f"spot-{version.mark}-{pk}" for pk in pks}
    told: dict[str, PublishedSpot] = cache.get_many(keys.values())
    if missing := [pk for pk in pks if keys[pk] not in told]:
        read = {keys[pk]: spot for pk, spot in _read(missing).items()}
        cache.set_many(read, KEPT_S)
        told |= read
    # One may have gone since it was found.
    return [told[key] for key in keys.values() if key in told]


def closed_sources_of(version: Version) -> list[int]:
    """The sources that keep their places back, as of this version."""
    kept: list[int] | None = caches["public"].get(key := f"closed-{version.mark}")
    if kept is None:
        kept = closed_sources()
        caches["public"].set(key, kept, KEPT_S)
    return kept


def published_spot(place: Place, *, stop: Stop | None = None, is_itinerant: bool) -> PublishedSpot:
    """`place`: with_what_rows_say."""
    is_adrift = stop is None and is_itinerant  # neither there nor open: it is at its office
    site = stop or place
    return PublishedSpot(
        said=said_of(row_of(place)),
        path=reverse("places:place", args=(place.slug,)),
        position=None if is_adrift else site.position,
        timetable=None if is_adrift else timetable_of(site),
        stop=published_stop(stop) if stop else None,
    )


def published_stop(stop: Stop) -> PublishedStop:
    said = {
        "commune": stop.commune.name,
        "code_insee": stop.commune_id,
        "adresse": stop.address,
        "latitude": stop.latitude,
        "longitude": stop.longitude,
        "horaires": join_school_holidays(stop.opening_hours, stop.holiday_hours),
        "horaires_texte": stop.hours_text,
    }
    filled = {name: value for name, value in said.items() if value not in ("", None)}
    return PublishedStop(said=filled, timetable=timetable_of(stop))


def _read(pks: Collection[int]) -> dict[int, PublishedSpot]:
    spots = Spot.objects.select_related("stop__commune").filter(pk__in=pks).in_bulk()
    places = Place.objects.filter(pk__in={spot.place_id for spot in spots.values()})
    told = {place.pk: place for place in with_what_rows_say(places)}
    return {
        pk: published_spot(
            told[spot.place_id], stop=spot.stop, is_itinerant=is_itinerant(terms_in(spot.facets))
        )
        for pk, spot in spots.items()
    }
