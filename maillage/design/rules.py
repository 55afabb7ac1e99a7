"""The palette: every colour of the screens, computed from the territory's one hue.

A colour with a `target` is the lightest of its hue (the darkest in the dark theme) that reaches
this contrast on every background it is used on, once rounded to hexadecimal: old phones know no
oklch(). A colour without one has its lightness given.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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

Palette = Mapping[str, str]


@dataclass(frozen=True)
class Role:
    """What a colour is for. Without a hue of its own it takes the territory's."""

    chroma: float
    hue: int | None = None
    lightness: float = 0
    backgrounds: Sequence[str] = ()
    target: float = 0
    is_action: bool = False


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
def stylesheet(hue: int) -> str:
    """Write the palette as CSS custom properties; paper is always light."""
    light, dark = (_declarations(palette(hue=hue, theme=theme)) for theme in (LIGHT, DARK))
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
    )


@lru_cache(maxsize=8)
def stylesheet_digest(hue: int) -> str:
    """Name this version of the stylesheet, so that browsers may keep it for ever."""
    return hashlib.sha256(stylesheet(hue).encode()).hexdigest()[:12]


def _declarations(colours: Palette) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def _cautious(role: Role, hue: int) -> Role:
    if role.is_action and is_near_a_state(hue):
        return replace(role, chroma=min(role.chroma, CAUTIOUS_CHROMA))
    return role


def _reaching(role: Role, *, hue: int, theme: str, colours: Palette) -> str:
    """Search the lightness by halves, from the most faded step down to the most contrasted."""
    backgrounds = [colours[name] for name in role.backgrounds]
    faded, contrasted = (LIGHTNESS_STEPS, 0) if theme == LIGHT else (0, LIGHTNESS_STEPS)
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
