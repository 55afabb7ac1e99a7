"""Where a cell of the standard comes from: a column, several, a part of one, a choice…

Nothing is cleaned here: a value says what the source wrote, elsewhere. Each is a small thing
made once per import; `columns` names what it reads, `read` gives its cell for one row.
"""

import re
from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from maillage.places.cleaning import says_something, whole_number
from maillage.places.mapping.words import holds, plain
from maillage.places.standard import SEPARATOR
from maillage.territory.queries import POSTCODE

HOURS = "horaires"
DAY_COLUMNS = {
    "Mo": "horaires_lundi",
    "Tu": "horaires_mardi",
    "We": "horaires_mercredi",
    "Th": "horaires_jeudi",
    "Fr": "horaires_vendredi",
    "Sa": "horaires_samedi",
    "Su": "horaires_dimanche",
}

ADDRESS_PARTS = ("adresse", "code_postal", "commune")
BESIDE_A_POSTCODE = " \t\n,;()-–"


@dataclass
class Cells:
    """The cells of one raw row; the plain words of each are worked out at most once."""

    row: abc.Mapping[str, str]
    words_of: dict[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        return self.row.get(column, "").strip()

    def words(self, column: str) -> str:
        if column not in self.words_of:
            self.words_of[column] = plain(self.row.get(column, ""))
        return self.words_of[column]


class Value(Protocol):
    @property
    def columns(self) -> tuple[str, ...]: ...

    def read(self, cells: Cells) -> str: ...


@dataclass(frozen=True)
class Constant:
    text: str
    columns: tuple[str, ...] = ()

    def read(self, _cells: Cells) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    name: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name,)

    def read(self, cells: Cells) -> str:
        return cells.text(self.name)


@dataclass(frozen=True)
class Joined:
    columns: tuple[str, ...]
    separator: str

    def read(self, cells: Cells) -> str:
        return self.separator.join(filter(None, map(cells.text, self.columns)))


@dataclass(frozen=True)
class Part:
    """One part of a cell, counted from 0, or from the end below 0."""

    column: str
    separator: str
    number: int

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def read(self, cells: Cells) -> str:
        parts = cells.text(self.column).split(self.separator)
        is_there = -len(parts) <= self.number < len(parts)
        return parts[self.number].strip() if is_there else ""


@dataclass(frozen=True)
class AddressPart:
    """What stands before, in or after the postcode of "12 rue du Port 17000 La Rochelle"."""

    column: str
    part: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def read(self, cells: Cells) -> str:
        whole = cells.text(self.column)
        postcodes = list(POSTCODE.finditer(whole))
        if not postcodes:
            return whole if self.part == "adresse" else ""
        postcode = postcodes[-1]
        before, after = (
            side.strip(BESIDE_A_POSTCODE)
            for side in (whole[: postcode.start()], whole[postcode.end() :])
        )
        if self.part == "code_postal":
            return postcode[0]
        if self.part == "adresse":
            return before
        has_number = any(map(str.isdigit, before))  # "Saintes (17100)" has the commune before
        return after or ("" if has_number else before)


@dataclass(frozen=True)
class Rule:
    """One choice: `target`, when a cell of `columns` holds a term; without columns, always."""

    target: str
    columns: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()  # plain; none: the cell need only say something
    excluded: tuple[str, ...] = ()  # plain; one of them in the same cell, and it does not count

    def is_met(self, cells: Cells) -> bool:
        return not self.columns or any(
            self._is_met_by(cells.words(column)) for column in self.columns
        )

    def _is_met_by(self, words: str) -> bool:
        if self.terms:
            is_said = any(holds(words, term) for term in self.terms)
        else:
            is_said = says_something(words)
        return is_said and not any(holds(words, term) for term in self.excluded)


@dataclass(frozen=True)
class Choices:
    """The targets of the rules that are met, in the order of the rules, each once."""

    rules: tuple[Rule, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for rule in self.rules for column in rule.columns))

    def read(self, cells: Cells) -> str:
        return SEPARATOR.join(
            dict.fromkeys(rule.target for rule in self.rules if rule.is_met(cells))
        )


@dataclass(frozen=True)
class Translated:
    """Values of a cell, as a list of the standard; those that the table names are translated.

    The others are kept as written: the reader says of them that it does not know them.
    """

    value: Value
    separator: str = ""
    table: abc.Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by plain value

    @property
    def columns(self) -> tuple[str, ...]:
        return self.value.columns

    def read(self, cells: Cells) -> str:
        return SEPARATOR.join(dict.fromkeys(self._translated(self.value.read(cells))))

    def _translated(self, cell: str) -> Iterator[str]:
        for value in cell.split(self.separator) if self.separator else (cell,):
            if written := value.strip():
                yield from self.table.get(plain(written), (written,))


@dataclass(frozen=True)
class Padded:
    """A number that lost its leading zeros in a spreadsheet, which may have written ".0" too."""

    value: Value
    digits: int

    @property
    def columns(self) -> tuple[str, ...]:
        return self.value.columns

    def read(self, cells: Cells) -> str:
        written = self.value.read(cells)
        number = whole_number(written)
        is_number = number.isascii() and number.isdigit() and number.strip("0")
        return number.zfill(self.digits) if is_number else written


@dataclass(frozen=True)
class DateFormat:
    """An order of day, month and year, such as "MM/JJ/AAAA"; what comes after is an hour."""

    written: str
    pattern: re.Pattern[str]

    @classmethod
    def parse(cls, written: str) -> "DateFormat":
        """Raises ValueError unless the day, the month and the year each come once."""
        letters = re.findall(r"J+|M+|A+|[^JMA]+", written)
        fields = [part for part in letters if part[0] in "JMA"]
        if sorted(fields) not in (["AA", "JJ", "MM"], ["AAAA", "JJ", "MM"]):
            raise ValueError(written)
        short = "{1,2}" if len(letters) > len(fields) else "{2}"
        digits = {"JJ": f"(?P<J>[0-9]{short})", "MM": f"(?P<M>[0-9]{short})"}
        digits |= {"AA": "(?P<A>[0-9]{2})", "AAAA": "(?P<A>[0-9]{4})"}
        pattern = "".join(digits.get(part) or re.escape(part) for part in letters)
        return cls(written, re.compile(pattern + "(?![0-9])"))

    def iso(self, cell: str) -> str:
        """Write a date year first; what is not in this format stays as it is."""
        match = self.pattern.match(cell)
        if not match:
            return cell
        year = int(match["A"])
        if "AAAA" not in self.written:
            year += 1900 if year >= 70 else 2000
        return f"{year:04}-{int(match['M']):02}-{int(match['J']):02}"


@dataclass(frozen=True)
class Dated:
    value: Value
    format: DateFormat

    @property
    def columns(self) -> tuple[str, ...]:
        return self.value.columns

    def read(self, cells: Cells) -> str:
        return self.format.iso(self.value.read(cells))


@dataclass(frozen=True)
class Hours:
    """Hours, where the source writes them: in OSM syntax, else by day, else as one text."""

    osm: Value | None = None
    days: abc.Mapping[str, Value] = field(default_factory=dict)  # by name of DAY_COLUMNS
    week: Value | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(filter(None, (self.osm, *self.days.values(), self.week)))

    def read(self, cells: Cells) -> dict[str, str]:
        if self.osm and (written := self.osm.read(cells)):
            return {HOURS: written}
        by_day = {column: value.read(cells) for column, value in self.days.items()}
        if self.week and not any(by_day.values()):
            return by_day | {HOURS: self.week.read(cells)}
        return by_day
