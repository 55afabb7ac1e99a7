"""Finds places: two queries on the spots, whatever their number.

The first counts the spots in view by all that a filter may look at; choosing what to give up, and
saying what each filter would leave, is then arithmetic. The second reads one page of them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain
from math import cos, radians
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, Value
from django.db.models import When as If
from django.db.models.expressions import OrderBy
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact, GreaterThan, LessThanOrEqual
from django.utils import timezone

from maillage.lib.distance import Position
from maillage.places.facets import (
    BIT_OF_TERM,
    SERVICES,
    TERM_TIME_ONLY,
    day_bit,
    mask_of,
    week_bits,
)
from maillage.places.filters import (
    FIELD_GROUPS,
    GIVING_UP,
    MULTIPLE,
    RADIUS_KM,
    SLUG_OF_TERM,
    Group,
    Moment,
    Option,
    When,
)
from maillage.places.models import Opening, Spot, SpotQuerySet
from maillage.places.queries.names import telling_words, word_condition
from maillage.places.queries.places import Candidate, candidate_of, squared_degrees
from maillage.places.terms import Field, Term
from maillage.places.whereabouts import Whereabouts
from maillage.territory.queries import Territory

METRES_PER_DEGREE = 111_195  # of a great circle of the mean sphere, see lib.distance
SATURDAY = 5
REACH_KM = 100
BY_NAME = ("rank", "place_id", "stop_id")  # by commune then name, as an index of Spot does
LONGEST_OPENING = timedelta(hours=26)  # a day, with the hour that autumn adds and one to spare

BITS_OF_GROUP = {
    group: mask_of(term for term in SLUG_OF_TERM if FIELD_GROUPS[term.field] is group)
    for group in Group
} | {Group.TERM_TIME: TERM_TIME_ONLY}


class Order(StrEnum):
    DISTANCE = "distance"
    NAME = "nom"  # by commune, then name
    RELEVANCE = "pertinence"


@dataclass(frozen=True)
class Zone:
    """What a map shows, in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Criteria:
    """What is looked for. Several terms of one group must all be there.

    `reach_km` is how far one looks at all, without its being asked: see search().
    """

    where: Whereabouts | None = None
    words: str = ""
    zone: Zone | None = None
    radius_km: int | None = None
    when: When | None = None
    terms: frozenset[Term] = frozenset()
    is_term_time: bool = False
    order: Order | None = None
    reach_km: int | None = None

    @property
    def need(self) -> Term | None:
        return self._one(Field.SERVICE)

    @property
    def offer(self) -> Term | None:
        return self._one(Field.OFFER)

    @property
    def is_narrow(self) -> bool:
        """Whether one looks at a part of the territory only."""
        return bool(self.zone or self.reach_km or self.words)

    @property
    def origin(self) -> Position | None:
        return self.where.position if self.where else None

    def _one(self, wanted: Field) -> Term | None:
        return next((term for term in self.terms if term.field is wanted), None)

    def terms_of(self, group: Group) -> frozenset[Term]:
        return frozenset(term for term in self.terms if FIELD_GROUPS[term.field] is group)

    def asks(self, group: Group) -> bool:
        match group:
            case Group.RADIUS:
                return self.radius_km is not None and self.origin is not None
            case Group.WHEN:
                return self.when is not None
            case Group.TERM_TIME:
                return self.is_term_time
            case _:
                return bool(self.terms_of(group))

    def without(self, group: Group) -> "Criteria":
        match group:
            case Group.RADIUS:
                return replace(self, radius_km=None)
            case Group.WHEN:
                return replace(self, when=None)
            case Group.TERM_TIME:
                return replace(self, is_term_time=False)
            case _:
                return replace(self, terms=self.terms - self.terms_of(group))

    def facets_of(self, group: Group) -> int:
        """The bits that a spot must have for this group."""
        if group is Group.TERM_TIME:
            return TERM_TIME_ONLY if self.is_term_time else 0
        return sum(BIT_OF_TERM[term] for term in self.terms_of(group))


# What spots have in common for every filter: their facets, a bit for each moment asked for when
# they are open for sure, how many of the radii leave them out. Plain tuples: there are thousands.
Likeness = tuple[int, int, int]
Tallies = Mapping[Likeness, int]  # how many spots are alike
Test = Callable[[Likeness], bool]


