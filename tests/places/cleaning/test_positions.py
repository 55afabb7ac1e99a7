"""Where places are, asked of the real communes."""

import pytest

from maillage.places.cleaning import Doubtful, Kept, positions
from maillage.territory.gazetteer import Gazetteer, load_gazetteer

LA_ROCHELLE = ("46.1603", "-1.1511")


@pytest.fixture(scope="module")
def france(loaded_territory: None) -> Gazetteer:
    return load_gazetteer()


def position(
    france: Gazetteer,
    latitude: str,
    longitude: str,
    *,
    code: str = "17415",
    postcode: str = "17100",
) -> Kept[tuple[float, float] | None]:
    commune = france.by_current_code[code]
    return positions.position(
        latitude, longitude, commune=commune, postcode=postcode, gazetteer=france
    )


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("45.75", "-0.63"), ("45,75", "-0,63"), (" +45.750 ", "-6.3E-1")],
)
def test_a_position_near_its_commune_is_kept(
    france: Gazetteer, latitude: str, longitude: str
) -> None:
    assert position(france, latitude, longitude) == Kept((45.75, -0.63))


def test_a_position_far_from_its_commune_but_near_another_of_its_postcode_is_kept(
    france: Gazetteer,
) -> None:
    assert position(france, "45.85", "-0.61", postcode="17100").value
    with pytest.raises(Doubtful, match="10"):
        position(france, "45.85", "-0.61", postcode="")


@pytest.mark.parametrize("postcode", ["17100", ""])
def test_a_position_far_from_every_commune_is_doubtful(france: Gazetteer, postcode: str) -> None:
    with pytest.raises(Doubtful, match="10"):
        position(france, *LA_ROCHELLE, postcode=postcode)


def test_a_position_within_a_vast_commune_is_kept(france: Gazetteer) -> None:
    mana = position(france, "5.567233", "-53.882456", code="97306", postcode="97360")
    arles = position(france, "43.677", "4.628", code="13004", postcode="13200")

    assert mana.value
    assert arles.value


def test_a_position_is_kept_where_no_centre_is_known(france: Gazetteer) -> None:
    noumea = position(france, "-22.27", "166.44", code="98818", postcode="98800")

    assert noumea == Kept((-22.27, 166.44))


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [("-0.63", "45.75", "17415"), ("-53.65", "4.9", "97306"), ("55.45", "-20.88", "97411")],
)
def test_latitude_and_longitude_that_changed_places_are_put_back_and_told(
    france: Gazetteer, latitude: str, longitude: str, code: str
) -> None:
    point, doubts = position(france, latitude, longitude, code=code, postcode="")

    assert point == (float(longitude), float(latitude))
    assert len(doubts) == 1


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("nord", "ouest"),
        ("45.7", ""),
        ("", "-0.63"),
        ("91", "0"),
        ("0", "181"),
        ("nan", "nan"),
        ("inf", "0"),
        ("1e999", "0"),
        ("4_5", "0"),
    ],
)
def test_what_is_no_point_of_the_earth_is_doubtful(
    france: Gazetteer, latitude: str, longitude: str
) -> None:
    with pytest.raises(Doubtful):
        position(france, latitude, longitude)


@pytest.mark.parametrize(("latitude", "longitude"), [("", " "), ("0", "0"), ("0,0", "0.00")])
def test_a_position_may_be_unsaid(france: Gazetteer, latitude: str, longitude: str) -> None:
    assert position(france, latitude, longitude) == Kept(None)
