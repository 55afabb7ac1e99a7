"""Positions, and what they say of communes."""

import re
from collections.abc import Iterable, Sequence
from math import inf

from django.utils.translation import gettext as _

from maillage.lib.distance import Position
from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.territory.gazetteer import Communes, Gazetteer, KnownCommune

MAX_DISTANCE_M = 10_000
DEGREES_OF_MAX_DISTANCE = 0.1  # of latitude, rather more than less
# By commune or by département. Guyane has communes as large as a département: the town of
# Saint-Laurent-du-Maroni is 60 km from its centroid, Mana's 70 km. Arles' is 16 km from it.
LARGER_DISTANCES_M = {"973": 100_000, "13004": 20_000}
CLEARLY = 2  # the second commune is so many times further than the first

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
NOWHERE = Position(0, 0)  # in the ocean: what a form writes when it knows no position


def position(
    latitude: str, longitude: str, *, commune: KnownCommune, postcode: str, gazetteer: Gazetteer
) -> Kept[Position | None]:
    """Read a position; one far from the commune and from all those of the postcode is doubtful.

    One that is near only once latitude and longitude have changed places has them changed.
    """
    if not latitude.strip() and not longitude.strip():
        return Kept(None)
    read = Position(_degrees(latitude), _degrees(longitude))
    if read == NOWHERE:
        return Kept(None)
    limit_m = _limit_m(commune)
    known = (commune.position, *(one.position for one in gazetteer.of_postcode(postcode)))
    centres = [centre for centre in known if centre]
    if _is_near(read, centres, limit_m=limit_m):
        return Kept(read)
    swapped = Position(read.longitude, read.latitude)
    if _is_near(swapped, centres, limit_m=limit_m):
        return Kept(swapped, (_("latitude et longitude échangées : remises en ordre"),))
    if not _is_on_earth(read):
        raise Doubtful(_("coordonnées impossibles"))
    if centres:
        raise Doubtful(_("à plus de %(distance)d km de la commune") % {"distance": limit_m // 1000})
    return Kept(read)


def points_of(latitude: str, longitude: str) -> tuple[Position, ...]:
    """Give the positions that two cells may mean: as written, and the one for the other."""
    try:
        read = Position(_degrees(latitude), _degrees(longitude))
    except Doubtful:
        return ()
    swapped = Position(read.longitude, read.latitude)
    return tuple(point for point in (read, swapped) if _is_on_earth(point) and point != NOWHERE)


def nearest_to(points: Sequence[Position], *, among: Iterable[KnownCommune]) -> KnownCommune | None:
    """Find the commune that a position designates: near it, the next one clearly further."""
    by_code = {one.code_insee: one for one in among}  # each once
    ranked = sorted((_metres_to(one, points=points), code, one) for code, one in by_code.items())
    if not ranked or not _is_within(ranked[0][2], points=points):
        return None
    is_clear = len(ranked) == 1 or ranked[1][0] >= CLEARLY * ranked[0][0]
    return ranked[0][2] if is_clear else None


def reach_of(point: Position) -> tuple[float, float]:
    """Give the latitudes between which lies every commune that `nearest_to` has to weigh."""
    reach = CLEARLY * DEGREES_OF_MAX_DISTANCE
    return point.latitude - reach, point.latitude + reach


def unrefuted(communes: Communes, *, points: Sequence[Position]) -> Communes:
    """Give up the only commune when the position is far from it."""
    if len(communes) == 1 and points and communes[0].position:
        return communes if _is_within(communes[0], points=points) else ()
    return communes


def _is_within(commune: KnownCommune, *, points: Sequence[Position]) -> bool:
    return _metres_to(commune, points=points) <= _limit_m(commune)


def _limit_m(commune: KnownCommune) -> int:
    codes = (commune.code_insee, commune.departement_id)
    return next(
        (LARGER_DISTANCES_M[one] for one in codes if one in LARGER_DISTANCES_M), MAX_DISTANCE_M
    )


def _metres_to(commune: KnownCommune, *, points: Sequence[Position]) -> float:
    if commune.position is None:
        return inf
    return min((point.metres_to(commune.position) for point in points), default=inf)


def _degrees(written: str) -> float:
    number = written.strip().replace(",", ".")
    if not NUMBER.fullmatch(number):
        raise Doubtful(_("coordonnées illisibles"))
    return float(number)


def _is_on_earth(point: Position) -> bool:
    return -90 <= point.latitude <= 90 and -180 <= point.longitude <= 180


def _is_near(point: Position, centres: Iterable[Position], *, limit_m: int) -> bool:
    return _is_on_earth(point) and any(point.metres_to(centre) <= limit_m for centre in centres)