@dataclass(frozen=True)
class Counts:
    """What each filter would leave: how many are found, with it instead of its rivals if any.

    It only tells of the options that the search was asked to count.
    """

    found: Tallies
    but_for: Mapping[Group, Tallies]
    moments: Sequence[When]
    _by_group: dict[Group, Counter[int]] = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        return sum(self.found.values())

    def of(self, option: Option) -> int:
        return sum(
            spots for value, spots in self._alike(option.group).items() if self._has(value, option)
        )

    def within(self, radius_km: int) -> int:
        """How many of those found lie in this circle around the origin."""
        ring = RADIUS_KM.index(radius_km)
        return sum(
            spots for (_facets, _moments, passed), spots in self.found.items() if passed <= ring
        )

    @property
    def silent(self) -> int:
        """How many more would be found among those that do not say what they help with."""
        others = self.but_for.get(Group.NEED, {})
        return sum(spots for (facets, *_), spots in others.items() if not facets & SERVICES)

    def _alike(self, group: Group) -> Counter[int]:
        """How many spots by what the options of one group look at, which is far less."""
        if group not in self._by_group:
            rivals = {} if group in MULTIPLE else self.but_for.get(group, {})
            told, alike = _told_of(group), Counter[int]()
            for likeness, spots in chain(self.found.items(), rivals.items()):
                alike[told(likeness)] += spots
            self._by_group[group] = alike
        return self._by_group[group]

    def _has(self, value: int, option: Option) -> bool:
        if option.group is Group.RADIUS:
            return value <= RADIUS_KM.index(int(option.value))
        if option.group is Group.WHEN:
            return bool(value >> self.moments.index(_moment(option)) & 1)
        return bool(value & option.bit)


def _told_of(group: Group) -> Callable[[Likeness], int]:
    """What the options of this group look at."""
    if group is Group.RADIUS:
        return itemgetter(2)
    if group is Group.WHEN:
        return itemgetter(1)
    bits = BITS_OF_GROUP[group]
    return lambda likeness: likeness[0] & bits


@dataclass(frozen=True)
class Findings:
    """The answer to a search.

    When nothing meets every criterion, `given_up` lists the groups dropped until something did,
    and `kept` is what was looked for then. `silent_count`: how many others do not say what they
    help with, where a need is asked for. `corrected_words`: those looked for instead of words that
    no place bears; `are_words_unknown` when none came close, and they were left out.
    `changes_at`: when a place first opens or closes, which may change the answer.
    """

    kept: Criteria
    counts: Counts
    page: Sequence[Candidate]
    silent_count: int = 0
    given_up: tuple[Group, ...] = ()
    corrected_words: str = ""
    are_words_unknown: bool = False
    changes_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.counts.total


def search(
    criteria: Criteria,
    *,
    territory: Territory,
    now: datetime,
    first: int = 0,
    size: int = 8,
    counted: Collection[Option] = (),
) -> Findings:
    """Find the places that meet the criteria, widening until there are some.

    The nearest first where an origin is known, else by commune then name. Gives the page of
    `size` that holds the one numbered `first`, from 0, or the last page, or no page when `size` is
    0; and what each of the options `counted` would leave.
    """
    moments = _moments(criteria, counted)
    bits = _bits(criteria, counted)
    borne, corrected = _borne(criteria, territory=territory)
    for attempt in _attempts(criteria, territory=territory):
        in_view = _in_view(attempt, territory=territory).filter(borne if attempt.words else Q())
        tallies = _tallies(in_view, criteria=attempt, bits=bits, moments=moments, now=now)
        if tallies:
            break
    are_words_unknown = bool(criteria.words and not attempt.words)
    if corrected and attempt.words:
        attempt = replace(attempt, words=corrected)
    kept, given_up, counts = _counts(attempt, tallies, moments=moments)
    page: list[Candidate] = []
    if counts.total and size:
        found = in_view.filter(_condition(kept, now=now))
        first = min(first, counts.total - 1) // size * size
        page = _page(found, kept, counts, now=now, first=first, size=size)
    return Findings(
        kept=kept,
        counts=counts,
        page=page,
        silent_count=counts.silent if kept.need else 0,
        given_up=given_up,
        corrected_words=corrected if attempt.words else "",
        are_words_unknown=are_words_unknown,
        changes_at=_next_change(now),
    )


def _attempts(criteria: Criteria, *, territory: Territory) -> Iterator[Criteria]:
    """What to look for until there is something to choose from.

    In a whole country, no further than a day's return trip, then anywhere; by the words, then
    without them when no place bears them.
    """
    reach_km = REACH_KM if territory.is_whole_country and criteria.origin else None
    for words in dict.fromkeys((criteria.words, "")):
        for reach in dict.fromkeys((reach_km, None)):
            yield replace(criteria, words=words, reach_km=reach)


def spots_found(kept: Criteria, *, territory: Territory, now: datetime) -> SpotQuerySet:
    """Every spot of an answer, in no order; `kept` is what Findings says was looked for."""
    borne, _corrected = _borne(kept, territory=territory)
    in_view = _in_view(kept, territory=territory).filter(borne)
    return in_view.filter(_condition(kept, now=now))


