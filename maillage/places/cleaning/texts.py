"""Texts, and what spreadsheets do to those that look like numbers."""

import re
from html import unescape

from django.utils.translation import gettext as _

from maillage.lib.text import search_name
from maillage.places.cleaning.doubts import Doubtful

# A letter or a figure; zeros alone are how a machine writes that it knows nothing.
SAYS_SOMETHING = re.compile(r"[^\W_]")
ZERO = re.compile(r"0+(?:[.,]0+)?")
NOTHING = frozenset(  # as search_name reduces it
    {
        *("neant", "aucun", "aucune", "rien", "vide", "ras"),
        *("inconnu", "inconnue", "non connu", "non connue", "nsp", "ne sait pas"),
        *("sans objet", "so", "s o", "non concerne", "non concernee", "na", "n a"),
        *("non renseigne", "non renseignee", "nr", "n r"),
        *("non communique", "non communiquee", "nc", "n c"),
        *("non defini", "non definie", "nd", "n d"),
        *("non", "no", "n", "faux", "false"),
        *("idem", "a completer", "a renseigner", "a preciser", "a definir", "todo", "tbd"),
        *("null", "none", "nan", "undefined"),  # of machines
    }
)
# "#REF!", "#VALEUR!", "#DIV/0!": a formula that failed, in French or in English. And a row of x,
# which people type where a word is to come.
FAILED_OR_PENDING = re.compile(r"#[A-Z/0]+[!?]?|[xX]{2,}")
LONGEST_NOTHING = 2 * max(map(len, NOTHING))  # room for accents, stops and brackets

# Known tags alone: "<contact@example.org>" and "moins de <5 ans" hold none.
TAG = re.compile(
    r"</?(?P<name>a|article|b|blockquote|br|center|div|em|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre"
    r"|script|section|small|span|strong|style|su[bp]|table|tbody|t[dhr]|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
WITHIN_A_LINE = ("a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u")
ENTITY = re.compile(r"&#?\w{1,31};")  # its semicolon told, or "?a=1&copy=2" would hold one

ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})")
WITH_DECIMALS = re.compile(r"([0-9]+)[.,]0+")


def says_something(cell: str) -> bool:
    """Tell whether a cell holds more than a dash, a zero or a word for nothing."""
    if not SAYS_SOMETHING.search(cell):
        return False
    written = cell.strip()
    if len(written) > LONGEST_NOTHING:
        return True
    if ZERO.fullmatch(written) or FAILED_OR_PENDING.fullmatch(written):
        return False
    return search_name(written) not in NOTHING


def fitting(value: str, *, max_length: int) -> str:
    if len(value) > max_length:
        raise Doubtful(_("plus long que %(count)d caractères") % {"count": max_length})
    return value


def text(value: str, *, max_length: int) -> str:
    """Squeeze the spaces of a text, no-break ones included, its markup taken away."""
    return fitting(" ".join(without_markup(value).split()), max_length=max_length)


def without_markup(value: str) -> str:
    """Take the tags and the entities of HTML away; some were escaped twice: "&amp;amp;"."""
    for _time in range(2):
        value = ENTITY.sub(lambda entity: unescape(entity[0]), TAG.sub(_space_of, value))
    return TAG.sub(_space_of, value)


def _space_of(tag: re.Match[str]) -> str:
    return "" if tag["name"].lower() in WITHIN_A_LINE else "\n"


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
