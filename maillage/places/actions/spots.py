"""Spots are computed from places and their stops, and computed again whenever one changes."""

from collections.abc import Collection, Iterator

from django.core.cache import cache
from django.db import transaction

from maillage.lib.text import commune_search_name, search_name
from maillage.places.facets import mask_of
from maillage.places.models import Place, Spot, Stop
from maillage.places.opening_hours import CLOSED
from maillage.places.queries.places import is_itinerant, terms_of

RANK_LENGTH = 250
ALL_ARE_PLANNED = "places.spots.all_are_planned"  # in the cache: the day of which it was seen


def refresh_spots(place_ids: Collection[int]) -> None:
    """Make the spots of these places say what the places and their stops say now.

    Their openings are planned apart (openings.plan_openings): it takes longer.
    """
    cache.delete(ALL_ARE_PLANNED)
    places = Place.objects.filter(pk__in=place_ids, withdrawn_at__isnull=True)
    read = places.select_related("commune").prefetch_related("terms", "stops__commune")
    with transaction.atomic():
        _let_planning_end(place_ids)
        Spot.objects.filter(place__in=place_ids).delete()
        Spot.objects.bulk_create(spot for place in read.order_by("pk") for spot in _spots_of(place))


def _let_planning_end(place_ids: Collection[int]) -> None:
    """Wait for whoever plans these spots: openings written meanwhile would outlive their spot."""
    spots = Spot.objects.select_for_update(of=("self",)).filter(place__in=place_ids)
    list(spots.order_by("pk").values_list("pk"))


def _spots_of(place: Place) -> Iterator[Spot]:
    """One for each stop, and one for the place: but a bus is not to be found at its office."""
    stops = list(place.stops.all())
    if not stops or not is_itinerant(terms_of(place)):
        yield _spot(place, place)
    for stop in stops:
        yield _spot(place, stop, stop=stop)


def _spot(place: Place, site: Place | Stop, *, stop: Stop | None = None) -> Spot:
    terms = terms_of(place)
    position = site.position or site.commune.position
    commune = site.commune
    postcode = "" if stop else place.postcode  # that of its office, maybe far away
    words = search_name(f"{place.name} {site.address} {postcode} {commune.name}")
    return Spot(
        place=place,
        stop=stop,
        commune=commune,
        facets=mask_of(terms, is_term_time_only=site.holiday_hours == CLOSED),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        is_presumed=site.position is None or (stop is None and is_itinerant(terms)),
        words=f" {words} ",
        rank=f"{commune_search_name(commune.name)} {search_name(place.name)}"[:RANK_LENGTH],
    )
