"""The columns of a file, and what the values of a sample look like."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from maillage.lib.text import search_name
from maillage.places import cleaning
from maillage.places.mapping.coordinates import decimal
from maillage.places.mapping.format import MAX_TEXT, UNSTORABLE
from maillage.places.table import Description
from maillage.territory.queries import POSTCODE

FIRST_NAME = re.compile(r"\b(?:prenoms?|first ?name)\b")
MAX_VALUE = 1000  # characters; what a value looks like shows in these
PERSON = re.compile(
    r"\b(?:prenoms?|(?:first|last) ?name|civilite|contacts?|agents?|referente?s?|responsables?"
    r"|presidente?|repondante?s?|respondents?|directeurs?|directrices?|interlocut\w+|animat(?:eur|rice)s?|mediat(?:eur|rice)s?)\b"
)
# Names of columns that a team fills for itself; of no weight where a column has a use.
PERHAPS_INTERNAL = re.compile(
    r"\b(?:nom (?:d[eu]s?|d)|mobiles?|commentaires?|remarques?|observations?|notes?"
    r"|internes?|prives?|privees?|confidentiel\w*)\b"
)
PHONE_NAME = re.compile(r"\b(?:tel|telephones?|phone|mobile|portable|fixe|fax|gsm)\b")

EMAIL = re.compile(r"[^\s@|;,<>]+\s*@\s*([\w.-]*)")
PHONE = re.compile(
    r"(?<![\w.,-])(?![0-9]{2}([-/.])[0-9]{2}\1[0-9]{4}|0[.,][0-9]{3})"  # neither date nor decimal
    r"(?:(?:\+\s?[0-9]{2,3}|0)(?:[\s.()/-]*[0-9]){6,12}|(?:33)?[1-9][0-9]{8})(?!\w)"
)
URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
LOOKS_A_POSTCODE = re.compile(r"(?:0?[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}(?:\.0)?")
INSEE = re.compile(r"(?:0?[1-9]|[1-8][0-9]|9[0-578]|2[AB])[0-9]{3}", re.IGNORECASE)
HOUR = re.compile(r"\b[0-2]?[0-9] ?(?:h|:)(?: ?[0-5][0-9])?\b", re.IGNORECASE)
POINT = re.compile(r"[([]?(-?\d+[.,]\d+)\s*(, |; |[,; ])\s*(-?\d+[.,]\d+)[)\]]?")
CAPITAL_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
NEARLY_ALL, NEARLY_NONE = 0.8, 0.3
MOST = 0.5
SENTENCE = 30  # characters


class Box(NamedTuple):
    """Degrees of WGS 84."""

    south: float
    north: float
    west: float
    east: float


FRANCE = (
    Box(41, 51.6, -5.5, 10),
    Box(14, 18.2, -63.2, -60.7),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
    Box(2, 6, -55, -51),  # Guyane
    Box(-21.5, -20.8, 55.1, 55.9),  # La Réunion
    Box(-13.1, -12.6, 44.9, 45.4),  # Mayotte
    Box(46.7, 47.2, -56.5, -56),  # Saint-Pierre-et-Miquelon
    Box(-23, -19, 163, 169),  # Nouvelle-Calédonie
    Box(-28, -7, -155, -134),  # Polynésie française
    Box(-14.5, -13, -178.5, -176),  # Wallis-et-Futuna
)


@dataclass(frozen=True)
class Sampled:
    """A column of the file and what the sample holds of it."""

    name: str
    values: tuple[str, ...]  # those that say something
    is_beside_first_names: bool = False

    @cached_property
    def words(self) -> str:
        return search_name(CAPITAL_INSIDE.sub(" ", self.name))

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.values))

    @property
    def is_writable(self) -> bool:
        """Tell whether the mapping may name it; what looks like data is no name of a column."""
        is_short = 0 < len(self.name) <= MAX_TEXT
        return is_short and not UNSTORABLE.search(self.name) and masked(self.name) == self.name

    @property
    def is_of_a_person(self) -> bool:
        if self.is_beside_first_names and self.words == "nom":
            return True
        shown = any(self.share(looks) >= NEARLY_ALL for looks in (is_email, is_phone, is_url))
        return bool(PERSON.search(self.words)) and not shown

    @property
    def is_private(self) -> bool:
        is_phones = PHONE_NAME.search(self.words) or self.share(is_phone) >= NEARLY_NONE
        return self.is_of_a_person or bool(is_phones)

    @property
    def is_perhaps_internal(self) -> bool:
        """Tell whether the name of a column of no use here smells of persons, or of the team."""
        return self.is_private or bool(PERHAPS_INTERNAL.search(self.words))

    @property
    def is_free_text(self) -> bool:
        """Tell whether values are long and seldom twice the same: one may speak of a person."""
        is_varied = len(self.distinct) >= NEARLY_ALL * len(self.values)
        is_long = self.share(lambda value: len(value) >= SENTENCE) >= MOST
        return bool(self.values) and is_varied and is_long

    def share(self, looks: Callable[[str], bool]) -> float:
        return sum(map(looks, self.values)) / len(self.values) if self.values else 0.0


def sampled(description: Description) -> list[Sampled]:
    has_first_names = any(FIRST_NAME.search(search_name(name)) for name in description.columns)
    return [
        Sampled(
            name,
            tuple(
                filter(None, (row.get(name, "").strip()[:MAX_VALUE] for row in description.sample))
            ),
            has_first_names,
        )
        for name in description.columns
    ]


def masked(value: str) -> str:
    """Hide mailboxes and telephone numbers, wherever they stand; what is too long is cut first."""
    return PHONE.sub("…", EMAIL.sub(r"…@\1", value[:MAX_VALUE]))


def is_email(value: str) -> bool:
    return bool(EMAIL.match(value)) and "." in value.rpartition("@")[2]


def is_phone(value: str) -> bool:
    return bool(PHONE.match(value))


def is_url(value: str) -> bool:
    return bool(URL.match(value))


def is_siret(value: str) -> bool:
    try:
        cleaning.siret_or_rna(value)
    except cleaning.Doubtful:
        return False
    return True


def is_day(value: str) -> bool:
    return bool(re.match(r"(?:[0-9]{1,4}[-/.]){2}[0-9]{2,4}(?![0-9])", value))


def is_hours(value: str) -> bool:
    return bool(HOUR.search(value))


def is_postcode(value: str) -> bool:
    return bool(LOOKS_A_POSTCODE.fullmatch(value))


def is_insee(value: str) -> bool:
    return bool(INSEE.fullmatch(value))


def is_town(value: str) -> bool:
    letters = POSTCODE.sub("", value)
    return any(map(str.isalpha, letters)) and not any(map(str.isdigit, letters))


def is_words(value: str) -> bool:
    letters = sum(character.isalpha() for character in value)
    return 2 * letters > len(value) and not (is_email(value) or is_url(value))


def number_in(value: str) -> float | None:
    try:
        return float(decimal(value))
    except ValueError:
        return None


def is_latitude(value: str) -> bool:
    number = number_in(value)
    is_degrees = number is not None and any(box.south <= number <= box.north for box in FRANCE)
    return is_degrees or is_lambert_northing(number)


def is_longitude(value: str) -> bool:
    number = number_in(value)
    is_degrees = number is not None and any(box.west <= number <= box.east for box in FRANCE)
    return is_degrees or is_lambert_easting(number)


def is_in_france(latitude: str, longitude: str) -> bool:
    north, east = number_in(latitude), number_in(longitude)
    return (
        north is not None
        and east is not None
        and any(box.south <= north <= box.north and box.west <= east <= box.east for box in FRANCE)
    )


def is_lambert_northing(number: float | None) -> bool:
    return number is not None and 6_000_000 <= number <= 7_200_000


def is_lambert_easting(number: float | None) -> bool:
    return number is not None and 50_000 <= number <= 1_300_000
