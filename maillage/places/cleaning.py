"""Values as sources write them, into values we can keep: cleaned, never invented."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from maillage.lib.distance import Position
from maillage.lib.text import commune_search_name, search_name
from maillage.places.standard import VALUE_OF_CODE, Flag
from maillage.places.terms import Field, Programme, Term
from maillage.territory.models import Commune, FormerCommune
from maillage.territory.queries import commune_by_code, communes_of_postcode

Value = TypeVar("Value")

PHONE_REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
BETWEEN_EMAILS = re.compile(r"[\s;,|/]+(?:- )?")
# What an address may hold before its @. The law of e-mail allows more ("a?bcc=x@y.fr"), of which
# a link would make something else.
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+")
BETWEEN_WEB_ADDRESSES = re.compile(r"[\s|]+|[;,]\s*(?=https?://|www\.)", re.IGNORECASE)
is_web_address = URLValidator(schemes=("http", "https"))

RNA = re.compile(r"W[0-9A-Z]{9}")
SIREN_OF_LA_POSTE = "356000000"

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?")
FRENCH_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
# What a machine in Paris or in London writes when it knows no date: the origin of its clock.
NO_DATE = (date(1969, 12, 31), date(1970, 1, 1))

# How else sources spell the values of the lists, beyond accents, capitals and punctuation.
VARIANTS: dict[Field, dict[str, str]] = {
    Field.PROGRAMME: {
        "Bibliothèques numériques de référence": Programme.BIBLIOTHEQUES_NUMERIQUES,
        "CNFS": Programme.CONSEILLERS_NUMERIQUES,
        "Conseiller numérique": Programme.CONSEILLERS_NUMERIQUES,
        "Grandes écoles du numérique": Programme.GRANDE_ECOLE_DU_NUMERIQUE,
        "Point numérique CAF": Programme.POINT_NUMERIQUE_CAF,
    },
}
TERM_OF_WORDS: dict[Field, dict[str, Term]] = {
    field: {
        search_name(value): Term(field, code)
        for value, code in (
            *((value, code) for code, value in values.items()),
            *VARIANTS.get(field, {}).items(),
        )
    }
    for field, values in VALUE_OF_CODE.items()
}

ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})")

MAX_DISTANCE_M = 10_000
# Guyane has communes as large as a département: Saint-Laurent-du-Maroni's town is 60 km from
# its centroid, Mana's 70 km.
MAX_DISTANCE_BY_DEPARTEMENT = {"973": 100_000}


class Doubtful(ValueError):
    """A value we cannot keep; the message says why, in French, to whoever sent it."""


class Unusable(ValueError):
    """A row we cannot use at all: the field, its value and the reason, in French."""

    def __init__(self, *, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, value, reason


@dataclass
class Cells:
    """The cells of one row, read one by one; `flags` gathers what was dropped or doubted."""

    row: Mapping[str, str]
    flags: list[Flag] = field(default_factory=list)

    def required(self, column: str, *, max_length: int) -> str:
        try:
            value = text(self.row[column], max_length=max_length)
        except Doubtful as doubt:
            raise Unusable(field=column, value=self.row[column], reason=str(doubt)) from doubt
        if not value:
            raise Unusable(field=column, value="", reason=_("vide : la ligne en a besoin"))
        return value

    def kept(self, column: str, clean: Callable[[str], Value], *, otherwise: Value) -> Value:
        """Clean a cell; when it cannot be kept, flag it and say nothing instead."""
        try:
            return clean(self.row[column])
        except Doubtful as doubt:
            self.doubt(column, str(doubt))
            return otherwise

    def text(self, column: str, *, max_length: int) -> str:
        return self.kept(column, lambda value: text(value, max_length=max_length), otherwise="")

    def commune(self, *, code: str, name: str, postcode: str) -> Commune:
        """Find the commune that two columns name, or refuse the row."""
        found = commune_of(code_insee=self.row[code], name=self.row[name], postcode=postcode)
        if found is None:
            raise Unusable(
                field=name,
                value=" ".join(f"{self.row[code]} {self.row[name]} {postcode}".split()),
                reason=_("commune introuvable, par son code comme par son nom et son code postal"),
            )
        return found

    def position(self, *, commune: Commune, postcode: str) -> Position | None:
        """Read the columns `latitude` and `longitude`, which every source calls so."""
        return self.kept(
            "latitude",
            lambda latitude: position(
                latitude, self.row["longitude"], commune=commune, postcode=postcode
            ),
            otherwise=None,
        )

    def doubt(self, column: str, reason: str) -> None:
        self.flags.append(Flag(field=column, value=self.row[column], reason=reason))


def text(value: str, *, max_length: int) -> str:
    """Squeeze the spaces of a text, no-break ones included."""
    squeezed = " ".join(value.split())
    if len(squeezed) > max_length:
        raise Doubtful(_("plus long que %(count)d caractères") % {"count": max_length})
    return squeezed


def unescaped(value: str) -> str:
    r"""Decode the escapes left in a text: "de\x2012h\x20\xE0\x2014h" is "de 12h à 14h"."""

    def decoded(match: re.Match[str]) -> str:
        character = chr(int(match[1] or match[2], 16))
        return character if character.isprintable() or character.isspace() else match[0]

    return ESCAPE.sub(decoded, value)


def postcode(value: str) -> str:
    digits = value.strip()
    if digits and not re.fullmatch(r"[0-9]{5}", digits):
        raise Doubtful(_("un code postal a cinq chiffres"))
    return digits


def phone(value: str, *, code_insee: str) -> str:
    """Write a number as E.164, read where the place is, then as a number of mainland France."""
    if not value.strip():
        return ""
    for region in (PHONE_REGIONS.get(code_insee[:3], "FR"), "FR"):
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise Doubtful(_("ce numéro de téléphone n’existe pas"))


def emails(value: str) -> tuple[str, ...]:
    addresses = tuple(filter(None, BETWEEN_EMAILS.split(value)))
    if not all(_is_plain_email(address) for address in addresses):
        raise Doubtful(_("ce n’est pas une adresse électronique"))
    return addresses


def _is_plain_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return bool(MAILBOX.fullmatch(address.rpartition("@")[0]))


def web_addresses(value: str) -> tuple[str, ...]:
    """Read the addresses of a cell, each once; one that begins with "www." is of http."""
    written = filter(None, BETWEEN_WEB_ADDRESSES.split(value))
    return tuple(dict.fromkeys(_web_address(address) for address in written))


def web_address(value: str, *, max_length: int) -> str:
    addresses = web_addresses(text(value, max_length=max_length))
    if len(addresses) > 1:
        raise Doubtful(_("plusieurs adresses : on n’en attend qu’une"))
    return "".join(addresses)


def _web_address(written: str) -> str:
    scheme, separator, rest = written.partition("://")
    if separator:
        address = f"{scheme.lower()}://{rest}"
    else:
        address = f"http://{written}" if written.lower().startswith("www.") else written
    try:
        is_web_address(address)
    except ValidationError as error:
        raise Doubtful(_("ce n’est pas une adresse web")) from error
    return address


def siret_or_rna(value: str) -> str:
    """Check a SIRET or a RNA number; zeros, which the standard writes for unknown, say nothing."""
    identifier = re.sub(r"[\s.\-]", "", value).upper()
    if not identifier.strip("0"):
        return ""
    if RNA.fullmatch(identifier):
        return identifier
    if not re.fullmatch(r"[0-9]{14}", identifier):
        raise Doubtful(_("ce n’est ni un SIRET ni un numéro RNA"))
    if not _is_key_right(identifier):
        raise Doubtful(_("ce SIRET n’existe pas : sa clé est fausse"))
    return identifier


def _is_key_right(siret: str) -> bool:
    """Check Luhn's sum; the post offices, too many for it, follow a plain one.

    732 829 320 00074: 5+3+4+8+4+9+6+2+0+0+0+0+5+4 is 50, a multiple of 10.
    """
    digits = [int(digit) for digit in siret]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[::2]]
    if (sum(doubled) + sum(digits[1::2])) % 10 == 0:
        return True
    return siret.startswith(SIREN_OF_LA_POSTE) and sum(digits) % 5 == 0


def day(value: str) -> date | None:
    """Read "2024-04-02", its hour left out, or "02/04/2024"; the origin of a clock is unknown."""
    written = value.strip()
    if not written:
        return None
    if iso := ISO_DATE.fullmatch(written):
        year, month, day_of_month = iso.groups()
    elif french := FRENCH_DATE.fullmatch(written):
        day_of_month, month, year = french.groups()
    else:
        raise Doubtful(_("date illisible"))
    try:
        read = date(int(year), int(month), int(day_of_month))
    except ValueError as error:
        raise Doubtful(_("ce jour n’existe pas")) from error
    return None if read in NO_DATE else read


def term(value: str, *, field: Field) -> Term | None:
    """Find a value in a closed list, whatever its accents, capitals and punctuation.

    So "Étapes numériques (La Poste)" is the "Étapes numériques(La Poste)" of the standard.
    """
    return TERM_OF_WORDS[field].get(search_name(value))


def commune_of(*, code_insee: str, name: str, postcode: str) -> Commune | None:
    """Find the commune by its code, else by its only name; both of today or before.

    The name is sought among the communes of the postcode, or of its département when no commune
    has that postcode: a CEDEX.
    """
    found = commune_by_code(code_insee)
    if found:
        return found
    nearby = list(communes_of_postcode(postcode)) or list(
        Commune.objects.filter(departement__in=_departements_of_postcode(postcode))
    )
    wanted = commune_search_name(name)
    same_name = {one.pk for one in nearby if commune_search_name(one.name) == wanted}
    if wanted and not same_name:
        former = FormerCommune.objects.filter(commune__in=nearby, search_name=wanted)
        same_name = set(former.values_list("commune", flat=True))
    return next(one for one in nearby if one.pk in same_name) if len(same_name) == 1 else None


def _departements_of_postcode(postcode: str) -> tuple[str, ...]:
    if postcode.startswith("20"):
        return ("2A", "2B")
    return (postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2],)


def position(latitude: str, longitude: str, *, commune: Commune, postcode: str) -> Position | None:
    """Read a position; one far from the commune and from all those of the postcode is doubtful."""
    if not latitude.strip() and not longitude.strip():
        return None
    try:
        point = Position(float(latitude), float(longitude))
    except ValueError as error:
        raise Doubtful(_("coordonnées illisibles")) from error
    if not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180):
        raise Doubtful(_("coordonnées impossibles"))
    limit_m = MAX_DISTANCE_BY_DEPARTEMENT.get(commune.departement_id, MAX_DISTANCE_M)
    if _is_far(point, commune=commune, postcode=postcode, limit_m=limit_m):
        raise Doubtful(_("à plus de %(distance)d km de la commune") % {"distance": limit_m // 1000})
    return point


def _is_far(point: Position, *, commune: Commune, postcode: str, limit_m: int) -> bool:
    """Tell whether every centre that we know around here is further than that."""
    if commune.position and point.metres_to(commune.position) <= limit_m:
        return False  # nearly always: the other communes need not be asked for
    known = [commune.position, *(other.position for other in communes_of_postcode(postcode))]
    centres = [centre for centre in known if centre]
    return bool(centres) and all(point.metres_to(centre) > limit_m for centre in centres)
