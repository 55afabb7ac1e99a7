"""The national standard of digital-inclusion places: its version 1, and version 0 upgraded.

Files mix the two: version 1 services beside the labels of version 0. So nothing is decided for a
file or a row: each column is read under its two names, each list in its two spellings.
The mapping, the decisions and the figures behind them: docs/sources/standard-national.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from maillage.lib.text import search_name
from maillage.places import cleaning
from maillage.places.cleaning import Cells, Doubtful, Value
from maillage.places.opening_hours import validate
from maillage.places.standard import COLUMN_OF_FIELD, COLUMNS, SEPARATOR, Flag, PlaceData
from maillage.places.terms import (
    Audience,
    Care,
    Fee,
    Field,
    Service,
    Support,
    Term,
)
from maillage.territory.models import Commune

IDENTIFIER = "id"

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
ALL_COLUMNS = (*COLUMNS, *OLD_NAMES.values(), *LISTS)

# No value of a list holds either: "|" is of version 1, ";" of version 0.
BETWEEN_VALUES = re.compile(r"[|;]")
TYPOLOGY = re.compile(r"\w{1,40}", re.ASCII)  # the list lives elsewhere and grows

MAX_SUMMARY = 280  # 500 in version 0
MAX_HOURS = 1000

ADULTS = "Adultes"
MEMBERSHIP = "Adhésion : L'accès au lieu et/ou à ses services nécessite d'y adhérer"

# Source: LaMednum/standard-mediation-num, Schema_V0.1.json. None: version 1 has no value that
# says the same. What both versions spell alike, or nearly (cleaning.VARIANTS), is not repeated.
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


def understand(row: Mapping[str, str], *, dated_on: date) -> tuple[PlaceData, list[Flag]]:
    """Understand one row of either version, and list what was dropped or doubted in it.

    Raises cleaning.Unusable without an identifier, a name or a commune.
    """
    cells = Cells(dict.fromkeys(ALL_COLUMNS, "") | dict(row))
    cells.required(IDENTIFIER, max_length=200)
    name = cells.required("nom", max_length=250)
    postcode = cells.kept("code_postal", cleaning.postcode, otherwise="")
    commune = cells.commune(code="code_insee", name="commune", postcode=postcode)
    point = cells.position(commune=commune, postcode=postcode)
    opening_hours, hours_text = _hours(cells)
    summary, description = _presentation(cells)
    data = PlaceData(
        name=name,
        pivot=cells.kept("pivot", cleaning.siret_or_rna, otherwise=""),
        code_insee=commune.code_insee,
        commune=commune.name,
        postcode=postcode,
        address=cells.text("adresse", max_length=300),
        address_details=cells.text("complement_adresse", max_length=300),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        phone=_phone(cells, commune=commune),
        emails=_kept(cells, "courriels", cleaning.emails, otherwise=()),
        websites=cells.kept("site_web", cleaning.web_addresses, otherwise=()),
        opening_hours=opening_hours,
        hours_text=hours_text,
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


def _kept(cells: Cells, column: str, clean: Callable[[str], Value], *, otherwise: Value) -> Value:
    return cells.kept(_name_in(cells, column), clean, otherwise=otherwise)


def _name_in(cells: Cells, column: str) -> str:
    """The name that the row gives this column: the old one only where the new one is silent."""
    old = OLD_NAMES[column]
    return old if cells.row[old].strip() and not cells.row[column].strip() else column


def _phone(cells: Cells, *, commune: Commune) -> str:
    """Keep the first number: the standard came to allow several, the public needs one to call."""
    numbers = _values(cells.row["telephone"])
    if len(numbers) > 1:
        cells.doubt("telephone", _("plusieurs numéros : le premier est gardé"))
    return cells.kept(
        "telephone",
        lambda _cell: cleaning.phone("".join(numbers[:1]), code_insee=commune.code_insee),
        otherwise="",
    )


def _hours(cells: Cells) -> tuple[str, str]:
    """Give the opening hours in OSM syntax, or the hours as text; never both."""
    written = " ".join(cells.row["horaires"].split())
    if not written:
        return "", ""
    if len(written) <= MAX_HOURS and validate(written):
        return written, ""
    cells.doubt("horaires", _("horaires que l’on ne sait pas lire : cités tels quels"))
    return "", written


def _presentation(cells: Cells) -> tuple[str, str]:
    """Give the summary and the description; a long summary opens the description, whole."""
    summary = " ".join(cells.row["presentation_resume"].split())
    lines = (" ".join(line.split()) for line in cells.row["presentation_detail"].splitlines())
    detail = "\n".join(lines).strip()
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
        values = _values(cells.row[column])
        unsure = {term for value in values for term in UNSURE_BESIDE.get(search_name(value), ())}
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
    words = search_name(value)
    upgraded = UPGRADE_OF_WORDS.get(words)
    if upgraded and upgraded.field in fields:
        return upgraded
    if words in UPGRADE_OF_WORDS:
        raise Doubtful(_("valeur de la version 0, sans équivalent sûr dans la version 1"))
    raise Doubtful(_("valeur inconnue du standard"))


def _typologies(cells: Cells) -> frozenset[Term]:
    codes = _values(cells.row["typologie"])
    if not all(TYPOLOGY.fullmatch(code) for code in codes):
        cells.doubt("typologie", _("ce n’est pas un code de typologie"))
    return frozenset(Term(Field.TYPOLOGY, code) for code in codes if TYPOLOGY.fullmatch(code))


def _other_labels(cells: Cells) -> tuple[str, ...]:
    column = _name_in(cells, "autres_formations_labels")
    separator = SEPARATOR if column in COLUMNS else ";"
    labels = (" ".join(label.split()) for label in cells.row[column].split(separator))
    return tuple(dict.fromkeys(filter(None, labels)))


def _web_address(value: str) -> str:
    return cleaning.web_address(value, max_length=500)


def _stated_on(cells: Cells, *, dated_on: date) -> date:
    """Tell when the source last wrote on the place: that is no check by the place's team."""

    def read(value: str) -> date:
        written = cleaning.day(value)
        if written is None:
            raise Doubtful(_("date inconnue : celle du fichier est prise"))
        if written > dated_on:
            raise Doubtful(_("date après celle du fichier, qui est prise"))
        return written

    return cells.kept("date_maj", read, otherwise=dated_on)


def _values(cell: str) -> list[str]:
    return list(filter(None, (" ".join(value.split()) for value in BETWEEN_VALUES.split(cell))))
