"""Texts, and what spreadsheets do to those that look like numbers."""

import re

from django.utils.translation import gettext as _

from maillage.places.cleaning.doubts import Doubtful

ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})")
WITH_DECIMALS = re.compile(r"([0-9]+)[.,]0+")


def text(value: str, *, max_length: int) -> str:
    """Squeeze the spaces of a text, no-break ones included."""
    squeezed = " ".join(value.split())
    if len(squeezed) > max_length:
        raise Doubtful(_("plus long que %(count)d caractères") % {"count": max_length})
    return squeezed


def unescaped(value: str) -> str:
    r"""Decode the escapes left in a text: "de\x2012h\x20\xE0\x2014h" is "de 12h à 14h"."""

    def decoded(match: re.Match[str]) -> str:
        character = chr(int(match[1] or match[2], 16))
        return character if character.isprintable() or character.isspace() else match[0]

    return ESCAPE.sub(decoded, value)


def whole_number(value: str) -> str:
    """Take away the decimals that a spreadsheet gave to a code: "17100.0" is "17100"."""
    written = value.strip()
    found = WITH_DECIMALS.fullmatch(written)
    return found[1] if found else written
