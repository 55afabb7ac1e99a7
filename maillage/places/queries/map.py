"""Every spot that can be drawn, as columns of numbers: read once, kept until one changes."""

from array import array
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import orjson
from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max

from maillage.places.facets import BIT_OF_TERM
from maillage.places.models import Spot
from maillage.places.terms import Field, Offer, Term
from maillage.territory.mercator import project
from maillage.territory.queries import Territory

FORMAT = 1  # grows whenever the shape of the payload changes: an old copy must not be read
UNITS_PER_DEGREE = 100_000  # a metre or so
KEPT_SECONDS = 86_400
OFFER_BITS = [(offer, BIT_OF_TERM[Term(Field.OFFER, offer)]) for offer in reversed(Offer)]
LETTERS: dict[Offer | None, str] = {
    Offer.WIFI: "w",
    Offer.EQUIPPED: "o",
    Offer.MEDIATORS: "a",
    None: "u",
}
KIND_OF_LETTER = {letter: kind for kind, letter in LETTERS.items()}


class Point(NamedTuple):
    """A spot on the plane of the contours (see territory.mercator)."""

    pk: int
    x: float
    y: float
    kind: Offer | None


@dataclass(frozen=True)
class Points:
    """The spots of the territory, in the order of their keys; `version` names this very state.

    A kind is the letter of the richest offer, u when it is unknown; in capitals where the position
    is only that of the commune, or of the office of a bus.
    """

    version: str
    pks: "array[int]"
    latitudes: "array[int]"
    longitudes: "array[int]"
    xs: "array[float]"
    ys: "array[float]"
    kinds: str

    def among(self, pks: Iterable[int]) -> Iterator[Point]:
        """Those of these spots that can be drawn."""
        wanted = set(pks)
        for pk, x, y, letter in zip(self.pks, self.xs, self.ys, self.kinds, strict=True):
            if pk in wanted:
                yield Point(pk, x, y, KIND_OF_LETTER[letter.lower()])


def points_version(territory: Territory) -> str:
    """A mark that changes with any spot.

    Spots are made and deleted, never changed, and their keys are not used again: how many there
    are, with the highest key, tells one state from all others.
    """
    state = Spot.objects.in_territory(territory).aggregate(count=Count("pk"), last=Max("pk"))
    return f"{FORMAT}-{settings.TERRITORY}-{state['count']}-{state['last'] or 0}"


def points_of(territory: Territory) -> Points:
    version = points_version(territory)
    key = f"places.points.{version}"
    points: Points | None = cache.get(key)
    if points is None:
        points = _read(territory, version=version)
        cache.set(key, points, KEPT_SECONDS)
    return points


def _read(territory: Territory, *, version: str) -> Points:
    spots = (
        Spot.objects.in_territory(territory)
        .order_by("pk")
        .values_list("pk", "latitude", "longitude", "facets", "is_presumed")
    )
    pks, xs, ys = array("q"), array("d"), array("d")
    latitudes, longitudes = array("i"), array("i")
    kinds = []
    for pk, latitude, longitude, facets, is_presumed in spots:
        if latitude is None or longitude is None:
            continue  # no map can show it: the list does
        x, y = project(latitude=latitude, longitude=longitude)
        pks.append(pk)
        xs.append(x)
        ys.append(y)
        latitudes.append(round(latitude * UNITS_PER_DEGREE))
        longitudes.append(round(longitude * UNITS_PER_DEGREE))
        letter = LETTERS[next((offer for offer, bit in OFFER_BITS if facets & bit), None)]
        kinds.append(letter.upper() if is_presumed else letter)
    return Points(version, pks, latitudes, longitudes, xs, ys, "".join(kinds))


def payload_of(points: Points) -> bytes:
    """All the points as JSON, one column each, numbers as what they add to the one before.

    {"version": "…", "ids": [12, 1, 1, …], "lat": [4574640, …], "lon": [-63330, …], "kind": "aaoU…"}
    """
    return orjson.dumps(
        {
            "version": points.version,
            "ids": _deltas(points.pks),
            "lat": _deltas(points.latitudes),
            "lon": _deltas(points.longitudes),
            "kind": points.kinds,
        }
    )


def _deltas(column: Sequence[int]) -> list[int]:
    return [after - before for before, after in pairwise((0, *column))]


def shown_bits(pks: Iterable[int], *, order: Sequence[int]) -> str:
    """Which spots of this order are among these: a bit each, the lowest first, in base64.

    "" when all are: nothing to send.
    """
    shown = set(pks)
    if shown.issuperset(order):
        return ""
    bits = sum(1 << place for place, pk in enumerate(order) if pk in shown)
    return b64encode(bits.to_bytes(-(-len(order) // 8), "little")).decode()
