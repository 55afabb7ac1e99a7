import json
from pathlib import Path

import pytest

from maillage.design.rules import (
    CONTRAST_DARK,
    CONTRAST_LIGHT,
    DARK,
    DEFAULT_HUE,
    LIGHT,
    ROLES,
    THEMES,
    Colours,
    color_scheme,
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


@pytest.mark.parametrize(("theme", "like"), [(CONTRAST_LIGHT, LIGHT), (CONTRAST_DARK, DARK)])
def test_every_pair_of_a_strong_contrast_reaches_seven_whatever_the_hue(theme, like):
    too_faint = [
        f"{hue}: {text} on {ground}"
        for hue in range(0, 360, 5)
        for colours in [palette(hue=hue, theme=theme)]
        for text, ground, _required in TOKENS["pairs"][like]
        if contrast(colours[text], colours[ground]) < 7
    ]

    assert too_faint == []


def test_strong_contrast_is_pure_black_and_white():
    light, dark = (
        palette(hue=DEFAULT_HUE, theme=theme) for theme in (CONTRAST_LIGHT, CONTRAST_DARK)
    )

    assert (light["page"], light["ink"], light["line"]) == ("#ffffff", "#000000", "#000000")
    assert (dark["page"], dark["ink"], dark["line"]) == ("#000000", "#ffffff", "#ffffff")


@pytest.mark.parametrize("theme", ROLES)
def test_a_role_comes_after_its_backgrounds(theme):
    seen = set()
    for name, role in ROLES[theme].items():
        assert set(role.backgrounds) <= seen
        seen.add(name)


@pytest.mark.parametrize("theme", ROLES)
def test_every_theme_has_the_same_roles(theme):
    assert ROLES[theme].keys() == ROLES[LIGHT].keys()


def test_every_choice_of_colours_has_its_themes():
    assert THEMES.keys() == set(Colours)


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


@pytest.mark.parametrize("colours", Colours)
def test_stylesheet_speaks_hexadecimal_only(colours):
    css = stylesheet(hue=DEFAULT_HUE, colours=colours)

    assert "--action:#" in css
    assert "oklch" not in css


def test_the_device_decides_between_day_and_night_unless_told():
    by_night = {
        colours: "prefers-color-scheme:dark" in stylesheet(hue=DEFAULT_HUE, colours=colours)
        for colours in Colours
    }

    assert by_night == {
        Colours.OF_THE_DEVICE: True,
        Colours.LIGHT: False,
        Colours.DARK: False,
        Colours.CONTRAST: True,
    }


@pytest.mark.parametrize("colours", Colours)
def test_paper_is_never_dark(colours):
    paper, *screens = stylesheet(hue=DEFAULT_HUE, colours=colours).splitlines()

    assert paper.startswith(":root{color-scheme:light;--page:#ffffff;")
    assert all(rule.startswith("@media screen") for rule in screens)


def test_dark_colours_are_shown_on_every_screen():
    _paper, screen = stylesheet(hue=DEFAULT_HUE, colours=Colours.DARK).splitlines()

    assert screen.startswith("@media screen{:root{color-scheme:dark;--page:#0d181c;")


def test_nobody_downloads_the_themes_of_others():
    sizes = {colours: len(stylesheet(hue=DEFAULT_HUE, colours=colours)) for colours in Colours}

    assert sizes[Colours.LIGHT] < 600
    assert max(sizes.values()) < 1200


def test_digest_changes_with_the_hue_and_the_choice():
    digests = [
        stylesheet_digest(hue=hue, colours=colours) for hue in (225, 300) for colours in Colours
    ]

    assert len(set(digests)) == len(digests)


def test_the_browser_draws_its_own_fields_like_the_theme():
    assert [color_scheme(theme) for theme in ROLES] == ["light", "dark", "light", "dark"]
