"""One place: who may see it, what its page reads, what a search knows of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import cos, radians
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.expressions import CombinedExpression

from maillage.lib.distance import Position
from maillage.places.facets import terms_in
from maillage.places.models import ImportRun, Place, PlaceQuerySet, Record, Source, Spot, Stop
from maillage.places.opening_hours import OpeningState, state_at, timezone_of
from maillage.places.rules import richest_offer
from maillage.places.terms import Field, Mobility, Offer, Term
from maillage.territory.queries import Territory


class Timetable(NamedTuple):
    """All that tells when a place, or a stop, is open."""

    text: str
    timezone: ZoneInfo
    departement: str
    holiday_hours: str

    def state(self, now: datetime) -> OpeningState:
        return state_at(
            self.text,
            at=now,
            timezone=self.timezone,
            departement=self.departement,
            holiday_hours=self.holiday_hours,
        )


@dataclass(frozen=True)
class Candidate:
    """One place of a search, or one stop of a bus, with what the search knows of it.

    `is_adrift`: a bus whose stops nobody told, of which there is neither distance nor hours.
    """

    place: Place
    stop: Stop | None
    terms: frozenset[Term]
    opening: OpeningState
    distance_m: float | None
    spot_id: int | None = None

    @property
    def site(self) -> Place | Stop:
        return self.stop or self.place

    @property
    def position(self) -> Position | None:
        """Where to go; a bus is not to be found at its office."""
        return None if self.is_adrift else self.site.position

    @property
    def offer(self) -> Offer | None:
        """The richest kind of offer, the one the map draws."""
        return richest_offer(self.terms)

    @property
    def is_adrift(self) -> bool:
        return self.stop is None and is_itinerant(self.terms)


def visible_places(territory: Territory) -> PlaceQuerySet:
    return Place.objects.listed().in_territory(territory)


def soonest_change(candidates: Iterable[Candidate]) -> datetime | None:
    """When the first of them opens or closes; None when nothing tells."""
    return min((c.opening.changes_at for c in candidates if c.opening.changes_at), default=None)


def nearest_to(place: Place, *, territory: Territory, now: datetime, limit: int) -> list[Candidate]:
    """Other listed places around this one, nearest first; none when its position is unknown."""
    if place.position is None:
        return []
    others = (
        Spot.objects.in_territory(territory)
        .filter(latitude__isnull=False, is_presumed=False)
        .exclude(place=place)
        .select_related("place__commune", "stop__commune")
        .order_by(squared_degrees(place.position), "pk")[:limit]
    )
    return [candidate_of(spot, origin=place.position, now=now) for spot in others]


def squared_degrees(origin: Position) -> CombinedExpression:
    """The squared distance on a plane, where a degree of longitude is shortened as it is here.

    Null where nobody knows the position. Within 0.5 % at 100 km.
    """
    north = F("latitude") - origin.latitude
    east = (F("longitude") - origin.longitude) * cos(radians(origin.latitude))
    return north * north + east * east


def candidate_of(spot: Spot, *, origin: Position | None, now: datetime) -> Candidate:
    terms = terms_in(spot.facets)
    found = candidate_at(spot.place, stop=spot.stop, terms=terms, origin=origin, now=now)
    return replace(found, spot_id=spot.pk)


def candidate_at(
    place: Place,
    *,
    stop: Stop | None = None,
    terms: frozenset[Term] | None = None,
    origin: Position | None,
    now: datetime,
) -> Candidate:
    """Tell of a place, or of one stop of it, what a search would; its commune is loaded.

    Its terms too, unless they are given.
    """
    found = Candidate(
        place=place,
        stop=stop,
        terms=terms_of(place) if terms is None else terms,
        opening=opening_of(stop or place, now=now),
        distance_m=None,
    )
    if origin is None or found.position is None:
        return found
    return replace(found, distance_m=origin.metres_to(found.position))


def place_for_page(slug: str, *, territory: Territory) -> Place | None:
    """The place with all that its page shows; None if unknown, withdrawn or elsewhere."""
    records = Record.objects.select_related("source", "last_run").order_by(
        "source__rank", "source__slug", "pk"
    )
    return (
        visible_places(territory)
        .select_related("commune", "commune__departement")
        .prefetch_related("terms", "stops__commune", Prefetch("records", queryset=records))
        .filter(slug=slug)
        .first()
    )


def sources_shown(territory: Territory) -> list[tuple[Source, date]]:
    """The sources that list a place of the territory, best rank first, with their latest date.

    Every page asks: the database looks for one record of each file, the latest first, not at all.
    That is why it is not asked whether one exists: PostgreSQL would rather read them all.
    """
    listed = Record.objects.filter(
        territory.condition("place__commune"),
        last_run=OuterRef("pk"),
        no_longer_listed_on__isnull=True,
    )
    runs = (
        ImportRun.objects.alias(one=Subquery(listed.order_by().values("pk")[:1]))
        .filter(one__isnull=False, source=OuterRef("pk"))
        .order_by("-dated_on")
    )
    sources = Source.objects.annotate(dated_on=Subquery(runs.values("dated_on")[:1]))
    return [(one, one.dated_on) for one in sources.order_by("rank", "slug") if one.dated_on]


def terms_of(place: Place) -> frozenset[Term]:
    return frozenset(Term(Field(row.field), row.code) for row in place.terms.all())


def is_itinerant(terms: Iterable[Term]) -> bool:
    return Term(Field.MOBILITY, Mobility.ITINERANT) in terms


def opening_of(site: Place | Stop, *, now: datetime) -> OpeningState:
    """Tell the state of a place or a stop whose commune is loaded."""
    return timetable_of(site).state(now)


def timetable_of(site: Place | Stop) -> Timetable:
    """`site`: with its commune."""
    return Timetable(
        text=site.opening_hours,
        timezone=timezone_of(site.commune_id),
        departement=site.commune.departement_id,
        holiday_hours=site.holiday_hours,
    )