def _in_view(criteria: Criteria, *, territory: Territory) -> SpotQuerySet:
    """The spots of the territory and the zone: those that bear the words are then kept."""
    spots = Spot.objects.in_territory(territory)
    if zone := criteria.zone:
        spots = spots.filter(
            latitude__range=(zone.south, zone.north), longitude__range=(zone.west, zone.east)
        )
    if criteria.reach_km and criteria.origin:
        spots = spots.filter(_box(criteria.origin, criteria.reach_km))
    return spots


def _borne(criteria: Criteria, *, territory: Territory) -> tuple[Q, str]:
    """Keep the spots that bear the words; second, the words looked for instead, if others are."""
    if not criteria.words:
        return Q(), ""
    return word_condition(criteria.words, territory=territory)


def _moments(criteria: Criteria, counted: Iterable[Option]) -> list[When]:
    """When each spot is asked whether it is open: no more than has to be told."""
    told = [_moment(one) for one in counted if one.group is Group.WHEN]
    if criteria.when is not None and criteria.when not in told:
        told.append(criteria.when)
    return told


def _moment(option: Option) -> When:
    return (
        Moment(option.value) if option.value in list(Moment) else date.fromisoformat(option.value)
    )


def _bits(criteria: Criteria, counted: Iterable[Option]) -> int:
    """The facets that have to be told apart: the fewer, the more spots are alike."""
    bits = SERVICES if criteria.need else 0
    for option in counted:
        bits |= option.bit
    for group in Group:
        bits |= criteria.facets_of(group)
    return bits


def _tallies(
    in_view: SpotQuerySet, *, criteria: Criteria, bits: int, moments: Sequence[When], now: datetime
) -> Tallies:
    open_at = [
        Case(If(_open_at(moment, criteria=criteria, now=now), then=1 << number), default=0)
        for number, moment in enumerate(moments)
    ]
    alike = in_view.order_by().values_list(
        F("facets").bitand(bits),
        sum(open_at, start=Value(0, output_field=IntegerField())),
        _ring(criteria.origin),
    )
    # Python counts tens of thousands of them in a millisecond. The ORM would look at each of
    # their numbers to see whether it is one, and the database would sort them to group them.
    statement, values = alike.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return Counter(cursor.fetchall())


def _ring(origin: Position | None) -> Case | Value:
    """How many of the radii leave a spot out: 0 for the nearest, 3 where nothing tells."""
    if origin is None:
        return Value(len(RADIUS_KM))
    rings = [If(_within(km, origin), then=ring) for ring, km in enumerate(RADIUS_KM)]
    return Case(*rings, default=len(RADIUS_KM))


def _open_at(moment: When, *, criteria: Criteria, now: datetime) -> Q:
    """Keep the spots that are open for sure then."""
    today = timezone.localdate(now)
    match moment:
        case Moment.NOW:
            return _is_open(now, among_few=criteria.is_narrow)
        case Moment.TODAY:
            return _holds_one_of("open_days", day_bit(today))
        case Moment.EVENING:
            return _holds_one_of("open_evenings", week_bits(today))
        case Moment.SATURDAY:
            return _holds_one_of("open_days", day_bit(coming_saturday(today)))
        case day:
            return _holds_one_of("open_days", day_bit(day))


def _holds_one_of(field: str, bits: int) -> Q:
    return Q(GreaterThan(F(field).bitand(bits), 0))


def coming_saturday(today: date) -> date:
    """Today, if it is one."""
    return today + timedelta(days=(SATURDAY - today.weekday()) % 7)


def _is_open(now: datetime, *, among_few: bool) -> Q:
    """Keep the spots that are open now: asked of each of a few, or known of all beforehand."""
    openings = Opening.objects.order_by().filter(starts_at__lte=now, ends_at__gt=now)
    if among_few:
        return Q(Exists(openings.filter(spot=OuterRef("pk"))))
    # The bound lets an index serve.
    return Q(pk__in=openings.filter(ends_at__lte=now + LONGEST_OPENING).values("spot"))


def _next_change(now: datetime) -> datetime | None:
    """When a place first opens or closes, anywhere: two look-ups in an index."""
    openings = Opening.objects.order_by()
    closes = openings.filter(ends_at__gt=now).aggregate(first=Min("ends_at"))
    opens = openings.filter(starts_at__gt=now).aggregate(first=Min("starts_at"))
    return min(filter(None, (closes["first"], opens["first"])), default=None)


