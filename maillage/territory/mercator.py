"""The plane on which contours are drawn: Web Mercator in units of 10 m, y growing southwards."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import asinh, atan, degrees, radians, sinh, tan
from typing import Self

EARTH_RADIUS_M = 6_378_137  # EPSG:3857 takes the Earth for a sphere of the equator's radius
UNIT_M = 10
RADIUS = EARTH_RADIUS_M / UNIT_M

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle of the plane, its edges included."""

    min_x: float
    min_y: float
    max_x: float
    max_y: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Self:
        """The smallest box that holds these points, of which there is at least one."""
        eastings, southings = zip(*points, strict=True)
        return cls(
            min_x=min(eastings), min_y=min(southings), max_x=max(eastings), max_y=max(southings)
        )

    def grown(self, margin: float) -> Self:
        """The same box with a margin on every side."""
        return replace(
            self,
            min_x=self.min_x - margin,
            min_y=self.min_y - margin,
            max_x=self.max_x + margin,
            max_y=self.max_y + margin,
        )


def project(*, latitude: float, longitude: float) -> Point:
    """The (x, y) of a point; one must stay off the poles, which lie at infinity."""
    return RADIUS * radians(longitude), -RADIUS * asinh(tan(radians(latitude)))


def unproject(*, x: float, y: float) -> Point:
    """The (latitude, longitude) of a point of the plane."""
    return degrees(atan(sinh(-y / RADIUS))), degrees(x / RADIUS)
