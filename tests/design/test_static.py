"""What old phones (Safari 12, Chrome 95) can read, and what the style sheet weighs."""

import gzip
import re
from pathlib import Path

import pytest

from maillage.design.direction import SHEETS
from maillage.design.rules import DEFAULT_HUE, LIGHT, Colours, palette, stylesheet

FOLDER = Path(__file__).parents[2] / "maillage" / "design" / "static" / "design"
NAMES = (
    "contrast",
    "display",
    "live_map",
    "team",
    "maillage",
)  # the last one ends with what paper changes
CSS = re.sub(r"/\*.*?\*/", "", "".join(SHEETS[name].read_text() for name in NAMES), flags=re.DOTALL)
MAX_GZIPPED_BYTES = 7000

TOO_NEW = {
    "oklch()": r"oklch\(",
    "color-mix()": r"color-mix\(",
    "light-dark()": r"light-dark\(",
    "clamp()": r"clamp\(",
    ":has()": r":has\(",
    ":is()": r":is\(",
    ":where()": r":where\(",
    "container queries": r"@container",
    "cascade layers": r"@layer",
    "inset": r"\binset\s*:",
    "gap in a flex box": r"(?<!grid-)(?<!column-)(?<!row-)\bgap\s*:",
    "nesting": r"\{[^{}@]*&",
}


@pytest.mark.parametrize("pattern", TOO_NEW.values(), ids=TOO_NEW.keys())
def test_style_sheet_uses_nothing_too_new(pattern):
    assert re.findall(pattern, CSS) == []


def test_every_colour_of_the_style_sheet_is_in_the_palette():
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))

    assert used - palette(hue=DEFAULT_HUE, theme=LIGHT).keys() == set()


def test_every_sheet_but_that_of_the_error_page_is_checked():
    assert set(NAMES) == SHEETS.keys() - {"error"}


def test_lengths_of_lines_follow_the_size_of_the_text():
    in_pixels = re.findall(r"^(.+?) \{[^}]*line-height:\s*\d+px", CSS, re.MULTILINE)

    assert in_pixels == [".map-live-town"]


def test_no_colour_escapes_the_palette():
    screen, paper = CSS.split("@media print")

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", screen) == []
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", paper)) == {"#fff", "#000"}


@pytest.mark.parametrize("colours", Colours)
def test_styles_stay_light(colours):
    files = SHEETS["maillage"].read_bytes(), stylesheet(hue=DEFAULT_HUE, colours=colours).encode()

    assert sum(len(gzip.compress(content)) for content in files) < MAX_GZIPPED_BYTES


def test_the_font_has_its_licence_beside_it():
    names = {path.name for path in (FOLDER / "font").iterdir()}

    assert names == {"OFL.txt", "maillage-sans.ttf", "maillage-sans.woff2"}
    assert (FOLDER / "font" / "maillage-sans.woff2").stat().st_size < 16_000
