"""What every format of table gives: rows of named cells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import TextIO

from django.utils.translation import gettext as _

from maillage.lib.text import search_name

HEAD = 2**16  # characters; how a table is written is told from these
MAX_ROW = 4 * 2**20  # characters; longer, it is no row of a table
SAMPLE_ROWS = 200  # what it is made of, from these


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says what to do, in French."""


class Kind(StrEnum):
    CSV = "CSV"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    GEOJSON = "GeoJSON"


@dataclass(frozen=True)
class Row:
    """One row; `number` is that of a spreadsheet, where the header is row 1; in JSON, its rank.

    `is_whole` is False when the row cannot be told from its text: more or fewer cells than the
    header, a quote never closed, not an object. What has no column is kept under the name "".
    """

    number: int
    cells: dict[str, str]
    is_whole: bool = True


@dataclass(frozen=True)
class Table:
    """`separator` is "" in JSON, where `columns` are those of the first rows."""

    kind: Kind
    separator: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def lines(text: TextIO) -> Iterator[str]:
    """Give the lines with their ends. Raises UnreadableFile for one that fills the memory."""
    for number in count(1):
        line = text.readline(MAX_ROW)
        if len(line) == MAX_ROW:
            raise UnreadableFile(
                _(
                    "La ligne %(number)d de ce fichier est démesurée : ce n’est pas un tableau. "
                    "Vérifiez que c’est le bon fichier."
                )
                % {"number": number}
            )
        if not line:
            return
        yield line


def unique_names(names: Sequence[str]) -> list[str]:
    """Name every column for itself: "nom", "", "nom" give "nom", "colonne 2", "nom (2)"."""
    named = [
        name if name.strip() else f"colonne {position}" for position, name in enumerate(names, 1)
    ]
    taken = set(named)
    if len(taken) == len(named):
        return named
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    given: dict[str, None] = {}
    for name in named:
        if name in given:
            candidates = (f"{name} ({number})" for number in numbers[name])
            name = next(candidate for candidate in candidates if candidate not in taken)
            taken.add(name)
        given[name] = None
    return list(given)


def columns_as_required(columns: Iterable[str], *, required: Iterable[str]) -> dict[str, str]:
    """Give the required names of the columns that differ from them by their spelling alone.

    By capitals, accents, spaces and underscores: "Code postal" for "code_postal". A column that
    bears a required name keeps it, and takes it from the others.
    """
    names, wanted = tuple(columns), tuple(required)
    like = {_letters(name): name for name in reversed(names) if name not in wanted}
    missing = (name for name in wanted if name not in names)
    return {like[_letters(name)]: name for name in missing if _letters(name) in like}


def _letters(name: str) -> str:
    return search_name(name).replace(" ", "")
