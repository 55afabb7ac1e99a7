"""A mapping once read: it rewrites rows of one source as rows of the national standard."""

from collections import abc
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillage.places.mapping.coordinates import decimal, to_degrees
from maillage.places.mapping.format import SourceDetails, read_document
from maillage.places.mapping.problems import BadMapping, did_you_mean
from maillage.places.mapping.values import HOURS, Cells, Hours, Value
from maillage.places.standard import COLUMNS

VITAL = frozenset({"id", "nom", "commune", "code_postal", "code_insee"})
TELL_THE_COMMUNE = {"commune", "code_postal", "code_insee", "latitude"}


@dataclass(frozen=True)
class Mapping:
    values: abc.Mapping[str, Value]  # by column of the standard
    hours: Hours
    system: str  # EPSG code of the coordinates; "" for degrees of WGS 84
    source: SourceDetails | None
    document: abc.Mapping[str, Any]  # as it was written

    @classmethod
    def from_json(cls, document: object) -> "Mapping":
        """Read what a mapping file holds. Raises BadMapping, with all that is wrong in it."""
        parts = read_document(document)
        return cls(
            values=parts.values,
            hours=parts.hours,
            system=parts.system,
            source=parts.source,
            document=parts.document,
        )

    def to_json(self) -> dict[str, Any]:
        """Give the document back; from_json reads it again."""
        return dict(self.document)

    def apply(self, row: abc.Mapping[str, str]) -> dict[str, str]:
        """Rewrite one row, uncleaned, with every column of the standard.

        Hours by weekday are in horaires_lundi … horaires_dimanche.
        """
        cells = Cells(row)
        written = dict.fromkeys(COLUMNS, "")
        written |= {column: value.read(cells) for column, value in self.values.items()}
        written |= self.hours.read(cells)
        latitude, longitude = decimal(written["latitude"]), decimal(written["longitude"])
        if self.system:
            latitude, longitude = to_degrees(
                latitude=latitude, longitude=longitude, system=self.system
            )
        return written | {"latitude": latitude, "longitude": longitude}

    def origin_of(self, standard_column: str) -> str:
        """Name the columns of the source behind one of the standard; itself where there is none."""
        values: tuple[Value | None, ...] = (
            self.values.get(standard_column),
            self.hours.days.get(standard_column),
            *(self.hours.values if standard_column == HOURS else ()),
        )
        return ", ".join(_columns_of(value for value in values if value)) or standard_column

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which no row can be used; the others may be missing from a file."""
        return _columns_of(value for key, value in self.values.items() if key in VITAL)

    def check(self, columns: Collection[str]) -> None:
        """Refuse a file without the vital columns, or a mapping that tells no name or commune.

        Raises BadMapping.
        """
        problems = []
        if "nom" not in self.values:
            problems.append(_("nom : il manque. Dites quelle colonne donne le nom du lieu."))
        if not TELL_THE_COMMUNE & self.values.keys():
            problems.append(_("commune : elle manque. Dites quelle colonne donne la commune."))
        problems += self._missing(columns, of_keys=VITAL)
        if problems:
            raise BadMapping(problems)

    def warnings(self, columns: Collection[str]) -> list[str]:
        """Name in French the other columns that a file does not have: nothing comes from them."""
        return self._missing(columns, of_keys={*self.values, HOURS} - VITAL)

    def _missing(self, columns: Collection[str], *, of_keys: Collection[str]) -> list[str]:
        read = [
            *((key, column) for key, value in self.values.items() for column in value.columns),
            *((HOURS, column) for column in _columns_of(self.hours.values)),
        ]
        return [
            _("%(key)s : le fichier n’a pas de colonne « %(column)s ». %(advice)s")
            % {"key": key, "column": column, "advice": did_you_mean(column, columns)}
            for key, column in read
            if key in of_keys and column not in columns
        ]


def _columns_of(values: abc.Iterable[Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column for value in values for column in value.columns))
