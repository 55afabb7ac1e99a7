from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import EARTH_RADIUS_M, Position, distance_m

LA_ROCHELLE = (46.1603, -1.1511)
SAINTES = (45.7464, -0.6333)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def between(one, other):
    return distance_m(
        latitude_1=one[0], longitude_1=one[1], latitude_2=other[0], longitude_2=other[1]
    )


def test_la_rochelle_is_61_km_from_saintes():
    assert between(LA_ROCHELLE, SAINTES) == pytest.approx(61_000, abs=50)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (SAINTES, SAINTES, 0),
        ((90, 0), (-90, 0), pi * EARTH_RADIUS_M),
        ((0, 0), (0, 180), pi * EARTH_RADIUS_M),
        ((0, 179.5), (0, -179.5), pi * EARTH_RADIUS_M / 180),  # across the antimeridian
    ],
)
def test_known_distances(one, other, expected):
    assert between(one, other) == pytest.approx(expected)


@given(points, points)
def test_the_way_back_is_as_long_and_never_beyond_the_antipodes(one, other):
    there = between(one, other)

    assert there == pytest.approx(between(other, one), abs=1e-3)
    assert 0 <= there <= pi * EARTH_RADIUS_M


@given(points, points, points)
def test_a_detour_is_never_shorter(one, middle, other):
    # Near the antipodes the formula loses a few metres: the bound allows for them.
    assert between(one, other) <= between(one, middle) + between(middle, other) + 5


@pytest.mark.parametrize("columns", [(None, None), (46.16, None), (None, -1.15)])
def test_half_a_position_is_no_position(columns):
    assert Position.of(*columns) is None


def test_a_position_on_the_equator_and_the_meridian_is_one():
    assert Position.of(0.0, 0.0) == Position(latitude=0, longitude=0)


def test_positions_measure_the_same_distance():
    la_rochelle, saintes = Position(*LA_ROCHELLE), Position(*SAINTES)

    assert la_rochelle.metres_to(saintes) == between(LA_ROCHELLE, SAINTES)
