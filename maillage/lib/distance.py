"""Distances on the ground."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple, Self

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the GRS 80 ellipsoid


def distance_m(
    *, latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float
) -> float:
    """Measure the metres between two points as the crow flies, within 0.5 % of the ellipsoid.

    Source: haversine formula. La Rochelle (46.1603, -1.1511) to Saintes (45.7464, -0.6333):
    about 61.0 km.
    """
    phi_1, phi_2 = radians(latitude_1), radians(latitude_2)
    half_phi = (phi_2 - phi_1) / 2
    half_lambda = radians(longitude_2 - longitude_1) / 2
    haversine = sin(half_phi) ** 2 + cos(phi_1) * cos(phi_2) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, haversine)))


class Position(NamedTuple):
    """A point of the ground, in WGS 84 degrees."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, latitude: float | None, longitude: float | None) -> Self | None:
        """Read the two columns of a table; None unless both are there."""
        if latitude is None or longitude is None:
            return None
        return cls(latitude, longitude)

    def metres_to(self, other: "Position") -> float:
        return distance_m(
            latitude_1=self.latitude,
            longitude_1=self.longitude,
            latitude_2=other.latitude,
            longitude_2=other.longitude,
        )
