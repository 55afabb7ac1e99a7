"""Languages written from right to left: style sheets mirrored, numbers that keep their order."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_bidi

LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # isolates of the Unicode bidirectional algorithm
FOLDER = Path(__file__).parent / "static" / "design"
SHEETS = {path.stem: path for path in sorted(FOLDER.glob("*.css"))}

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLOCK = re.compile(r"\{[^{}]*\}")
SIDE = re.compile(r"\b(left|right)\b")
FOUR_VALUES = " ".join([r"([^\s;!}]+)"] * 4)
OF_SIDES = re.compile(rf"((?:margin|padding|border-(?:color|style|width)):\s*){FOUR_VALUES}")
OF_CORNERS = re.compile(rf"(border-radius:\s*){FOUR_VALUES}")
ADDRESS = re.compile(r'url\("(?!data:)([^"]+)"\)')


def left_to_right(text: str) -> str:
    """Keep the order of a number, an hour or a price inside a text written from the right."""
    return f"{LEFT_TO_RIGHT}{text}{END}" if get_language_bidi() else text


def mirrored(css: str) -> str:
    """Exchange left and right in every declaration; comments are dropped.

    `padding: 0 16px 0 4px; left: 0` becomes `padding: 0 4px 0 16px; right: 0`.
    """
    return BLOCK.sub(lambda block: _mirrored_block(block[0]), COMMENT.sub("", css))


def _mirrored_block(block: str) -> str:
    block = SIDE.sub(lambda side: "right" if side[0] == "left" else "left", block)
    block = OF_SIDES.sub(r"\1\2 \5 \4 \3", block)  # top right bottom left
    return OF_CORNERS.sub(r"\1\3 \2 \5 \4", block)  # clockwise from the top left


@lru_cache(maxsize=8)
def mirrored_sheet(name: str) -> str:
    """The style sheet of this name, mirrored, with the addresses of its files made absolute."""
    css = mirrored(SHEETS[name].read_text())
    return ADDRESS.sub(lambda address: f'url("{static(f"design/{address[1]}")}")', css)


def mirror_url(name: str) -> str:
    return reverse("design:mirror", args=(name, mirrored_digest(name)))


@lru_cache(maxsize=8)
def mirrored_digest(name: str) -> str:
    """Name this version of the mirrored sheet, so that browsers may keep it for ever."""
    return hashlib.sha256(mirrored_sheet(name).encode()).hexdigest()[:12]
