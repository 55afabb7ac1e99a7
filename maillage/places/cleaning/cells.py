"""The cells of one row, read one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from maillage.lib.distance import Position
from maillage.places.cleaning.communes import Whereabouts, commune_of
from maillage.places.cleaning.doubts import Doubtful, Kept, Unusable
from maillage.places.cleaning.positions import position
from maillage.places.cleaning.texts import fitting, says_something, text, without_markup
from maillage.places.standard import Flag
from maillage.territory.gazetteer import Gazetteer, KnownCommune

Value = TypeVar("Value")

# Longer, it is no telephone, address or date, and to look for one in it would take minutes.
MAX_LENGTH = 1000


@dataclass
class Cells:
    """The cells of one row; `flags` gathers what was dropped, mended or doubted in them."""

    row: Mapping[str, str]
    flags: list[Flag] = field(default_factory=list)

    def required(self, column: str, *, max_length: int) -> str:
        """Give a text that says something, or refuse the row."""
        value = self.filled(column, max_length=max_length)
        if not says_something(value):
            reason = _("case qui ne dit rien : il la faut")
            raise Unusable(field=column, value=value, reason=reason)
        return value

    def filled(self, column: str, *, max_length: int) -> str:
        """Give whatever the cell holds, or refuse the row; an identifier may well be "0"."""
        try:
            value = text(self.row[column], max_length=max_length)
        except Doubtful as doubt:
            raise Unusable(field=column, value=self.row[column], reason=str(doubt)) from doubt
        if not value:
            raise Unusable(field=column, value="", reason=_("case vide : il la faut"))
        return value

    def said(self, column: str) -> str:
        """Give the cell as written, "" where it says nothing."""
        return self.row[column] if says_something(self.row[column]) else ""

    def words(self, column: str) -> str:
        """Give the cell without its markup nor its spare spaces, its lines kept."""
        lines = without_markup(self.said(column)).splitlines()
        return "\n".join(" ".join(line.split()) for line in lines).strip()

    def kept(self, column: str, clean: Callable[[str], Kept[Value]], *, otherwise: Value) -> Value:
        """Clean a cell and flag what had to be mended; say nothing of one that cannot be kept."""
        written = self.said(column)
        if not written:
            return otherwise
        try:
            value, doubts = clean(fitting(written, max_length=MAX_LENGTH))
        except Doubtful as doubt:
            self.doubt(column, str(doubt))
            return otherwise
        for reason in doubts:
            self.doubt(column, reason)
        return value

    def text(self, column: str, *, max_length: int) -> str:
        return self.kept(
            column, lambda value: Kept(text(value, max_length=max_length)), otherwise=""
        )

    def commune(self, *, code: str, name: str, postcode: str, gazetteer: Gazetteer) -> KnownCommune:
        """Find the commune that these columns tell, or refuse the row.

        The name is taken as written: some communes are called Aucun or Faux.
        """
        said = Whereabouts(
            code=self.said(code),
            name=self.row[name].replace(postcode, " ") if postcode else self.row[name],
            postcode=postcode,
            latitude=self.row["latitude"],
            longitude=self.row["longitude"],
        )
        found = commune_of(said, gazetteer=gazetteer)
        if found is None:
            raise Unusable(
                field=name,
                value=" ".join(f"{said.code} {said.name} {postcode}".split()),
                reason=_("commune introuvable, par son code comme par son nom et son code postal"),
            )
        for column, doubts in ((code, found.code_doubts), (name, found.name_doubts)):
            for reason in doubts:
                self.doubt(column, reason)
        return found.commune

    def position(
        self, *, commune: KnownCommune, postcode: str, gazetteer: Gazetteer
    ) -> Position | None:
        """Read the columns `latitude` and `longitude`, which every source calls so."""
        return self.kept(
            "latitude" if self.said("latitude") else "longitude",
            lambda _cell: position(
                self.row["latitude"],
                self.row["longitude"],
                commune=commune,
                postcode=postcode,
                gazetteer=gazetteer,
            ),
            otherwise=None,
        )

    def doubt(self, column: str, reason: str) -> None:
        self.flags.append(Flag(field=column, value=self.row[column], reason=reason))
