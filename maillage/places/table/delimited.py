"""CSV: one record a line, cells between commas, semicolons, tabs or bars, quotes around some."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice, takewhile
from typing import TextIO

from django.utils.translation import gettext as _

from maillage.places.table.rows import (
    HEAD,
    MAX_ROW,
    Kind,
    Row,
    Table,
    UnreadableFile,
    lines,
    unique_names,
)

SEPARATORS = (";", "\t", "|", ",")  # a comma is also written inside cells: it comes last
MAX_TITLES = 10
MAX_READINGS = 4  # of the same line, on average

# A record: its cells, or its line as it is when its quotes make no sense.
Record = list[str] | str


def table(text: TextIO) -> Table:
    separator = _separator(text)
    text.seek(0)
    records = enumerate(_records(lines(text), separator=separator), 1)
    header, rest = _header(records)
    columns = unique_names([name.strip() for name in header])
    rows = (
        _row(number, columns=columns, record=record, separator=separator) for number, record in rest
    )
    return Table(Kind.CSV, separator, tuple(columns), rows)


def _separator(text: TextIO) -> str:
    """Give the separator that cuts the most rows as the header, in the most cells.

    A wrong one may find titles above: "a;b" above "1,5;2,5" for a comma. They count against it.
    """
    sample = text.read(HEAD)
    is_cut = len(sample) == HEAD

    def merit(separator: str) -> tuple[bool, float, int]:
        physical = io.StringIO(sample, newline="")
        try:
            records = list(enumerate(_records(physical, separator=separator)))
            header, rows = _header(iter(records[:-1] if is_cut and records[1:] else records))
        except UnreadableFile:
            return False, 0, 0
        alike = [isinstance(row, list) and len(row) == len(header) for _number, row in rows]
        share = sum(alike) / len(alike) if alike else 1
        return len(header) > 1, share if header is records[0][1] else share / 2, len(header)

    return max(SEPARATORS, key=merit)


def _header(
    records: Iterator[tuple[int, Record]],
) -> tuple[list[str], Iterator[tuple[int, Record]]]:
    """Find the header under the titles that some put above it; give it, and what follows."""
    # A spreadsheet often ends with many rows of empty cells.
    filled = ((number, record) for number, record in records if _width(record))
    first = list(islice(filled, MAX_TITLES + 1))
    if not first:
        raise UnreadableFile(_("Ce fichier ne contient aucune ligne. Téléchargez-le à nouveau."))
    titles = len(list(takewhile(_is_title, first)))
    if not 0 < titles < len(first) or _width(first[titles][1]) < 3:
        titles = 0
    header = first[titles][1]
    if not isinstance(header, list):
        raise UnreadableFile(
            _("L’en-tête de ce fichier a un guillemet mal fermé : corrigez-le, puis réessayez.")
        )
    return header, chain(first[titles + 1 :], filled)


def _is_title(numbered: tuple[int, Record]) -> bool:
    _number, record = numbered
    return isinstance(record, list) and _width(record) == 1


def _width(record: Record) -> int:
    """Count the cells that say something."""
    cells = [record] if isinstance(record, str) else record
    return sum(1 for cell in cells if cell.strip())


def _row(number: int, *, columns: list[str], record: Record, separator: str) -> Row:
    is_closed = not isinstance(record, str)
    values = record.rstrip("\r\n").split(separator) if isinstance(record, str) else record
    cells = dict(zip(columns, values, strict=False))
    beyond = values[len(columns) :]
    if any(beyond):  # many exports end every row, but not their header, with one more separator
        cells[""] = separator.join(beyond)
    return Row(
        number, cells, is_whole=is_closed and len(values) >= len(columns) and not any(beyond)
    )


def _records(physical: Iterator[str], *, separator: str) -> Iterator[Record]:
    """Cut the lines into records; a quote never closed, or wrongly, costs its own line only."""
    given = _Lines(physical)
    reader = csv.reader(given, delimiter=separator, strict=True)
    while True:
        try:
            record: Record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            record = given.take_back()
        given.forget()
        yield record


class _Lines(Iterator[str]):
    """Gives lines, and takes back all but the first of those given for one record."""

    def __init__(self, physical: Iterator[str]) -> None:
        self._physical = physical
        self._again: deque[str] = deque()
        self._given: list[str] = []
        self._length = 0  # of what is given
        self._read = 0  # characters in all
        self._read_again = 0

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._new()
        self._given.append(line)
        self._length += len(line)
        if self._length > MAX_ROW:
            raise csv.Error
        return line

    def _new(self) -> str:
        # PostgreSQL stores no null character, neither in a text nor in JSON.
        line = next(self._physical).replace("\0", "\N{REPLACEMENT CHARACTER}")
        self._read += len(line)
        return line

    def take_back(self) -> str:
        """Give the first line. Raises UnreadableFile when reading again would never end."""
        first, *others = self._given
        self._again.extendleft(reversed(others))
        self._read_again += self._length
        if self._read_again > MAX_READINGS * self._read + MAX_ROW:
            raise UnreadableFile(
                _(
                    "Trop de guillemets de ce fichier sont mal fermés. Demandez à son producteur "
                    "de l’enregistrer à nouveau en « CSV UTF-8 »."
                )
            )
        return first

    def forget(self) -> None:
        self._given.clear()
        self._length = 0
