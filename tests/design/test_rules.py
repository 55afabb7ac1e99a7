import json
from pathlib import Path

import pytest

from maillage.design.rules import (
    DARK,
    DEFAULT_HUE,
    LIGHT,
    ROLES,
    is_near_a_state,
    palette,
    stylesheet,
    stylesheet_digest,
)
from maillage.lib.colour import contrast

TOKENS = json.loads((Path(__file__).parent / "tokens.json").read_text())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_default_hue_gives_the_colours_of_the_design(theme):
    assert TOKENS["hue"] == DEFAULT_HUE
    assert palette(hue=DEFAULT_HUE, theme=theme) == TOKENS["colours"][theme]


def test_every_text_is_readable_whatever_the_hue():
    too_faint = [
        f"{hue} {theme}: {text} on {ground}"
        for hue in range(0, 360, 5)
        for theme in (LIGHT, DARK)
        for colours in [palette(hue=hue, theme=theme)]
        for text, ground, required in TOKENS["pairs"][theme]
        if contrast(colours[text], colours[ground]) < required
    ]

    assert too_faint == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_role_comes_after_its_backgrounds(theme):
    seen = set()
    for name, role in ROLES[theme].items():
        assert set(role.backgrounds) <= seen
        seen.add(name)


def test_both_themes_have_the_same_roles():
    assert ROLES[LIGHT].keys() == ROLES[DARK].keys()


@pytest.mark.parametrize(
    ("hue", "expected"),
    [
        (7, True),
        (47, True),
        (6, False),
        (48, False),
        (132, True),
        (172, True),
        (131, False),
        (173, False),
        (225, False),
        (350, False),
    ],
)
def test_hues_within_20_degrees_of_red_or_green_are_near_a_state(hue, expected):
    assert is_near_a_state(hue) is expected


def test_distance_between_hues_goes_round_the_circle():
    assert is_near_a_state(27 + 360)
    assert not is_near_a_state(359)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_links_are_greyed_where_they_would_look_like_an_error(theme):
    def colourfulness(colour: str) -> int:
        channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return max(channels) - min(channels)

    vivid, greyed = palette(hue=5, theme=theme), palette(hue=27, theme=theme)

    assert colourfulness(greyed["action"]) < colourfulness(vivid["action"]) / 2
    assert greyed["bad"] == vivid["bad"] or theme == DARK  # dark grounds follow the hue


def test_stylesheet_speaks_hexadecimal_only():
    css = stylesheet(DEFAULT_HUE)

    assert "--action:#005c76" in css
    assert "prefers-color-scheme:dark" in css
    assert "oklch" not in css


def test_paper_is_never_dark():
    assert "@media screen and (prefers-color-scheme:dark)" in stylesheet(DEFAULT_HUE)


def test_digest_changes_with_the_hue():
    assert stylesheet_digest(225) == stylesheet_digest(225)
    assert stylesheet_digest(225) != stylesheet_digest(300)
