"""The national list of France services places, as the ANCT publishes it.

The rule of this source, the decisions it takes on hours and the figures behind them:
docs/sources/france-services.md.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.places import cleaning
from maillage.places.cleaning import MAX_IDENTIFIER, Cells
from maillage.places.standard import Flag, PlaceData
from maillage.places.terms import Field, Mobility, Programme, Service, Term
from maillage.places.weekly_hours import read_day, weekly_rules, without_meaningless
from maillage.territory.gazetteer import Gazetteer

IDENTIFIER = "id_fs"
DAYS: dict[str, str | Promise] = {
    "h_lundi": gettext_lazy("lundi"),
    "h_mardi": gettext_lazy("mardi"),
    "h_mercredi": gettext_lazy("mercredi"),
    "h_jeudi": gettext_lazy("jeudi"),
    "h_vendredi": gettext_lazy("vendredi"),
    "h_samedi": gettext_lazy("samedi"),
}
COLUMNS = (
    "id_fs",
    "lib_fs",
    "adresse",
    "complement_adresse",
    "insee_com",
    "code_postal",
    "lib_com",
    "latitude",
    "longitude",
    "mail",
    "telephone",
    *DAYS,
    "commentaire",
    "format_fs",
)

# Source: circulaire n° 6094/SG du 1er juillet 2019 relative à la création de France Services.
# The charter (annexe 5) has someone accompany people in their dealings with the operators of the
# common offer (annexe 6): that is the service "aide aux démarches administratives", nothing more.
TERMS_OF_THE_LABEL = frozenset(
    {
        Term(Field.SERVICE, Service.PAPERWORK),
        Term(Field.PROGRAMME, Programme.FRANCE_SERVICES),
    }
)

FIXED = ("Fixe", "Fixe_antenne(s)")
ITINERANT = ("Bus_équivalent", "Itinérante")
SEVERAL_SITES = "Multisites"

# A comment that speaks of time may limit or contradict the weekly cells in ways that we cannot
# read for sure: the hours are then quoted, not computed. First match, on unaccented lower case.
COMMENTS_ON_TIME: tuple[tuple[str | Promise, str], ...] = (
    (
        gettext_lazy("le commentaire annonce une fermeture"),
        r"\b(ferme|fermee|fermes|fermees|fermeture|travaux|conges?)\b",
    ),
    (
        gettext_lazy("le commentaire parle de dates ou de vacances"),
        r"\b(vacances?|feries?|ete|hiver|20\d\d|janvier|fevrier|mars|avril|mai|juin|juillet|aout"
        r"|septembre|octobre|novembre|decembre)\b|\d/\d",
    ),
    (
        gettext_lazy("le commentaire parle de certaines semaines du mois"),
        r"\b(semaines?|mois|quinz\w+|sur (2|deux)|(un|deux|[1-4]) samedis?)\b",
    ),
    (
        gettext_lazy("le commentaire parle de jours ou de demi-journées"),
        r"\b((lun|mar|mercre|jeu|vendre|same)dis?|dimanches?|matin\w*|midis?|jour\w*)\b",
    ),
    (
        gettext_lazy("le commentaire parle d’heures"),
        r"\d ?h(\d\d)?\b|\d:\d\d\b|\b(horaires?|heures?)\b",
    ),
    (
        gettext_lazy("le commentaire parle d’un accueil sur rendez-vous"),
        r"\bsur (rendez[ -]?vous|rdv|rv)\b"
        r"|\b(rendez[ -]?vous|rdv)\b.{0,20}\b(uniquement|obligatoire|necessaire)\b",
    ),
)
# Someone replaced "rv" by "rendez-vous" everywhere: "france-serendez-vousices.gouv.fr".
MANGLED = re.compile(r"[a-z]rendez-vous|rendez-vous[a-z]", re.IGNORECASE)


def place_columns() -> tuple[str, ...]:
    """The columns that tell which place a row is about, its name first."""
    return ("lib_fs", "adresse", "code_postal", "lib_com", "insee_com")


def identify(row: Mapping[str, str]) -> str:
    return " ".join(row.get(IDENTIFIER, "").split())


def understand(
    row: Mapping[str, str], *, dated_on: date, gazetteer: Gazetteer
) -> tuple[PlaceData, list[Flag]]:
    """Understand one row, and list what was dropped or doubted in it.

    Raises cleaning.Unusable without an identifier, a name or a commune.
    """
    cells = Cells(dict.fromkeys(COLUMNS, "") | dict(row))
    cells.filled(IDENTIFIER, max_length=MAX_IDENTIFIER)
    name = cells.required("lib_fs", max_length=250)
    postcode = cells.kept("code_postal", cleaning.postcode, otherwise="")
    commune = cells.commune(
        code="insee_com", name="lib_com", postcode=postcode, gazetteer=gazetteer
    )
    point = cells.position(commune=commune, postcode=postcode, gazetteer=gazetteer)
    notes = _notes(cells)
    opening_hours, hours_text = _hours(cells, comment=notes)
    data = PlaceData(
        name=name,
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
        emails=cells.kept(
            "mail",
            lambda value: cleaning.emails(value, place=f"{name} {commune.name}"),
            otherwise=(),
        ),
        opening_hours=opening_hours,
        hours_text=hours_text,
        notes=notes,
        terms=TERMS_OF_THE_LABEL | _mobility(cells),
        stated_on=dated_on,
    )
    return data, cells.flags


def _notes(cells: Cells) -> str:
    """Quote the comment, if it says something."""
    comment = cells.said("commentaire")
    decoded = cleaning.unescaped(comment)
    if decoded != comment:
        cells.doubt("commentaire", _("séquences comme « \\x20 » : décodées"))
    if MANGLED.search(decoded):
        cells.doubt("commentaire", _("« rv » remplacé par « rendez-vous » au milieu d’un mot"))
    return " ".join(cleaning.without_markup(decoded).split())


def _mobility(cells: Cells) -> frozenset[Term]:
    format_fs = cells.row["format_fs"]
    if format_fs in FIXED:
        return frozenset({Term(Field.MOBILITY, Mobility.FIXED)})
    if format_fs in ITINERANT:
        return frozenset({Term(Field.MOBILITY, Mobility.ITINERANT)})
    if format_fs and format_fs != SEVERAL_SITES:
        cells.doubt("format_fs", _("format inconnu"))
    return frozenset()


def _hours(cells: Cells, *, comment: str) -> tuple[str, str]:
    """Give the opening hours in OSM syntax, or the hours as text; never both."""
    rules = [read_day(" ".join(cells.row[column].split())) for column in DAYS]
    for column, rule in zip(DAYS, rules, strict=True):
        if rule.doubt:
            cells.doubt(column, rule.doubt)
    quoted = _quoted(cells)
    if not quoted or cells.row["format_fs"] in ITINERANT:
        return "", quoted
    if doubt := _doubt_on_the_week(cells, comment=comment):
        cells.doubt("format_fs" if cells.row["format_fs"] not in FIXED else "commentaire", doubt)
        return "", quoted
    try:
        return weekly_rules([rule.hours for rule in rules]), ""
    except ValueError:
        cells.doubt("h_lundi", _("horaires trop longs : cités tels quels"))
        return "", quoted


def _doubt_on_the_week(cells: Cells, *, comment: str) -> str:
    if cells.row["format_fs"] not in FIXED:
        return _("plusieurs sites : on ne sait pas lequel est ouvert quand")
    plain = _unaccented(comment)
    return next(
        (str(doubt) for doubt, pattern in COMMENTS_ON_TIME if re.search(pattern, plain)), ""
    )


def _quoted(cells: Cells) -> str:
    """Quote the week, a day a line: « lundi 09:00 - 12:00 / 14:00 - 16:30 »."""
    said = (
        (day, without_meaningless(" ".join(cells.row[column].split())))
        for column, day in DAYS.items()
    )
    return "\n".join(
        f"{day} {hours}".replace(" - ", "\N{NO-BREAK SPACE}-\N{NO-BREAK SPACE}")
        for day, hours in said
        if cleaning.says_something(hours)
    )


def _unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("’", "'")).lower()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
