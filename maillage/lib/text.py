"""Names as people type them, made comparable."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
SAINTS = {"st": "saint", "sts": "saints", "ste": "sainte", "stes": "saintes"}
ARTICLES = ("la", "le", "les", "l")


def search_name(text: str) -> str:
    """Reduce a name to lower-case words of a-z and 0-9, "st" and "ste" spelled out.

    "Saint-Pierre-d'Oléron" and "ST PIERRE D’OLERON" both become "saint pierre d oleron".
    """
    letters = unicodedata.normalize("NFKD", text).casefold().translate(LIGATURES)
    unaccented = "".join(c for c in letters if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", unaccented)
    return " ".join(SAINTS.get(word, word) for word in words)


def commune_search_name(name: str) -> str:
    """The same without its leading article: "La Rochelle", "Rochelle" and "LA ROCHELLE" are one."""
    words = search_name(name)
    first, _space, rest = words.partition(" ")
    return rest if first in ARTICLES and rest else words
