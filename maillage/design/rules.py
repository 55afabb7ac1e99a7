"""The palette: every colour of the screens, computed from the territory's one hue.

A colour with a `target` is the lightest of its hue (the darkest in the dark themes) that reaches
this contrast on every background it is used on, once rounded to hexadecimal: old phones know no
oklch(). A colour without one has its lightness given.

Someone chooses `Colours`, that say which theme is shown when.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from maillage.lib.colour import contrast, hex_colour

DEFAULT_HUE = 225
ERROR_HUE = 27
SUCCESS_HUE = 152
WARNING_HUE = 72
STATE_MARGIN = 20  # degrees: nearer to red or green, a link would pass for an error or a success
CAUTIOUS_CHROMA = 0.03
LIGHTNESS_STEPS = 1000
LIGHT = "light"
DARK = "dark"
CONTRAST_LIGHT = "contrast-light"
CONTRAST_DARK = "contrast-dark"
DARK_THEMES = (DARK, CONTRAST_DARK)
CONTRAST_TARGET = 7.5  # over the 7 of WCAG 2.2, criterion 1.4.6

Palette = Mapping[str, str]


class Colours(StrEnum):
    """What someone chooses on the page « Affichage »; the values are written in addresses."""

    OF_THE_DEVICE = "appareil"
    LIGHT = "clair"
    DARK = "sombre"
    CONTRAST = "contraste"


@dataclass(frozen=True)
class Role:
    """What a colour is for. Without a hue of its own it takes the territory's."""

    chroma: float
    hue: int | None = None
    lightness: float = 0
    backgrounds: Sequence[str] = ()
    target: float = 0
    is_action: bool = False


def _contrast_roles(*, ground: float, ink: float, symbol_ground: float) -> Mapping[str, Role]:
    """Pure black and white; a colour is left only where it carries a meaning."""
    of_ground, of_ink = Role(0, lightness=ground), Role(0, lightness=ink)
    grounds = ("page", "wash", "tint", "sea", "land", "ok-bg", "warn-bg", "bad-bg", "info-bg")
    inks = ("ink", "ink-2", "line", "field", "action-strong")
    on_page = Role(0.110, backgrounds=("page",), target=CONTRAST_TARGET)
    return {
        **dict.fromkeys(grounds, of_ground),
        **dict.fromkeys(inks, of_ink),
        "action": replace(on_page, is_action=True),
        "on-action": of_ground,
        "deep": Role(0, lightness=0),
        "ok": replace(on_page, hue=SUCCESS_HUE),
        "warn": replace(on_page, hue=WARNING_HUE),
        "bad": replace(on_page, hue=ERROR_HUE, chroma=0.170),
        "info": replace(on_page, is_action=True),
        "kind-wifi": replace(on_page, hue=250),
        "kind-equipped-bg": Role(0.050, 75, symbol_ground),
        "kind-equipped": replace(on_page, hue=62, backgrounds=("page", "kind-equipped-bg")),
        "kind-mediators": replace(on_page, hue=345),
        "chart-1": on_page,
        "chart-2": replace(on_page, hue=15),
        "chart-3": of_ink,
    }


TEXT = ("page", "wash", "tint", "sea", "land")
PLAIN = ("page", "wash")
MAP = ("page", "wash", "sea", "land")

