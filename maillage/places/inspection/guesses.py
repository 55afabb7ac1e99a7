"""Which column of a file is likely which column of the standard: names first, then values."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from maillage.lib.text import search_name
from maillage.places.inspection.samples import (
    NEARLY_ALL,
    NEARLY_NONE,
    POINT,
    Sampled,
    is_day,
    is_email,
    is_hours,
    is_in_france,
    is_insee,
    is_lambert_easting,
    is_lambert_northing,
    is_latitude,
    is_longitude,
    is_phone,
    is_postcode,
    is_siret,
    is_town,
    is_url,
    is_words,
    masked,
    number_in,
)
from maillage.places.inspection.writing import FEW_VALUES, comment, examples, line, quoted
from maillage.places.mapping.format import COORDINATES, DAYS, is_known, known_values
from maillage.places.standard import COLUMN_OF_FIELD, COLUMNS
from maillage.territory.queries import POSTCODE

# How people name a column, as search_name writes it; the first of two that fit equally wins.
NAMES = {
    "id": ("id", "identifiant", "gid", "uuid", "numero", "ref", "reference", "cle"),
    "pivot": ("siret", "pivot", "rna", "siret rna", "numero siret"),
    "nom": (
        "nom",
        "nom lieu",
        "nom du lieu",
        "nom structure",
        "nom de la structure",
        "nom de l etablissement",
        "structure",
        "lieu",
        "denomination",
        "raison sociale",
        "intitule",
        "libelle",
        "name",
        "title",
        "cle",  # of a JSON object of objects
    ),
    "commune": ("commune", "ville", "city", "town", "localite", "nom commune", "libelle commune"),
    "code_postal": ("code postal", "cp", "codepostal", "postcode", "postal code", "zip", "zipcode"),
    "code_insee": ("code insee", "insee", "code commune", "insee com", "citycode", "codgeo"),
    "adresse": ("adresse", "adresse postale", "voie", "rue", "address", "street", "numero et voie"),
    "complement_adresse": ("complement adresse", "complement d adresse", "complement", "batiment"),
    "latitude": ("latitude", "lat", "y", "coord y", "coordonnee y", "y lambert"),
    "longitude": ("longitude", "lon", "lng", "long", "x", "coord x", "coordonnee x", "x lambert"),
    "telephone": ("telephone", "tel", "phone", "numero de telephone", "telephone fixe"),
    "courriels": ("courriel", "courriels", "mail", "email", "e mail", "adresse mail"),
    "site_web": ("site web", "site internet", "site", "url", "web", "website", "lien"),
    "horaires": (
        "horaires",
        "horaire",
        "horaires d ouverture",
        "horaire ouverture",
        "ouverture",
        "opening hours",
        "hours",
    ),
    "presentation_resume": ("presentation resume", "presentation", "resume", "summary"),
    "presentation_detail": ("presentation detail", "description", "descriptif", "details"),
    "structure_parente": ("structure parente", "porteur", "structure porteuse"),
    "date_maj": (
        "date maj",
        "date de mise a jour",
        "derniere mise a jour",
        "maj",
        "mise a jour",
        "updated at",
        "date de modification",
        "derniere modification",
        "date de la visite",
        "date de visite",
        "date",
    ),
    "services": ("services", "service", "offre de services", "activites", "thematiques"),
    "publics_specifiquement_adresses": ("publics", "public", "public cible", "publics accueillis"),
    "prise_en_charge_specifique": ("prise en charge specifique", "handicap", "accessibilite"),
    "frais_a_charge": ("frais a charge", "tarif", "tarifs", "frais", "cout", "conditions acces"),
    "dispositif_programmes_nationaux": ("labels nationaux", "label", "labels", "dispositif"),
    "formations_labels": ("formations labels", "formations", "labels formation"),
    "autres_formations_labels": ("labels autres", "autres labels"),
    "modalites_acces": ("modalites acces", "modalites d acces", "acces"),
    "modalites_accompagnement": ("modalites accompagnement", "accompagnement"),
    "itinerance": ("itinerance", "itinerant"),
    "typologie": ("typologie", "type de structure", "type structure", "type de lieu"),
    "fiche_acces_libre": ("fiche acces libre", "acces libre"),
    "prise_rdv": ("prise rdv", "prise de rdv", "rdv", "rendez vous"),
}
DAY_WORDS = {
    **{day: day for day in DAYS},
    **{day[:3]: day for day in DAYS},
    **dict(
        zip(
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
            DAYS,
            strict=True,
        )
    ),
}
# Names too short to be believed, but of a column where no two values are alike.
NUMBERS = ("n", "no", "num", "code")
NOT_OF_THE_PLACE = {
    "pivot": re.compile(r"\b(?:porteu(?:r|se)|parente?|siege|gestionnaire|employeur|tutelle)\b"),
    "date_maj": re.compile(r"\b(?:creation|created|ouverture|naissance|signature)\b"),
}
# Whoever answers for the place has a mailbox too: it is not the place's.
OF_SOMEONE = re.compile(
    r"\b(?:prenoms?|referente?s?|repondante?s?|respondents?|responsables?|agents?|presidente?"
    r"|direct(?:eur|rice)s?|interlocut\w+|animat(?:eur|rice)s?|mediat(?:eur|rice)s?"
    r"|(?:mail|courriel|tel|telephone|mobile|portable) (?:personnel|prive))\b"
)
# What Google Forms itself writes of who answers, beside the time.
FORM = {"horodateur", "timestamp"}
ANSWERER = {"adresse e mail", "adresse mail", "email address", "nom d utilisateur", "username"}
LISTS = tuple(COLUMN_OF_FIELD.values())
LONGEST_VALUE = 80
SOME = 0.1
SURE, LIKELY, POSSIBLE = 6, 4, 2


@dataclass(frozen=True)
class Proposal:
    """One column of the standard, the columns it may come from, and the lines that say so."""

    key: str
    columns: tuple[Sampled, ...]
    lines: tuple[str, ...]


LOOKS: dict[str, Callable[[str], bool]] = {
    "pivot": is_siret,
    "nom": is_words,
    "commune": is_town,
    "code_postal": is_postcode,
    "code_insee": is_insee,
    "adresse": lambda value: any(map(str.isalpha, value)) and not is_email(value),
    "latitude": is_latitude,
    "longitude": is_longitude,
    "telephone": is_phone,
    "courriels": is_email,
    "site_web": is_url,
    "horaires": is_hours,
    "date_maj": is_day,
    "structure_parente": is_words,
    "fiche_acces_libre": is_url,
    "prise_rdv": is_url,
}
# Those that the values alone betray.
BETRAYED = ("pivot", "telephone", "courriels", "site_web", "code_postal", "date_maj", "horaires")


def proposals(columns: list[Sampled]) -> list[Proposal]:
    """Give each column of the standard its likeliest column, the surest first served."""
    usable = [
        column
        for column in columns
        if column.is_writable and not column.is_of_a_person and not _is_of_someone(column, columns)
    ]
    found = [*_by_weekday(usable), *_from_one_point(usable)]
    taken = {column.name for proposal in found for column in proposal.columns}
    keys = {proposal.key for proposal in found}
    ranked = sorted(
        ((_score(key, column), key, column) for key in NAMES for column in usable),
        key=lambda one: -one[0],
    )
    for score, key, column in ranked:
        enough = LIKELY if key in LISTS else POSSIBLE  # any word may head a list
        if score >= enough and key not in keys and column.name not in taken:
            found.append(_proposal(key, column, score=score))
            taken.add(column.name)
            keys.add(key)
    return sorted(_whole(found), key=lambda proposal: COLUMNS.index(proposal.key))


def _is_of_someone(column: Sampled, columns: list[Sampled]) -> bool:
    """Tell whether a column is of whoever answers, be it of nothing but mailboxes."""
    is_form = any(one.words in FORM for one in columns)
    return bool(OF_SOMEONE.search(column.words)) or (is_form and column.words in ANSWERER)


def _score(key: str, column: Sampled) -> int:
    """Weigh the name, then the values: 4 for the very name, 2 for a word of it, 2 for a look."""
    of_another = NOT_OF_THE_PLACE.get(key)
    if of_another and of_another.search(column.words):
        return 0
    if key == "id" and len(column.distinct) < len(column.values):
        return 0
    if key == "id" and column.words in NUMBERS:
        return LIKELY if len(column.values) > 1 else 0
    name = 0
    if column.words in NAMES[key] or column.words == search_name(key):
        name = 4
    elif any(f" {synonym} " in f" {column.words} " for synonym in NAMES[key]):
        name = 2
    looks = LOOKS.get(key)
    if looks is None or not column.values:
        return name
    share = column.share(looks)
    if share >= NEARLY_ALL:
        return name + 2 if name or _is_betrayed(key, column) else 0
    return name - 4 if share < NEARLY_NONE else name


def _is_betrayed(key: str, column: Sampled) -> bool:
    if key == "code_postal":  # nearly all end in a zero, codes of communes do not
        return column.share(lambda value: value.endswith("0")) >= NEARLY_ALL
    return key in BETRAYED and len(column.distinct) > 1


def _proposal(key: str, column: Sampled, *, score: int) -> Proposal:
    lines = [_explained(_certainty(score), column), line(f"{key}.colonne", column.name)]
    lines += _options(key, column)
    if key in LISTS:
        lines += _translations(key, column)
    return Proposal(key, (column,), tuple(lines))


def _explained(words: str, column: Sampled) -> str:
    return comment(f"{words} {examples(column)}")


def _certainty(score: int) -> str:
    if score >= SURE:
        return _("Sûr : le nom et le contenu concordent.")
    return _("Probable.") if score >= LIKELY else _("À vérifier.")


def _options(key: str, column: Sampled) -> Iterator[str]:
    digits = {"code_postal": 5, "code_insee": 5, "pivot": 14, "telephone": 10}.get(key, 0)
    if digits and any(value.isdigit() and len(value) == digits - 1 for value in column.values):
        yield comment(_("Des zéros du début semblent perdus."))
        yield f"{key}.chiffres = {digits}"


def _whole(found: list[Proposal]) -> list[Proposal]:
    """Drop half a position, say in which system a whole one is, cut addresses in one cell."""
    by_key = {proposal.key: proposal for proposal in found}
    position = [by_key.pop(key) for key in COORDINATES if key in by_key]
    if len(position) == len(COORDINATES):
        by_key |= {proposal.key: proposal for proposal in _in_its_system(position)}
    for key in ("commune", "adresse"):
        by_key |= _cut(by_key, key=key)
    return list(by_key.values())


def _in_its_system(position: list[Proposal]) -> list[Proposal]:
    latitude, longitude = (proposal.columns[0] for proposal in position)
    if not _is_lambert(latitude, longitude):
        return position
    return [
        replace(one, lines=(*one.lines, line(f"{one.key}.systeme", "Lambert-93")))
        for one in position
    ]


def _is_lambert(latitude: Sampled, longitude: Sampled) -> bool:
    northings = latitude.share(lambda value: is_lambert_northing(number_in(value)))
    eastings = longitude.share(lambda value: is_lambert_easting(number_in(value)))
    return northings >= NEARLY_ALL and eastings >= NEARLY_ALL


def _cut(by_key: dict[str, Proposal], *, key: str) -> dict[str, Proposal]:
    """Read "17100 Saintes", or a whole address in one cell, when no column has the postcode."""
    if key not in by_key or "code_postal" in by_key:
        return {}
    column = by_key[key].columns[0]
    if column.share(lambda value: bool(POSTCODE.search(value))) < NEARLY_ALL:
        return {}
    if key == "commune":
        parts = ["code_postal", "commune"]
    else:
        parts = ["adresse", *({"code_postal", "commune"} - by_key.keys())]
    note = _explained(_("À vérifier : plusieurs choses dans une case."), column)
    return {
        part: Proposal(
            part,
            (column,),
            (
                note,
                *(
                    line(f"{part}.dissocier.{name}", value)
                    for name, value in (("colonne", column.name), ("partie", part))
                ),
            ),
        )
        for part in parts
    }


def _by_weekday(columns: list[Sampled]) -> list[Proposal]:
    """Propose the hours where columns are named after days; a day may have two."""
    by_day: dict[str, list[Sampled]] = {}
    for column in columns:
        days = {DAY_WORDS[word] for word in column.words.split() if word in DAY_WORDS}
        if len(days) == 1:
            by_day.setdefault(days.pop(), []).append(column)
    if len(by_day) < 3:  # a word that begins like a day, no more
        return []
    those = [column for day in DAYS for column in by_day.get(day, [])]
    lines = [_explained(_certainty(LIKELY), those[0])]
    for day in DAYS:
        names = [column.name for column in by_day.get(day, [])]
        if names:
            lines.append(line(f"horaires.jours.{day}", names if len(names) > 1 else names[0]))
    return [Proposal("horaires", tuple(those), tuple(lines))]


def _from_one_point(columns: list[Sampled]) -> list[Proposal]:
    """Propose the coordinates where one cell has both: "45.7,-0.6"."""
    for column in columns:
        pairs = [pair for value in column.values if (pair := POINT.fullmatch(value))]
        if not pairs or len(pairs) < NEARLY_ALL * len(column.values):
            continue
        if all(is_in_france(pair[1], pair[3]) for pair in pairs):
            return _position(column, between=_between(pairs[0]), keys=COORDINATES)
        if all(is_in_france(pair[3], pair[1]) for pair in pairs):
            return _position(column, between=_between(pairs[0]), keys=COORDINATES[::-1])
    return []


def _between(pair: re.Match[str]) -> str:
    """Give what separates two numbers; its space counts where the numbers have commas."""
    return pair[2] if "," in pair[1] else pair[2].strip() or " "


def _position(column: Sampled, *, between: str, keys: tuple[str, ...]) -> list[Proposal]:
    return [
        Proposal(
            key,
            (column,),
            (
                _explained(_certainty(LIKELY), column),
                line(f"{key}.dissocier.colonne", column.name),
                line(f"{key}.dissocier.separateur", between),
                f"{key}.dissocier.partie = {number}",
            ),
        )
        for number, key in enumerate(keys)
    ]


def _translations(key: str, column: Sampled) -> Iterator[str]:
    """Offer a table for the values that the standard does not know."""
    separator = _separator(column)
    if separator:
        yield line(f"{key}.separateur", separator)
    unknown = [value for value in _pieces(column, separator) if not is_known(key, value)]
    if not 0 < len(unknown) <= FEW_VALUES or column.is_private:
        return
    yield comment(_("Valeurs inconnues du standard ; pour en traduire une, ôtez le # :"))
    for value in unknown:
        if len(value) <= LONGEST_VALUE and masked(value) == value:
            yield comment(f'{key}.correspondance.{quoted(value)} = ""')
    if known := ", ".join(f"« {value} »" for value in known_values(key)):
        yield comment(_("Valeurs du standard : %(values)s.") % {"values": known})


def _separator(column: Sampled) -> str:
    """Find what stands between values, if not "|" or ";": the one that leaves fewest of them."""
    often = SOME * len(column.values)
    seen = [one for one in ("\n", ",") if sum(one in value for value in column.values) > often]
    return min(seen, key=lambda one: len(_pieces(column, one)), default="")


def _pieces(column: Sampled, separator: str) -> list[str]:
    between = re.compile(f"[|;{separator}]")
    pieces = (piece.strip() for value in column.distinct for piece in between.split(value))
    return list(dict.fromkeys(filter(None, pieces)))
