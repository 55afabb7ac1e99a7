"""Texts made comparable, and the words that a term finds in them."""

import unicodedata

from maillage.lib.text import LIGATURES

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`′", "'"))


def plain(text: str) -> str:
    """Drop the case, the accents, the kinds of apostrophe and of space; keep the rest."""
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    letters = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    kept = (c for c in letters.translate(LIGATURES) if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def holds(text: str, term: str) -> bool:
    """Tell whether a word of a plain text begins with this plain term.

    "scan" is in "copie, scanner" and "pc" is not in "un epci".
    """
    at = text.find(term)
    while at > 0 and term[0].isalnum() and text[at - 1].isalnum():
        at = text.find(term, at + 1)
    return at >= 0
