import pytest
from pyproj import Transformer

from maillage.places.mapping.coordinates import known_system
from tests.places.mapping.documents import mapping

SAINTES = {"latitude": 45.7464, "longitude": -0.6333}


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("45,7464", "-0,6333"), ("[45.7464", "-0.6333]"), (" 45.7464 ", "POINT(-0.6333")],
)
def test_coordinates_are_written_with_a_point(latitude: str, longitude: str) -> None:
    here = mapping(latitude={"colonne": "y"}, longitude={"colonne": "x"})

    row = here.apply({"y": latitude, "x": longitude})

    assert (row["latitude"], row["longitude"]) == ("45.7464", "-0.6333")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Lambert-93", "EPSG:2154"),
        ("lambert 93", "EPSG:2154"),
        ("EPSG:2154", "EPSG:2154"),
        ("CC46", "EPSG:3946"),
        ("Lambert II étendu", "EPSG:27572"),
    ],
)
def test_coordinates_of_another_system_become_degrees(name: str, code: str) -> None:
    to_system = Transformer.from_crs("EPSG:4326", code, always_xy=True)
    x, y = to_system.transform(SAINTES["longitude"], SAINTES["latitude"])
    there = mapping(
        latitude={"colonne": "y", "systeme": name}, longitude={"colonne": "x", "systeme": name}
    )

    row = there.apply({"x": f"{x:,.2f}".replace(",", " ").replace(".", ","), "y": f"{y:.2f}"})

    assert float(row["latitude"]) == pytest.approx(SAINTES["latitude"], abs=1e-6)
    assert float(row["longitude"]) == pytest.approx(SAINTES["longitude"], abs=1e-6)


def test_saintes_is_where_lambert_93_says() -> None:
    there = mapping(
        latitude={"colonne": "y", "systeme": "Lambert-93"},
        longitude={"colonne": "x", "systeme": "Lambert-93"},
    )

    row = there.apply({"x": "700000", "y": "6600000"})  # the origin of the projection

    assert (row["latitude"], row["longitude"]) == ("46.500000", "3.000000")


@pytest.mark.parametrize("unreadable", ["", "près du port", "1e400", "nan"])
def test_coordinates_that_are_no_numbers_stay_as_they_are(unreadable: str) -> None:
    there = mapping(
        latitude={"colonne": "y", "systeme": "Lambert-93"},
        longitude={"colonne": "x", "systeme": "Lambert-93"},
    )

    row = there.apply({"x": unreadable, "y": "6600000"})

    assert (row["latitude"], row["longitude"]) == ("6600000", unreadable)


@pytest.mark.parametrize("name", ["", "Lambert", "EPSG:999999", "EPSG:5720", "2154", "+proj=lcc"])
def test_a_system_that_does_not_locate_on_the_ground_is_unknown(name: str) -> None:
    assert known_system(name) == ""
