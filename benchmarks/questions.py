"""Searches drawn at random, as the pages and the API are asked them, as Datasette is, and in SQL.

Django must be set up before this is imported.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import cos, radians
from urllib.parse import urlencode

from django.utils import timezone

from benchmarks.invented_places import NEIGHBOURHOODS, Town, read_towns
from maillage.lib.text import search_name
from maillage.places.facets import BIT_OF_TERM, day_bit, week_bits
from maillage.places.filters import FIELD_GROUPS, OPTIONS, SLUG_OF_TERM, Group, Moment
from maillage.places.queries.search import LONGEST_OPENING, coming_saturday
from maillage.places.terms import Term

SEED, WARM_UP_SEED = 3, 4
PAGE_SIZE = 20
# How many of the searches ask each thing; a zone and what follows is what the map and the API ask.
LIKELIHOODS = {
    Group.NEED: 0.6,
    Group.OFFER: 0.3,
    Group.FEE: 0.2,
    Group.ACCESS: 0.1,
    Group.CARE: 0.15,
    Group.AUDIENCE: 0.15,
    Group.MOBILITY: 0.1,
    Group.LABEL: 0.15,
}
ZONE, COMMUNE, WORDS, MOMENT, RADIUS = 0.6, 0.5, 0.25, 0.4, 0.3
ZONE_DEGREES = (0.2, 0.5, 1.0, 3.0)  # a town, a canton, a département, a région
WORDS_ASKED = ("mediathèque", "France services", "mairie", "centre social", "mission loc")


@dataclass(frozen=True)
class Question:
    """`zone` is south, west, north and east; "" and None ask nothing."""

    zone: tuple[float, float, float, float] | None
    town: Town | None
    terms: tuple[Term, ...]
    words: str
    when: Moment | None
    radius_km: int | None

    @property
    def for_anyone(self) -> "Question":
        """What Datasette can be asked as well: it knows neither distances nor hours."""
        return replace(self, town=None, when=None, radius_km=None)

    def query(self, *counted: Group, **more: str) -> str:
        pairs = [(str(FIELD_GROUPS[term.field]), SLUG_OF_TERM[term]) for term in self.terms]
        pairs += [("comptes", str(group)) for group in counted]
        said = {
            "zone": ",".join(map(str, self.zone or ())),
            "commune": self.town.row["code_insee"] if self.town else "",
            "q": self.words,
            "ouvert": self.when or "",
            "rayon": str(self.radius_km or ""),
            **more,
        }
        return urlencode(pairs + [(name, value) for name, value in said.items() if value])

    def datasette(self, *, with_counts: bool) -> str:
        pairs = [(f"{term.field}__arraycontains", str(term.code)) for term in self.terms]
        if self.zone:
            names = ("latitude__gte", "longitude__gte", "latitude__lte", "longitude__lte")
            pairs += zip(names, map(str, self.zone), strict=True)
        if self.words:
            words = " ".join(f"{word}*" for word in search_name(self.words).split())
            pairs += [("_search", words), ("_searchmode", "raw")]
        if with_counts:
            pairs += [("_facet_array", field) for field in FIELD_GROUPS]
        return urlencode([*pairs, ("_sort", "rank"), ("_size", str(PAGE_SIZE))])

    def sql(self, *, now: datetime) -> tuple[str, str]:
        """The statements that count what every filter would find, and that read the first page."""
        moments = _moments(now)
        conditions = [*self._conditions(), *([moments[self.when]] if self.when else [])]
        where = " AND ".join(conditions) or "1 = 1"
        bits = [option.bit for options in OPTIONS.values() for option in options if option.bit]
        tests = [*(f"(facets & {bit}) > 0" for bit in bits), *moments.values()]
        sums = ", ".join(f"sum(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in tests)
        order = f"{self._square()} NULLS LAST, rank" if self.town else "rank"
        return (
            f"SELECT count(*), {sums} FROM places_spot WHERE {where}",  # noqa: S608
            "SELECT found.rank, place.name, place.slug, place.address, place.phone,"  # noqa: S608
            " place.opening_hours, place.holiday_hours, commune.name"
            f" FROM (SELECT * FROM places_spot WHERE {where} ORDER BY {order} LIMIT {PAGE_SIZE})"
            " AS found JOIN places_place AS place ON place.id = found.place_id"
            " JOIN territory_commune AS commune ON commune.code_insee = found.commune_id",
        )

    def _conditions(self) -> Iterator[str]:
        if self.zone:
            south, west, north, east = self.zone
            yield f"latitude BETWEEN {south} AND {north} AND longitude BETWEEN {west} AND {east}"
        for word in search_name(self.words).split():
            yield f"words LIKE '% {word}%'"
        if mask := sum(BIT_OF_TERM[term] for term in self.terms):
            yield f"(facets & {mask}) = {mask}"
        if self.town and self.radius_km:
            yield f"{self._square()} <= {(self.radius_km / 111.195) ** 2}"

    def _square(self) -> str:
        assert self.town
        latitude, longitude = (float(self.town.row[name]) for name in ("latitude", "longitude"))
        north = f"(latitude - {latitude})"
        east = f"((longitude - {longitude}) * {cos(radians(latitude))})"
        return f"({north} * {north} + {east} * {east})"


def _moments(now: datetime) -> dict[Moment, str]:
    """What a spot has to be, in SQL, to be open then."""
    today = timezone.localdate(now)
    at, after = (f"'{one:%Y-%m-%d %H:%M:%S}'" for one in _in_utc(now, now + LONGEST_OPENING))
    return {
        Moment.NOW: "id IN (SELECT spot_id FROM places_opening"  # noqa: S608
        f" WHERE ends_at > {at} AND ends_at <= {after} AND starts_at <= {at})",
        Moment.TODAY: f"(open_days & {day_bit(today)}) > 0",
        Moment.EVENING: f"(open_evenings & {week_bits(today)}) > 0",
        Moment.SATURDAY: f"(open_days & {day_bit(coming_saturday(today))}) > 0",
    }


def _in_utc(*instants: datetime) -> list[datetime]:
    return [instant.astimezone(UTC) for instant in instants]


def questions(count: int, *, seed: int = SEED) -> list[Question]:
    """Draw searches around towns, where people are; always the same."""
    chance = random.Random(seed)
    known = [town for town in read_towns() if town.row["latitude"]]
    towns = chance.choices(known, weights=[town.population for town in known], k=count)
    return [_question(town, chance) for town in towns]


def _question(town: Town, chance: random.Random) -> Question:
    has_town = chance.random() < COMMUNE
    return Question(
        zone=_zone(town, chance) if chance.random() < ZONE else None,
        town=town if has_town else None,
        terms=tuple(_terms(chance)),
        words=_words(chance) if chance.random() < WORDS else "",
        when=chance.choice(list(Moment)) if chance.random() < MOMENT else None,
        radius_km=chance.choice((10, 20, 50)) if has_town and chance.random() < RADIUS else None,
    )


def _zone(town: Town, chance: random.Random) -> tuple[float, float, float, float]:
    latitude, longitude = float(town.row["latitude"]), float(town.row["longitude"])
    north = chance.choice(ZONE_DEGREES) / 2
    east = north * 1.5
    corners = (latitude - north, longitude - east, latitude + north, longitude + east)
    south, west, north, east = (round(degrees, 5) for degrees in corners)
    return south, west, north, east


def _terms(chance: random.Random) -> Iterator[Term]:
    for group, likelihood in LIKELIHOODS.items():
        if chance.random() < likelihood:
            yield chance.choice([t for t in SLUG_OF_TERM if FIELD_GROUPS[t.field] is group])


def _words(chance: random.Random) -> str:
    return chance.choice((*WORDS_ASKED, chance.choice(NEIGHBOURHOODS).split()[-1]))
