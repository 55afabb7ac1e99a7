"""What the search, the map and the place page read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from math import cos, inf, radians

from django.db.models import F, Max, Prefetch, Q

from maillage.places.models import Place, PlaceQuerySet, Record, Source
from maillage.places.needs import Need
from maillage.places.opening_hours import (
    OpeningKind,
    OpeningState,
    state_at,
    timezone_of,
)
from maillage.places.rules import richest_offer
from maillage.places.terms import Field, Mobility, Offer, Term
from maillage.territory.models import Commune
from maillage.territory.queries import Territory


class Condition(StrEnum):
    """What a search can ask for beside a position, in the order in which it is given up."""

    OPEN_NOW = "ouvert"
    OFFER = "offre"
    NEED = "besoin"


@dataclass(frozen=True)
class Criteria:
    need: Need | None = None
    origin: Commune | None = None
    offer: Offer | None = None
    open_now: bool = False

    def without(self, condition: Condition) -> "Criteria":
        match condition:
            case Condition.OPEN_NOW:
                return replace(self, open_now=False)
            case Condition.OFFER:
                return replace(self, offer=None)
            case Condition.NEED:
                return replace(self, need=None)

    def conditions(self) -> list[Condition]:
        asked = {
            Condition.OPEN_NOW: self.open_now,
            Condition.OFFER: self.offer is not None,
            Condition.NEED: self.need is not None,
        }
        return [condition for condition, is_asked in asked.items() if is_asked]


@dataclass(frozen=True)
class Candidate:
    """One place of a search, with what the search knows of it."""

    place: Place
    terms: frozenset[Term]
    opening: OpeningState
    distance_m: float | None

    @property
    def offer(self) -> Offer | None:
        """The richest kind of offer, the one the map draws."""
        return richest_offer(self.terms)

    @property
    def is_open(self) -> bool:
        return self.opening.kind in (OpeningKind.OPEN, OpeningKind.CLOSES_SOON)

    @property
    def says_services(self) -> bool:
        return any(term.field == Field.SERVICE for term in self.terms)

    def meets(self, criteria: Criteria) -> bool:
        if criteria.need and criteria.need.term not in self.terms:
            return False
        if criteria.offer and Term(Field.OFFER, criteria.offer) not in self.terms:
            return False
        return self.is_open or not criteria.open_now


@dataclass(frozen=True)
class Findings:
    """The answer to a search.

    When nothing meets every criterion, `given_up` lists the conditions dropped, in order, until
    something did. `open_count` and `offer_counts` say what each filter would leave if it were
    added to the criteria that were kept, `silent_count` how many others do not say what they help
    with, where a need is asked for. `changes_at`: when a place first opens or closes, which
    may change the answer.
    """

    kept: Criteria
    candidates: Sequence[Candidate]
    silent_count: int = 0
    given_up: tuple[Condition, ...] = ()
    open_count: int = 0
    offer_counts: Counter[Offer] = field(default_factory=Counter)
    changes_at: datetime | None = None


def visible_places(territory: Territory) -> PlaceQuerySet:
    return Place.objects.listed().in_territory(territory)


def search(criteria: Criteria, *, territory: Territory, now: datetime) -> Findings:
    """Find the places that meet the criteria, nearest first, widening until there are some.

    Without an origin they come by commune, then by name.
    """
    everyone = _candidates(territory, origin=criteria.origin, now=now)
    kept, given_up = criteria, []
    found = [candidate for candidate in everyone if candidate.meets(kept)]
    for condition in criteria.conditions():
        if found or not everyone:
            break
        kept = kept.without(condition)
        given_up.append(condition)
        found = [candidate for candidate in everyone if candidate.meets(kept)]
    any_hour = [c for c in everyone if c.meets(replace(kept, open_now=False))]
    any_offer = [c for c in everyone if c.meets(replace(kept, offer=None))]
    return Findings(
        kept=kept,
        candidates=found,
        silent_count=_silent_count(everyone, kept=kept),
        given_up=tuple(given_up),
        open_count=sum(candidate.is_open for candidate in any_hour),
        offer_counts=Counter(
            Offer(term.code) for c in any_offer for term in c.terms if term.field == Field.OFFER
        ),
        changes_at=soonest_change(everyone),
    )


def _silent_count(everyone: Iterable[Candidate], *, kept: Criteria) -> int:
    if kept.need is None:
        return 0
    others = replace(kept, need=None)
    return sum(not candidate.says_services and candidate.meets(others) for candidate in everyone)


def soonest_change(candidates: Iterable[Candidate]) -> datetime | None:
    """When the first of them opens or closes; None when nothing tells."""
    return min((c.opening.changes_at for c in candidates if c.opening.changes_at), default=None)


def nearest_to(place: Place, *, territory: Territory, now: datetime, limit: int) -> list[Candidate]:
    """Other listed places around this one, nearest first; none when its position is unknown.

    The database sorts them on a plane, where a degree of longitude is shortened as it is here.
    """
    if place.position is None:
        return []
    north = F("latitude") - place.position.latitude
    east = (F("longitude") - place.position.longitude) * cos(radians(place.position.latitude))
    others = (
        visible_places(territory)
        .select_related("commune")
        .exclude(pk=place.pk)
        .filter(latitude__isnull=False)
        .order_by(north * north + east * east, "pk")[:limit]
    )
    return [
        candidate_of(other, origin=place, now=now) for other in others.prefetch_related("terms")
    ]


def candidate_of(place: Place, *, origin: Commune | Place | None, now: datetime) -> Candidate:
    return Candidate(
        place=place,
        terms=terms_of(place),
        opening=opening_of(place, now=now),
        distance_m=_distance(origin, place),
    )


def place_for_page(slug: str, *, territory: Territory) -> Place | None:
    """The place with all that its page shows; None if unknown, withdrawn or elsewhere."""
    records = Record.objects.select_related("source", "last_run").order_by(
        "source__rank", "source__slug", "pk"
    )
    return (
        visible_places(territory)
        .select_related("commune", "commune__departement")
        .prefetch_related("terms", Prefetch("records", queryset=records))
        .filter(slug=slug)
        .first()
    )


def sources_shown(territory: Territory) -> list[tuple[Source, date]]:
    """The sources that list a place of the territory, best rank first, with their latest date."""
    listed = Record.objects.filter(
        territory.condition("place__commune"), no_longer_listed_on__isnull=True
    )
    dated_on = Max("records__last_run__dated_on", filter=Q(records__in=listed))
    sources = Source.objects.annotate(dated_on=dated_on).filter(dated_on__isnull=False)
    return [(source, source.dated_on) for source in sources.order_by("rank", "slug")]


def terms_of(place: Place) -> frozenset[Term]:
    return frozenset(Term(Field(row.field), row.code) for row in place.terms.all())


def is_itinerant(terms: Iterable[Term]) -> bool:
    return Term(Field.MOBILITY, Mobility.ITINERANT) in terms


def opening_of(place: Place, *, now: datetime) -> OpeningState:
    """Tell the state of a place whose commune is loaded."""
    return state_at(
        place.opening_hours,
        at=now,
        timezone=timezone_of(place.commune_id),
        departement=place.commune.departement_id,
        holiday_hours=place.holiday_hours,
    )


def _candidates(territory: Territory, *, origin: Commune | None, now: datetime) -> list[Candidate]:
    """Every visible place, sorted; two queries whatever their number."""
    places = visible_places(territory).order_by("commune__name", "name")
    candidates = [
        candidate_of(place, origin=origin, now=now)
        for place in places.select_related("commune").prefetch_related("terms")
    ]
    if origin is None or origin.position is None:
        return candidates
    return sorted(candidates, key=lambda candidate: _presumed_distance(candidate, origin=origin))


def _presumed_distance(candidate: Candidate, *, origin: Commune) -> float:
    """Where a place is not known, its commune is: it is sorted as if in the middle of it."""
    if candidate.distance_m is not None:
        return candidate.distance_m
    commune = candidate.place.commune
    if origin.position is None or commune.position is None:
        return inf
    return origin.position.metres_to(commune.position)


def _distance(origin: Commune | Place | None, place: Place) -> float | None:
    if origin is None or origin.position is None or place.position is None:
        return None
    return origin.position.metres_to(place.position)