def _condition(kept: Criteria, *, now: datetime) -> Q:
    """What the filters keep of the spots in view: what _tests tells of the tallies."""
    mask = sum(kept.facets_of(group) for group in Group)
    condition = Q(Exact(F("facets").bitand(mask), mask)) if mask else Q()
    if kept.when is not None:
        condition &= _open_at(kept.when, criteria=kept, now=now)
    if kept.radius_km is not None and kept.origin:
        condition &= _within(kept.radius_km, kept.origin)
    return condition


def _within(radius_km: int, origin: Position) -> Q:
    reach = radius_km * 1000 / METRES_PER_DEGREE
    return Q(LessThanOrEqual(squared_degrees(origin), Value(reach**2)))


def _tests(criteria: Criteria, *, moments: Sequence[When]) -> dict[Group, Test]:
    tests: dict[Group, Test] = {}
    if criteria.radius_km is not None and criteria.origin:
        tests[Group.RADIUS] = _is_within(RADIUS_KM.index(criteria.radius_km))
    if criteria.when is not None:
        tests[Group.WHEN] = _is_at(1 << moments.index(criteria.when))
    for group in GIVING_UP:
        if mask := criteria.facets_of(group):
            tests[group] = _has_all(mask)
    return tests


def _is_within(ring: int) -> Test:
    return lambda likeness: likeness[2] <= ring


def _is_at(bit: int) -> Test:
    return lambda likeness: bool(likeness[1] & bit)


def _has_all(mask: int) -> Test:
    return lambda likeness: likeness[0] & mask == mask


def _given_up(asked: Sequence[Group], failures: Collection[frozenset[Group]]) -> Sequence[Group]:
    """Tell what to give up until something is found: one group if one is enough, else several.

    Those that matter least to whoever asks are tried first.
    """
    singles = [asked[n : n + 1] for n in range(len(asked))]
    several = [asked[:n] for n in range(2, len(asked) + 1)]
    for attempt in ([], *singles, *several):
        if any(failed <= set(attempt) for failed in failures):
            return attempt
    return []


def _counts(
    criteria: Criteria, tallies: Tallies, *, moments: Sequence[When]
) -> tuple[Criteria, tuple[Group, ...], Counts]:
    """Widen the criteria until they find something, and count what each filter would leave."""
    tests = _tests(criteria, moments=moments)
    asked, failed_by = _bits(criteria, ()), dict[Likeness, frozenset[Group]]()
    judged: dict[frozenset[Group], dict[Likeness, int]] = {}
    for likeness, spots in tallies.items():
        facets, at, ring = likeness
        told = (facets & asked, at, ring)  # all that the tests look at
        failed = failed_by.get(told)
        if failed is None:
            failed = frozenset(group for group, is_met in tests.items() if not is_met(likeness))
            failed_by[told] = failed
        judged.setdefault(failed, {})[likeness] = spots
    given_up = _given_up([group for group in GIVING_UP if group in tests], judged)
    found: dict[Likeness, int] = {}
    but_for: dict[Group, dict[Likeness, int]] = {}
    for failed, alike in judged.items():
        left = failed.difference(given_up)
        if not left:
            found |= alike
        elif len(left) == 1:
            but_for.setdefault(next(iter(left)), {}).update(alike)
    for group in given_up:
        criteria = criteria.without(group)
    return criteria, tuple(given_up), Counts(found=found, but_for=but_for, moments=moments)


def _page(
    found: SpotQuerySet, kept: Criteria, counts: Counts, *, now: datetime, first: int, size: int
) -> list[Candidate]:
    if kept.origin and kept.order in (None, Order.DISTANCE) and not kept.words:
        # No further than the first circle that holds the page: an index then spares the rest.
        near = next((km for km in RADIUS_KM if counts.within(km) >= first + size), None)
        found = found.filter(_box(kept.origin, near)) if near else found
    spots = found.select_related("place__commune", "stop__commune").order_by(
        *_order(kept), *BY_NAME
    )[first : first + size]
    return [candidate_of(spot, origin=kept.origin, now=now) for spot in spots]


def _box(origin: Position, radius_km: int) -> Q:
    """The square around a circle, which an index can find."""
    north = radius_km * 1000 / METRES_PER_DEGREE
    east = north / cos(radians(origin.latitude))
    return Q(
        latitude__range=(origin.latitude - north, origin.latitude + north),
        longitude__range=(origin.longitude - east, origin.longitude + east),
    )


def _order(kept: Criteria) -> list[Any]:
    orders: list[Any] = []
    if kept.words and kept.order in (None, Order.RELEVANCE):
        # A name comes before an address, and the first words of a name before the others.
        ranks = [StrIndex("words", Value(f" {word}")) for word in telling_words(kept.words)]
        orders.append(sum(ranks, start=Value(0)))
    if kept.origin and kept.order is not Order.NAME:
        orders.append(OrderBy(squared_degrees(kept.origin), nulls_last=True))
    return orders
