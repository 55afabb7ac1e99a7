"""The national standard of digital-inclusion places: its version 1, and version 0 upgraded.

Files mix the two: version 1 services beside the labels of version 0. So nothing is decided for a
file or a row: each column is read under its two names, each list in its two spellings.
The mapping, the decisions and the figures behind them: docs/sources/standard-national.md.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from maillage.lib.text import search_name
from maillage.places import cleaning
from maillage.places.cleaning import MAX_IDENTIFIER, Cells, Doubtful, Kept
from maillage.places.standard import COLUMN_OF_FIELD, COLUMNS, SEPARATOR, Flag, PlaceData
from maillage.places.standard_hours import HOURS_OF_DAYS, hours_of
from maillage.places.terms import (
    Audience,
    Care,
    Fee,
    Field,
    Service,
    Support,
    Term,
)
from maillage.territory.gazetteer import Gazetteer

Value = TypeVar("Value")

IDENTIFIER = "id"
REQUIRED_COLUMNS = ("nom", "commune")  # partial files, and censuses once mapped, lack the others

OLD_NAMES = {
    "courriels": "courriel",
    "fiche_acces_libre": "accessibilite",
    "autres_formations_labels": "labels_autres",
}
LISTS: dict[str, tuple[Field, ...]] = {
    **{
        column: (field,) for field, column in COLUMN_OF_FIELD.items() if field is not Field.TYPOLOGY
    },
    "publics_accueillis": (Field.AUDIENCE, Field.CARE),
    "conditions_acces": (Field.FEE,),
    "labels_nationaux": (Field.PROGRAMME, Field.TRAINING_LABEL),
}
ALL_COLUMNS = (*COLUMNS, *OLD_NAMES.values(), *LISTS, *HOURS_OF_DAYS.values())

# No value of a list holds either: "|" is of version 1, ";" of version 0.
BETWEEN_VALUES = re.compile(r"[|;]")
BETWEEN_ANSWERS = re.compile(r",|\n")
MOST_PIECES = 3  # no value of a list holds more than two commas

MAX_SUMMARY = 280  # 500 in version 0

ADULTS = "Adultes"
MEMBERSHIP = "Adhésion : L'accès au lieu et/ou à ses services nécessite d'y adhérer"

# Source: LaMednum/standard-mediation-num, Schema_V0.1.json. None: version 1 has no value that
# says the same. What both versions spell alike, or nearly (cleaning.terms), is not repeated.
UPGRADES: dict[str, Term | None] = {
    # services
    "Devenir autonome dans les démarches administratives": Term(Field.SERVICE, Service.PAPERWORK),
    "Réaliser des démarches administratives avec un accompagnement": Term(
        Field.SERVICE, Service.PAPERWORK
    ),
    "Accompagner les démarches de santé": Term(Field.SERVICE, Service.PAPERWORK),
    "Prendre en main un smartphone ou une tablette": Term(Field.SERVICE, Service.EVERYDAY_SKILLS),
    "Prendre en main un ordinateur": Term(Field.SERVICE, Service.EVERYDAY_SKILLS),
    "Utiliser le numérique au quotidien": Term(Field.SERVICE, Service.EVERYDAY_SKILLS),
    "Approfondir ma culture numérique": Term(Field.SERVICE, Service.UNDERSTANDING),
    "Favoriser mon insertion professionnelle": Term(Field.SERVICE, Service.WORK),
    "Créer et développer mon entreprise": Term(Field.SERVICE, Service.WORK),
    "Accéder à une connexion internet": Term(Field.SERVICE, Service.INTERNET_ACCESS),
    "Accéder à du matériel": Term(Field.SERVICE, Service.INTERNET_ACCESS),
    "S'équiper en matériel informatique": Term(Field.SERVICE, Service.AFFORDABLE_COMPUTER),
    "Créer avec le numérique": Term(Field.SERVICE, Service.LEISURE),
    "Promouvoir la citoyenneté numérique": None,
    "Soutenir la parentalité et l'éducation avec le numérique": Term(
        Field.SERVICE, Service.PARENTING
    ),
    # publics_accueillis
    "Seniors (+ 65 ans)": Term(Field.AUDIENCE, Audience.SENIORS),
    "Familles/enfants": Term(Field.AUDIENCE, Audience.FAMILIES),
    ADULTS: None,
    "Jeunes (16-26 ans)": Term(Field.AUDIENCE, Audience.YOUTH),
    "Uniquement femmes": Term(Field.AUDIENCE, Audience.WOMEN),
    "Public langues étrangères": None,  # English or others?
    "Handicaps psychiques : troubles psychiatriques donnant lieu à des atteintes"
    " comportementales": None,
    "Handicaps mentaux : déficiences limitant les activités d'une personne": Term(
        Field.CARE, Care.MENTAL
    ),
    "Personnes en situation d'illettrisme": Term(Field.CARE, Care.ILLITERACY),
    # conditions_acces
    "Gratuit : Je peux accéder gratuitement au lieu et à ses services": Term(Field.FEE, Fee.FREE),
    "Gratuit sous condition : La gratuité est conditionnée à des critères (situation familiale,"
    " convention avec un organisme social...)": Term(Field.FEE, Fee.FREE_FOR_SOME),
    "Payant : L'accès au lieu et/ou à ses services est payant": Term(Field.FEE, Fee.PAID),
    MEMBERSHIP: None,
    "Accepte le Pass numérique : Il est possible d'utiliser un Pass numérique pour accéder au"
    " lieu": None,
    # labels_nationaux
    "Point relais CAF": None,
    "APTIC": None,
    "Relais pôle emploi": None,
    "French Tech": None,
    "Campus connecté": None,
    # modalites_accompagnement
    "Seul : j'ai accès à du matériel et une connexion": Term(Field.SUPPORT, Support.ALONE),
    "Avec de l'aide : je suis accompagné seul dans l'usage du numérique": Term(
        Field.SUPPORT, Support.INDIVIDUAL
    ),
    "Dans un atelier : j'apprends collectivement à utiliser le numérique": Term(
        Field.SUPPORT, Support.WORKSHOP
    ),
    "A ma place : une personne habilitée fait les démarches à ma place": None,
}
UPGRADE_OF_WORDS = {search_name(value): term for value, term in UPGRADES.items()}

# Version 0 lists who is welcome, version 1 whom the place is especially for: one that welcomes
# adults is not especially for an age. And what is free for members is not free.
UNSURE_BESIDE = {
    search_name(ADULTS): {
        Term(Field.AUDIENCE, Audience.YOUTH),
        Term(Field.AUDIENCE, Audience.FAMILIES),
        Term(Field.AUDIENCE, Audience.SENIORS),
    },
    search_name(MEMBERSHIP): {Term(Field.FEE, Fee.FREE)},
}


def place_columns() -> tuple[str, ...]:
    """The columns that tell which place a row is about, its name first."""
    return ("nom", "adresse", "code_postal", "commune", "code_insee")


def identify(row: Mapping[str, str]) -> str:
    """Name a row for good: by its identifier, else by its name and its address.

    A place of a file without identifiers is thus the same in the next one, as long as neither
    changes in more than its accents, capitals and punctuation.
    """
    words = (_words(row.get(column, "")) for column in ("nom", "adresse", "code_postal", "commune"))
    identifier = _given_identifier(row) or ", ".join(filter(None, words))
    if len(identifier) <= MAX_IDENTIFIER:
        return identifier
    mark = _mark(identifier)
    return f"{identifier[: MAX_IDENTIFIER - len(mark) - 1]}-{mark}"


def understand(
    row: Mapping[str, str], *, dated_on: date, gazetteer: Gazetteer
) -> tuple[PlaceData, list[Flag]]:
    """Understand one row of either version, and list what was dropped or doubted in it.

    Raises cleaning.Unusable without a name or a commune.
    """
    cells = Cells(dict.fromkeys(ALL_COLUMNS, "") | dict(row))
    name = cells.required("nom", max_length=250)
    postcode = cells.kept("code_postal", cleaning.postcode, otherwise="")
    if not postcode:
        postcode = cleaning.postcode_within(cells.row["commune"], gazetteer=gazetteer)
    commune = cells.commune(
        code="code_insee", name="commune", postcode=postcode, gazetteer=gazetteer
    )
    point = cells.position(commune=commune, postcode=postcode, gazetteer=gazetteer)
    hours = hours_of(cells)
    summary, description = _presentation(cells)
    data = PlaceData(
        name=name,
        pivot=cells.kept("pivot", cleaning.siret_or_rna, otherwise=""),
        code_insee=commune.code_insee,
        commune=commune.name,
        postcode=postcode,
        address=cells.kept("adresse", cleaning.address, otherwise=""),
        address_details=cells.kept("complement_adresse", cleaning.address, otherwise=""),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        phone=cells.kept(
            "telephone",
            lambda value: cleaning.phone(value, code_insee=commune.code_insee),
            otherwise="",
        ),
        emails=_kept(
            cells,
            "courriels",
            lambda value: cleaning.emails(value, place=f"{name} {commune.name}"),
            otherwise=(),
        ),
        websites=cells.kept("site_web", cleaning.web_addresses, otherwise=()),
        opening_hours=hours.opening_hours,
        holiday_hours=hours.holiday_hours,
        hours_text=hours.hours_text,
        summary=summary,
        description=description,
        terms=frozenset(_terms(cells)) | _typologies(cells),
        other_labels=_other_labels(cells),
        parent_structure=cells.text("structure_parente", max_length=200),
        accessibility_url=_kept(cells, "fiche_acces_libre", _web_address, otherwise=""),
        appointment_url=cells.kept("prise_rdv", _web_address, otherwise=""),
        stated_on=_stated_on(cells, dated_on=dated_on),
    )
    return data, cells.flags


def _given_identifier(row: Mapping[str, str]) -> str:
    given = " ".join(row.get(IDENTIFIER, "").split())
    is_given = cleaning.says_something(given) or given.isdigit()  # "0" is the first of many lists
    return given if is_given else ""


def _kept(
    cells: Cells, column: str, clean: Callable[[str], Kept[Value]], *, otherwise: Value
) -> Value:
    return cells.kept(_name_in(cells, column), clean, otherwise=otherwise)


def _name_in(cells: Cells, column: str) -> str:
    """The name that the row gives this column: the old one only where the new one is silent."""
    old = OLD_NAMES[column]
    return old if cells.said(old) and not cells.said(column) else column


def _words(cell: str) -> str:
    """Reduce a cell to its words; those of another alphabet, which would be lost, to their mark."""
    words = search_name(cell)
    return words if words or not cleaning.says_something(cell) else _mark(" ".join(cell.split()))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _presentation(cells: Cells) -> tuple[str, str]:
    """Give the summary and the description; a long summary opens the description, whole."""
    summary = " ".join(cells.words("presentation_resume").split())
    detail = cells.words("presentation_detail")
    if len(summary) <= MAX_SUMMARY:
        return summary, detail
    cells.doubt(
        "presentation_resume",
        _("plus long que %(count)d caractères : mis dans la présentation détaillée")
        % {"count": MAX_SUMMARY},
    )
    return "", "\n".join(filter(None, (summary, detail)))


def _terms(cells: Cells) -> Iterator[Term]:
    for column, fields in LISTS.items():
        values = _values(cells.row[column], is_known=partial(_is_known, fields=fields))
        unsure = {
            term for value in values for term in UNSURE_BESIDE.get(cleaning.words_of(value), ())
        }
        dropped: dict[str, list[str]] = {}  # by reason
        for value in values:
            try:
                term = _term(value, fields=fields)
                if term in unsure:
                    raise Doubtful(_("incertain, à côté des autres valeurs de la case"))
                yield term
            except Doubtful as doubt:
                dropped.setdefault(str(doubt), []).append(value)
        for reason, those in dropped.items():
            cells.flags.append(Flag(field=column, value=SEPARATOR.join(those), reason=reason))


def _term(value: str, *, fields: tuple[Field, ...]) -> Term:
    for field in fields:
        if found := cleaning.term(value, field=field):
            return found
    words = cleaning.words_of(value)
    upgraded = UPGRADE_OF_WORDS.get(words)
    if upgraded and upgraded.field in fields:
        return upgraded
    if words in UPGRADE_OF_WORDS:
        raise Doubtful(_("ancienne valeur du standard, sans équivalent sûr aujourd’hui"))
    raise Doubtful(_("valeur inconnue du standard"))


def _is_known(value: str, *, fields: tuple[Field, ...]) -> bool:
    is_of_today = any(cleaning.term(value, field=field) for field in fields)
    return is_of_today or cleaning.words_of(value) in UPGRADE_OF_WORDS


def _typologies(cells: Cells) -> frozenset[Term]:
    values = _values(cells.row["typologie"], is_known=lambda value: bool(cleaning.typology(value)))
    codes = [cleaning.typology(value) for value in values]
    if not all(codes):
        cells.doubt("typologie", _("ce n’est pas un code de typologie"))
    return frozenset(Term(Field.TYPOLOGY, code) for code in codes if code)


def _other_labels(cells: Cells) -> tuple[str, ...]:
    column = _name_in(cells, "autres_formations_labels")
    separator = SEPARATOR if column in COLUMNS else ";"
    labels = (" ".join(label.split()) for label in cells.words(column).split(separator))
    return tuple(dict.fromkeys(filter(cleaning.says_something, labels)))


def _web_address(value: str) -> Kept[str]:
    return cleaning.web_address(value, max_length=500)


def _stated_on(cells: Cells, *, dated_on: date) -> date:
    """Tell when the source last wrote on the place: that is no check by the place's team."""

    def read(value: str) -> Kept[date]:
        written, doubts = cleaning.day(value)
        if written is None:
            raise Doubtful(_("date inconnue : celle du fichier est prise"))
        if written > dated_on:
            raise Doubtful(_("date après celle du fichier, qui est prise"))
        return Kept(written, doubts)

    return cells.kept("date_maj", read, otherwise=dated_on)


def _values(cell: str, *, is_known: Callable[[str], bool]) -> list[str]:
    """Part a list; what is no value of it may be several, as forms write them, if all are."""
    values: list[str] = []
    for part in filter(
        cleaning.says_something, BETWEEN_VALUES.split(cleaning.without_markup(cell))
    ):
        value = " ".join(part.split())
        several = [] if is_known(value) else _several(part, is_known=is_known)
        values += several or [value]
    return values


def _several(part: str, *, is_known: Callable[[str], bool]) -> list[str]:
    """Part at commas and line breaks, [] unless all are values; some hold a comma themselves."""
    pieces = [" ".join(piece.split()) for piece in BETWEEN_ANSWERS.split(part)]
    values: list[str] = []
    while pieces:
        for length in range(min(MOST_PIECES, len(pieces)), 0, -1):
            value = ", ".join(pieces[:length])
            if is_known(value):
                break
        else:
            return []
        values.append(value)
        del pieces[:length]
    return values