# Order matters: a role comes after its backgrounds.
ROLES: Mapping[str, Mapping[str, Role]] = {
    LIGHT: {
        "page": Role(0, lightness=1),
        "wash": Role(0.009, lightness=0.972),
        "tint": Role(0.028, lightness=0.930),
        "sea": Role(0.022, lightness=0.925),
        "land": Role(0.006, lightness=0.985),
        "ink": Role(0.030, backgrounds=TEXT, target=13),
        "ink-2": Role(0.030, backgrounds=TEXT, target=6),
        "line": Role(0.020, backgrounds=("page",), target=1.45),
        "field": Role(0.030, backgrounds=PLAIN, target=3.6),
        "action": Role(0.110, backgrounds=TEXT, target=6, is_action=True),
        "action-strong": Role(0.100, backgrounds=TEXT, target=9.5, is_action=True),
        "on-action": Role(0, lightness=1),
        "deep": Role(0.075, backgrounds=("page",), target=12),
        "ok-bg": Role(0.032, SUCCESS_HUE, 0.962),
        "ok": Role(0.110, SUCCESS_HUE, backgrounds=(*PLAIN, "ok-bg"), target=6),
        "warn-bg": Role(0.025, WARNING_HUE, 0.965),
        "warn": Role(0.100, WARNING_HUE, backgrounds=(*PLAIN, "warn-bg"), target=6),
        "bad-bg": Role(0.018, ERROR_HUE, 0.963),
        "bad": Role(0.170, ERROR_HUE, backgrounds=(*PLAIN, "bad-bg"), target=6),
        "info-bg": Role(0.020, lightness=0.962),
        "info": Role(0.100, backgrounds=(*PLAIN, "info-bg"), target=6, is_action=True),
        "kind-wifi": Role(0.140, 250, backgrounds=MAP, target=6),
        "kind-equipped": Role(0.110, 62, backgrounds=MAP, target=6),
        "kind-mediators": Role(0.150, 345, backgrounds=MAP, target=6),
        "kind-equipped-bg": Role(0.056, 75, 0.930),
        "chart-1": Role(0.100, backgrounds=PLAIN, target=6),
        "chart-2": Role(0.110, 15, backgrounds=PLAIN, target=3.2),
        "chart-3": Role(0.030, backgrounds=PLAIN, target=3.2),
    },
    DARK: {
        "page": Role(0.018, lightness=0.200),
        "wash": Role(0.022, lightness=0.245),
        "tint": Role(0.040, lightness=0.310),
        "sea": Role(0.030, lightness=0.235),
        "land": Role(0.018, lightness=0.300),
        "ink": Role(0.012, backgrounds=TEXT, target=9.5),
        "ink-2": Role(0.020, backgrounds=TEXT, target=5.2),
        "line": Role(0.020, backgrounds=("page",), target=1.6),
        "field": Role(0.030, backgrounds=PLAIN, target=3.6),
        "action": Role(0.090, backgrounds=TEXT, target=5.6, is_action=True),
        "action-strong": Role(0.060, backgrounds=TEXT, target=8.2, is_action=True),
        "on-action": Role(0.030, lightness=0.170),
        "deep": Role(0.045, lightness=0.255),
        "ok-bg": Role(0.050, SUCCESS_HUE, 0.290),
        "ok": Role(0.088, SUCCESS_HUE, backgrounds=(*PLAIN, "ok-bg"), target=5.6),
        "warn-bg": Role(0.050, WARNING_HUE, 0.290),
        "warn": Role(0.080, WARNING_HUE, backgrounds=(*PLAIN, "warn-bg"), target=5.6),
        "bad-bg": Role(0.050, ERROR_HUE, 0.290),
        "bad": Role(0.136, ERROR_HUE, backgrounds=(*PLAIN, "bad-bg"), target=5.6),
        "info-bg": Role(0.050, lightness=0.290),
        "info": Role(0.080, backgrounds=(*PLAIN, "info-bg"), target=5.6, is_action=True),
        "kind-wifi": Role(0.100, 250, backgrounds=MAP, target=5.2),
        "kind-equipped": Role(0.100, 75, backgrounds=MAP, target=5.2),
        "kind-mediators": Role(0.110, 345, backgrounds=MAP, target=5.2),
        "kind-equipped-bg": Role(0.050, 75, 0.330),
        "chart-1": Role(0.100, backgrounds=PLAIN, target=5),
        "chart-2": Role(0.100, 15, backgrounds=PLAIN, target=3.2),
        "chart-3": Role(0.030, backgrounds=PLAIN, target=3.2),
    },
    CONTRAST_LIGHT: _contrast_roles(ground=1, ink=0, symbol_ground=0.93),
    CONTRAST_DARK: _contrast_roles(ground=0, ink=1, symbol_ground=0.25),
}

