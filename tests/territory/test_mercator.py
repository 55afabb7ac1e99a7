from math import log, pi, radians, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory.mercator import RADIUS, Box, project, unproject

latitudes = st.floats(-85, 85)
longitudes = st.floats(-180, 180)


def test_the_origin_of_the_plane_is_off_the_coast_of_africa():
    assert project(latitude=0, longitude=0) == (0, 0)


def test_the_plane_is_a_square_at_the_latitude_where_web_maps_stop():
    x, y = project(latitude=85.0511287798, longitude=180)

    assert (x, y) == pytest.approx((pi * RADIUS, -pi * RADIUS))


def test_la_rochelle_is_west_of_greenwich_and_north_of_the_equator():
    x, y = project(latitude=46.16, longitude=-1.15)

    # The textbook's other formula for the same curve.
    assert x == pytest.approx(-1.15 * 2 * pi * RADIUS / 360)
    assert y == pytest.approx(-RADIUS * log(tan(pi / 4 + radians(46.16) / 2)))


@given(latitudes, longitudes)
def test_projecting_there_and_back_changes_nothing(latitude, longitude):
    x, y = project(latitude=latitude, longitude=longitude)

    assert unproject(x=x, y=y) == pytest.approx((latitude, longitude), abs=1e-9)


def test_a_box_holds_its_points_tightly():
    box = Box.around([(3, 1), (-2, 5), (0, 0)])

    assert box == Box(min_x=-2, min_y=0, max_x=3, max_y=5)
