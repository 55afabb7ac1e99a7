"""The format of a mapping: what may be written in it, and what to write instead of the rest.

A superset of that of the national map's converter (anct-cartographie-nationale/mednum-cli),
whose files are read as they are: docs/adr/0008-mapping-format.md.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from maillage.lib.text import search_name
from maillage.places import cleaning
from maillage.places.mapping.coordinates import SYSTEMS, WGS_84, known_system
from maillage.places.mapping.problems import BadMapping, did_you_mean
from maillage.places.mapping.values import (
    ADDRESS_PARTS,
    DAY_COLUMNS,
    HOURS,
    AddressPart,
    Choices,
    Column,
    Constant,
    Dated,
    DateFormat,
    Hours,
    Joined,
    Padded,
    Part,
    Rule,
    Translated,
    Value,
)
from maillage.places.mapping.words import plain
from maillage.places.standard import COLUMNS, SEPARATOR, VALUE_OF_CODE
from maillage.places.standard_reader import LISTS, OLD_NAMES, UPGRADE_OF_WORDS

SOURCE = "source"
TYPOLOGY = "typologie"
NEW_NAMES = {old: new for new, old in OLD_NAMES.items()}
KEYS = tuple(dict.fromkeys((*COLUMNS, *LISTS, *NEW_NAMES)))
FREE_LISTS = ("autres_formations_labels", "courriels", "site_web", "telephone")
MANY = (*LISTS, TYPOLOGY, *FREE_LISTS)
COORDINATES = ("latitude", "longitude")

ORIGINS = ("colonne", "valeur", "joindre", "dissocier")
DETAILS = {"nom": 200, "producteur": 200, "licence": 200, "mention": 300, "adresse": 200}
MAX_RANK = 32_767
MAX_DIGITS = 14
MAX_TEXT = 1000

UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # in PostgreSQL, neither in a text nor in JSON

DAYS = {column.removeprefix(f"{HOURS}_"): column for column in DAY_COLUMNS.values()}

Table = dict[str, Any]


@dataclass(frozen=True)
class SourceDetails:
    """What the mapping says of its source; an empty text or None is not said."""

    name: str = ""
    producer: str = ""
    licence: str = ""
    attribution: str = ""
    url: str = ""
    rank: int | None = None


@dataclass(frozen=True)
class Parts:
    """What a document says, once checked."""

    values: dict[str, Value]
    hours: Hours
    system: str
    source: SourceDetails | None
    document: Table


def read_document(document: object) -> Parts:
    """Read a document whole. Raises BadMapping, with all that is wrong in it."""
    reader = _Reader()
    parts = reader.document(document)
    if reader.problems:
        raise BadMapping(reader.problems)
    return parts


@dataclass
class _Reader:
    """It goes through the document, and notes what is wrong rather than stop there."""

    problems: list[str] = field(default_factory=list)
    systems: dict[str, str] = field(default_factory=dict)  # EPSG code by coordinate

    def tell(self, where: str, problem: str) -> None:
        self.problems.append(_("%(where)s : %(problem)s") % {"where": where, "problem": problem})

    # The document and its tables

    def document(self, document: object) -> Parts:
        tables = self.table("", document, known=KEYS)
        for old in tables.keys() & NEW_NAMES:
            if NEW_NAMES[old] in tables:
                self.tell(old, _("c’est l’ancien nom de « %(key)s ».") % {"key": NEW_NAMES[old]})
        tables = {NEW_NAMES.get(key, key): written for key, written in tables.items()}
        if len(tables.keys() & set(COORDINATES)) == 1:
            self.tell(" / ".join(COORDINATES), _("écrivez les deux, ou aucune."))
        described = tables.pop(SOURCE, None)
        source, place_source = self.source(described) if described is not None else (None, None)
        hours = self.hours(tables.pop(HOURS)) if HOURS in tables else Hours()
        values = {key: self.value(key, written) for key, written in tables.items()}
        values[SOURCE] = place_source
        return Parts(
            values={key: value for key, value in values.items() if value},
            hours=hours,
            system=self.system(),
            source=source,
            document=dict(document) if isinstance(document, dict) else {},
        )

    def table(self, where: str, written: object, *, known: Iterable[str]) -> Table:
        """Give the known keys of a table, whatever their accents and capitals."""
        if not isinstance(written, dict):
            example = _('écrivez des clés, comme %(key)s.colonne = "Nom de la colonne".')
            self.tell(where or _("document"), example % {"key": where or "nom"})
            return {}
        table: Table = {}
        for key, value in written.items():
            name = plain(str(key))
            if name not in known:
                advice = did_you_mean(name, known)
                self.tell(_path(where, key), _("clé inconnue. %(advice)s") % {"advice": advice})
            elif name in table:
                self.tell(_path(where, key), _("cette clé est écrite deux fois."))
            else:
                table[name] = value
        return table

    # Plain values

    def text(self, where: str, written: object, *, max_length: int = MAX_TEXT) -> str:
        if not isinstance(written, str) or not written:
            self.tell(where, _("écrivez un texte entre guillemets."))
        elif len(written) > max_length:
            self.tell(where, _("plus long que %(count)d caractères.") % {"count": max_length})
        elif UNSTORABLE.search(written):
            self.tell(where, _("ce texte a un caractère que rien n’affiche : effacez-le."))
        else:
            return written
        return ""

    def texts(self, where: str, written: object) -> tuple[str, ...]:
        if not isinstance(written, list) or not written:
            self.tell(where, _('écrivez une liste entre crochets, comme ["un", "deux"].'))
            return ()
        return tuple(self.text(where, one) for one in written)

    def whole(self, where: str, written: object, *, least: int, most: int) -> int:
        if type(written) is int and least <= written <= most:
            return written
        bounds = {"least": least, "most": most}
        self.tell(where, _("écrivez un nombre de %(least)d à %(most)d.") % bounds)
        return least

    # [source]

    def source(self, written: object) -> tuple[SourceDetails | None, Value | None]:
        """Read who makes the file and, as the State's mappings have it, the column `source`."""
        table = self.table(SOURCE, written, known=(*DETAILS, "rang", *ORIGINS))
        origin: Table = {key: table.pop(key) for key in ORIGINS if key in table}
        value = self.origin(SOURCE, origin) if origin else None
        said = {
            key: self.text(_path(SOURCE, key), table[key], max_length=length)
            for key, length in DETAILS.items()
            if table.get(key, "") != ""
        }
        address = said.get("adresse", "")
        if address and not cleaning.is_web_address(address):
            self.tell(_path(SOURCE, "adresse"), _("écrivez une adresse qui commence par https://."))
        rank = (
            self.whole(_path(SOURCE, "rang"), table["rang"], least=0, most=MAX_RANK)
            if "rang" in table
            else None
        )
        if not table:
            return None, value
        details = SourceDetails(
            name=said.get("nom", ""),
            producer=said.get("producteur", ""),
            licence=said.get("licence", ""),
            attribution=said.get("mention", ""),
            url=address,
            rank=rank,
        )
        return details, value

    # One column of the standard

    def value(self, key: str, written: object) -> Value | None:
        if isinstance(written, dict) and "cible" in written:
            written = [written]
        if isinstance(written, list):
            return self.choices(key, written)
        table = self.table(key, written, known=(*ORIGINS, *_options(key)))
        value = self.origin(key, table) if isinstance(written, dict) else None
        if value is None:
            return None
        if "systeme" in table:
            self.systems[key] = self.epsg(_path(key, "systeme"), table["systeme"])
        if "chiffres" in table:
            where = _path(key, "chiffres")
            digits = self.whole(where, table["chiffres"], least=2, most=MAX_DIGITS)
            value = Padded(value, digits)
        if "format" in table and (parsed := self.date_format(key, table["format"])):
            value = Dated(value, parsed)
        if "separateur" in table or "correspondance" in table:
            value = Translated(
                value,
                separator=self.separator(key, table, otherwise=""),
                table=self.translations(key, table.get("correspondance", {})),
            )
        return value

    def origin(self, key: str, table: Table) -> Value | None:
        """Read where the cell comes from: exactly one of ORIGINS."""
        said = [origin for origin in ORIGINS if origin in table]
        if len(said) != 1:
            one_of = ", ".join(ORIGINS)
            self.tell(key, _("écrivez une de ces clés, une seule : %(keys)s.") % {"keys": one_of})
            return None
        readers: dict[str, Callable[[str, object], Value]] = {
            "colonne": lambda where, written: Column(self.text(where, written)),
            "valeur": lambda where, written: self.constant(key, where, written),
            "joindre": self.joined,
            "dissocier": self.part,
        }
        return readers[said[0]](_path(key, said[0]), table[said[0]])

    def constant(self, key: str, where: str, written: object) -> Value:
        values = written if isinstance(written, list) and key in MANY else [written]
        return Constant(SEPARATOR.join(self.target(key, where, value) for value in values))

    def joined(self, where: str, written: object) -> Value:
        table = self.table(where, written, known=("colonnes", "separateur"))
        columns = self.texts(_path(where, "colonnes"), table.get("colonnes"))
        return Joined(columns, self.separator(where, table, otherwise=" "))

    def part(self, where: str, written: object) -> Value:
        table = self.table(where, written, known=("colonne", "separateur", "partie"))
        column = self.text(_path(where, "colonne"), table.get("colonne"))
        number = table.get("partie")
        if isinstance(number, str):
            if number not in ADDRESS_PARTS:
                advice = did_you_mean(number, ADDRESS_PARTS)
                self.tell(_path(where, "partie"), advice)
            if "separateur" in table:
                self.tell(where, _("une partie d’adresse se trouve sans séparateur : ôtez-le."))
            return AddressPart(column, number)
        separator = self.text(_path(where, "separateur"), table.get("separateur"))
        return Part(
            column,
            separator or " ",
            self.whole(_path(where, "partie"), number, least=-99, most=99),
        )

    def separator(self, where: str, table: Table, *, otherwise: str) -> str:
        if "separateur" not in table:
            return otherwise
        return self.text(_path(where, "separateur"), table["separateur"])

    def date_format(self, key: str, written: object) -> DateFormat | None:
        try:
            return DateFormat.parse(self.text(_path(key, "format"), written))
        except ValueError:
            self.tell(_path(key, "format"), _("écrivez par exemple JJ/MM/AAAA ou MM/JJ/AA."))
            return None

    def epsg(self, where: str, written: object) -> str:
        code = known_system(self.text(where, written))
        if not code:
            names = ", ".join(f"« {name} »" for name in SYSTEMS)
            self.tell(where, _("système inconnu. Connus : %(names)s.") % {"names": names})
        return code

    def translations(self, key: str, written: object) -> dict[str, tuple[str, ...]]:
        where = _path(key, "correspondance")
        if not isinstance(written, dict):
            self.tell(where, _('écrivez une table, comme { "Oui" = "Gratuit" }.'))
            return {}
        table: dict[str, tuple[str, ...]] = {}
        for value, targets in written.items():
            place = _path(where, value)
            if targets in ("", []):  # it says nothing that the standard has a word for
                found: tuple[str, ...] = ()
            else:
                listed = targets if isinstance(targets, list) else [targets]
                found = tuple(self.target(key, place, target) for target in listed)
            if table.setdefault(plain(value), found) != found:
                self.tell(place, _("cette clé est écrite deux fois."))
        return table

    # Choices

    def choices(self, key: str, written: list[object]) -> Value | None:
        if key not in MANY:
            self.tell(
                key, _("cette colonne n’a qu’une valeur : écrivez %(key)s.colonne.") % {"key": key}
            )
            return None
        places = (
            _("%(key)s, règle %(number)d") % {"key": key, "number": n}
            for n in range(1, len(written) + 1)
        )
        return Choices(tuple(self.rule(key, *one) for one in zip(places, written, strict=True)))

    def rule(self, key: str, where: str, written: object) -> Rule:
        table = self.table(where, written, known=("colonnes", "termes", "sauf", "cible"))
        if "colonnes" not in table and table.keys() & {"termes", "sauf"}:
            self.tell(
                _path(where, "colonnes"), _("dites dans quelles colonnes chercher les termes.")
            )
        columns = table.get("colonnes")
        return Rule(
            target=self.target(key, _path(where, "cible"), table.get("cible")),
            columns=self.texts(_path(where, "colonnes"), columns) if columns is not None else (),
            terms=self.terms(_path(where, "termes"), table.get("termes")),
            excluded=self.terms(_path(where, "sauf"), table.get("sauf")),
        )

    def terms(self, where: str, written: object) -> tuple[str, ...]:
        if written is None:
            return ()
        terms = tuple(dict.fromkeys(plain(term) for term in self.texts(where, written)))
        if not all(terms):
            self.tell(where, _("un terme est vide : effacez-le."))
        return terms

    def target(self, key: str, where: str, written: object) -> str:
        """Read a value that the standard knows in this column, of version 1 or 0."""
        value = self.text(where, written)
        if not value or is_known(key, value):
            return value
        problem = _("« %(value)s » n’est pas une valeur du standard. %(advice)s")
        advice = did_you_mean(value, known_values(key)) if key in LISTS else ""
        self.tell(where, (problem % {"value": value, "advice": advice}).strip())
        return value

    # Hours and coordinates

    def hours(self, written: object) -> Hours:
        table = self.table(HOURS, written, known=(*ORIGINS, "osm", "jours", "semaine"))
        one_text = [key for key in (*ORIGINS, "semaine") if key in table]
        if written == {}:
            one_text = [*ORIGINS, "jours"]
        if len(one_text) > 1:
            self.tell(
                HOURS,
                _("écrivez une de ces clés, une seule : %(keys)s.") % {"keys": ", ".join(one_text)},
            )
            return Hours()
        week: Value | None = None
        if one_text == ["semaine"]:
            week = Column(self.text(_path(HOURS, "semaine"), table["semaine"]))
        elif one_text:
            week = self.origin(HOURS, table)
        return Hours(
            osm=Column(self.text(_path(HOURS, "osm"), table["osm"])) if "osm" in table else None,
            days=self.days(table["jours"]) if "jours" in table else {},
            week=week,
        )

    def days(self, written: object) -> dict[str, Value]:
        """Read columns by day: { lundi = "…" }, or the list of { colonne, osm } of the State's."""
        where = _path(HOURS, "jours")
        if isinstance(written, list):
            tables = [self.table(where, one, known=("colonne", "osm")) for one in written]
            pairs = [
                (DAY_COLUMNS.get(str(one.get("osm")), ""), one.get("colonne")) for one in tables
            ]
        else:
            table = self.table(where, written, known=DAYS)
            pairs = [(DAYS[day], columns) for day, columns in table.items()]
        days: dict[str, Value] = {}
        for day, columns in pairs:
            if not day or day in days:
                self.tell(where, _("chaque jour s’écrit une fois : Mo, Tu, We, Th, Fr, Sa ou Su."))
            elif isinstance(columns, list):
                days[day] = Joined(self.texts(where, columns), ", ")
            else:
                days[day] = Column(self.text(where, columns))
        return days

    def system(self) -> str:
        """Give the one system of both coordinates; "" for degrees of WGS 84."""
        if not self.systems:
            return ""
        latitude, longitude = (self.systems.get(key, "") for key in COORDINATES)
        if latitude != longitude:
            where = " / ".join(COORDINATES)
            self.tell(where, _("écrivez le même système pour les deux."))
        return "" if latitude == WGS_84 else latitude


def _path(where: str, key: str) -> str:
    return f"{where}, {key}" if where else key


def _options(key: str) -> tuple[str, ...]:
    """What may be said of a column beside where it comes from."""
    if key in COORDINATES:
        return ("systeme",)
    if key == "date_maj":
        return ("format",)
    options = ("chiffres", "correspondance")
    return (*options, "separateur") if key in MANY else options


def is_known(key: str, value: str) -> bool:
    """Tell whether this column may hold this value, of version 1 or 0 of the standard."""
    if key == TYPOLOGY:
        return bool(cleaning.typology(value))
    fields = LISTS.get(key, ())
    words = search_name(value)
    upgraded = UPGRADE_OF_WORDS.get(words)
    is_old = words in UPGRADE_OF_WORDS and (upgraded is None or upgraded.field in fields)
    return not fields or is_old or any(cleaning.term(value, field=field) for field in fields)


def known_values(key: str) -> list[str]:
    return [value for field in LISTS.get(key, ()) for value in VALUE_OF_CODE[field].values()]
