"""Values as sources write them, into values we can keep: cleaned, never invented."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from maillage.lib.distance import Position
from maillage.lib.text import commune_search_name
from maillage.places.standard import Flag
from maillage.territory.models import Commune
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


def commune_of(*, code_insee: str, name: str, postcode: str) -> Commune | None:
    """Find the commune by its code, of today or before, else by name among its postcode's."""
    found = commune_by_code(code_insee)
    if found:
        return found
    wanted = commune_search_name(name)
    same_name = [
        commune
        for commune in communes_of_postcode(postcode)
        if commune_search_name(commune.name) == wanted
    ]
    return same_name[0] if len(same_name) == 1 else None


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
