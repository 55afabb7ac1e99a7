import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.colour import contrast, hex_colour

lightnesses = st.floats(min_value=0, max_value=1)
chromas = st.floats(min_value=0, max_value=0.4)
hues = st.floats(min_value=0, max_value=360)
hexes = st.integers(min_value=0, max_value=0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "expected"),
    [
        (0, 0, 0, "#000000"),
        (1, 0, 0, "#ffffff"),
        (0.627955, 0.257683, 29.234, "#ff0000"),
        (0.866440, 0.294827, 142.495, "#00ff00"),
        (0.452014, 0.313214, 264.052, "#0000ff"),
    ],
)
def test_known_colours_are_written_in_hexadecimal(lightness, chroma, hue, expected):
    assert hex_colour(lightness=lightness, chroma=chroma, hue=hue) == expected


def test_a_colour_no_screen_can_show_is_dulled_not_clipped():
    dulled = hex_colour(lightness=0.5, chroma=0.4, hue=225)

    assert dulled != hex_colour(lightness=0.5, chroma=0, hue=225)
    assert dulled == hex_colour(lightness=0.5, chroma=0.3, hue=225)


@given(lightness=lightnesses, chroma=chromas, hue=hues)
def test_every_colour_has_six_digits(lightness, chroma, hue):
    colour = hex_colour(lightness=lightness, chroma=chroma, hue=hue)

    assert len(colour) == 7
    assert 0 <= int(colour[1:], 16) <= 0xFFFFFF


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("#ffffff", "#000000", 21), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(first, second, expected):
    assert contrast(first, second) == pytest.approx(expected, abs=0.005)


@given(first=hexes, second=hexes)
def test_contrast_has_no_order_and_stays_in_bounds(first, second):
    assert contrast(first, second) == contrast(second, first)
    assert 1 <= contrast(first, second) <= 21
