"""Dates, as people and machines write them."""

import re
from datetime import date

from django.utils.translation import gettext as _

from maillage.lib.text import search_name
from maillage.places.cleaning.doubts import Doubtful, Kept

YEAR, MONTH, DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
WORD = r"(?P<word>[a-z]+)"
HOUR = r"(?:[T ].*)?"
IN_FIGURES = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"{YEAR}[-/.]{MONTH}[-/.]{DAY}{HOUR}",
        rf"{DAY}[-/.]{MONTH}[-/.]{YEAR}{HOUR}",
        rf"{MONTH}[-/.]{YEAR}",
        rf"{YEAR}[-/.]{MONTH}",
        YEAR,
    )
)
# As search_name reduces it.
IN_WORDS = re.compile(rf"(?:(?:[a-z]+di|dimanche) )?(?:{DAY}(?:er)? )?{WORD} {YEAR}")
MONTHS = (
    ("janvier", "janv"),
    ("fevrier", "fevr", "fev"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
NUMBER_OF_MONTH = {word: number for number, words in enumerate(MONTHS, start=1) for word in words}

# What a machine writes when it knows no date: the origin of its clock, in Paris or in London, of a
# spreadsheet's, of a calendar's. Some write a year nought.
ORIGINS = frozenset(
    {
        date(1, 1, 1),
        date(1582, 10, 15),
        date(1899, 12, 30),
        date(1899, 12, 31),
        date(1900, 1, 1),
        date(1904, 1, 1),
        date(1969, 12, 31),
        date(1970, 1, 1),
        date(1980, 1, 1),
    }
)
FIRST_YEAR = 2000  # nothing that a file dates is older


def day(value: str) -> Kept[date | None]:
    """Read "2024-04-02", its hour left out, "02/04/2024" or "2 avril 2024".

    Of a month or a year alone, the first day is taken: a later one would claim too much.
    """
    written = value.strip()
    if not written:
        return Kept(None)
    found = next(filter(None, (pattern.fullmatch(written) for pattern in IN_FIGURES)), None)
    parts = (found or _in_words(written)).groupdict()
    doubts: tuple[str, ...] = ()
    if parts.get("day") is None:
        doubts = (_("jour non dit : le premier de la période est pris"),)
    month = NUMBER_OF_MONTH[parts["word"]] if "word" in parts else int(parts.get("month") or 1)
    year = int(parts["year"])
    if year == 0:
        return Kept(None)
    try:
        read = date(year, month, int(parts.get("day") or 1))
    except ValueError as error:
        raise Doubtful(_("ce jour n’existe pas")) from error
    if read in ORIGINS:
        return Kept(None)
    if read.year < FIRST_YEAR:
        raise Doubtful(_("date trop ancienne pour être juste"))
    return Kept(read, doubts)


def _in_words(written: str) -> re.Match[str]:
    found = IN_WORDS.fullmatch(search_name(written))
    if found is None or found["word"] not in NUMBER_OF_MONTH:
        raise Doubtful(_("date illisible"))
    return found