# By day and by night, as the device says.
THEMES: Mapping[Colours, tuple[str, str]] = {
    Colours.OF_THE_DEVICE: (LIGHT, DARK),
    Colours.LIGHT: (LIGHT, LIGHT),
    Colours.DARK: (DARK, DARK),
    Colours.CONTRAST: (CONTRAST_LIGHT, CONTRAST_DARK),
}


def palette(*, hue: int, theme: str) -> Palette:
    """Name → "#rrggbb" of every role, for one theme."""
    colours: dict[str, str] = {}
    for name, role in ROLES[theme].items():
        own = _cautious(role, hue)
        if own.target:
            colours[name] = _reaching(own, hue=hue, theme=theme, colours=colours)
        else:
            colours[name] = _coloured(own, hue=hue, lightness=own.lightness)
    return colours


def is_near_a_state(hue: int) -> bool:
    """Whether links of this hue would look like an error or a success."""
    return any(_degrees_apart(hue, state) <= STATE_MARGIN for state in (ERROR_HUE, SUCCESS_HUE))


@lru_cache(maxsize=8)
def stylesheet(*, hue: int, colours: Colours) -> str:
    """Write the palette as CSS custom properties; paper is always light."""
    day, night = THEMES[colours]
    paper = LIGHT if day in DARK_THEMES else day
    rules = [f":root{{{_declarations(hue=hue, theme=paper)}}}"]
    if day != paper:
        rules.append(f"@media screen{{:root{{{_declarations(hue=hue, theme=day)}}}}}")
    if night != day:
        condition = "screen and (prefers-color-scheme:dark)"
        rules.append(f"@media {condition}{{:root{{{_declarations(hue=hue, theme=night)}}}}}")
    return "\n".join(rules) + "\n"


@lru_cache(maxsize=8)
def stylesheet_digest(*, hue: int, colours: Colours) -> str:
    """Name this version of the stylesheet, so that browsers may keep it for ever."""
    return hashlib.sha256(stylesheet(hue=hue, colours=colours).encode()).hexdigest()[:12]


def color_scheme(theme: str) -> str:
    """What CSS calls the theme, so that the browser draws its own fields and bars alike."""
    return "dark" if theme in DARK_THEMES else "light"


def _declarations(*, hue: int, theme: str) -> str:
    colours = palette(hue=hue, theme=theme)
    properties = (f"--{name}:{colour}" for name, colour in colours.items())
    return ";".join((f"color-scheme:{color_scheme(theme)}", *properties))


def _cautious(role: Role, hue: int) -> Role:
    if role.is_action and is_near_a_state(hue):
        return replace(role, chroma=min(role.chroma, CAUTIOUS_CHROMA))
    return role


def _reaching(role: Role, *, hue: int, theme: str, colours: Palette) -> str:
    """Search the lightness by halves, from the most faded step down to the most contrasted."""
    backgrounds = [colours[name] for name in role.backgrounds]
    faded, contrasted = (0, LIGHTNESS_STEPS) if theme in DARK_THEMES else (LIGHTNESS_STEPS, 0)
    while abs(faded - contrasted) > 1:
        middle = (faded + contrasted) // 2
        colour = _coloured(role, hue=hue, lightness=middle / LIGHTNESS_STEPS)
        if all(contrast(colour, background) >= role.target for background in backgrounds):
            contrasted = middle
        else:
            faded = middle
    return _coloured(role, hue=hue, lightness=contrasted / LIGHTNESS_STEPS)


def _coloured(role: Role, *, hue: int, lightness: float) -> str:
    own_hue = hue if role.hue is None else role.hue
    return hex_colour(lightness=lightness, chroma=role.chroma, hue=own_hue)


def _degrees_apart(first: int, second: int) -> int:
    apart = abs(first - second) % 360
    return min(apart, 360 - apart)
