"""Where someone looks from: a commune, an address, or where they stand."""

from dataclasses import dataclass
from enum import StrEnum

from maillage.lib.distance import Position
from maillage.territory.geocoder import Address, Kind
from maillage.territory.models import Commune


class Precision(StrEnum):
    COMMUNE = "commune"  # its centre
    STREET = "street"  # somewhere along it
    ADDRESS = "address"  # the house
    HERE = "here"  # what the browser says, within a hundred metres or so


PRECISION_OF_KIND = {
    Kind.HOUSE: Precision.ADDRESS,
    Kind.STREET: Precision.STREET,
    Kind.LOCALITY: Precision.STREET,
    Kind.COMMUNE: Precision.COMMUNE,
}


@dataclass(frozen=True)
class Whereabouts:
    """`position` is None when nobody knows where the commune lies; `commune` when it is unknown."""

    name: str
    position: Position | None
    commune: Commune | None
    precision: Precision

    @classmethod
    def of_commune(cls, commune: Commune) -> "Whereabouts":
        return cls(commune.name, commune.position, commune, Precision.COMMUNE)

    @classmethod
    def of_address(cls, address: Address) -> "Whereabouts":
        precision = PRECISION_OF_KIND[address.kind]
        return cls(address.label, address.position, address.commune, precision)

    @classmethod
    def at(cls, position: Position, *, name: str, precision: Precision) -> "Whereabouts":
        return cls(name, position, None, precision)


@dataclass(frozen=True)
class Where:
    """What was understood of what someone typed to say where they are.

    `whereabouts` when it is known; else communes to choose from (`homonyms`), or names to search
    by (`words`), or nothing (`is_unknown`), perhaps with the commune that may have been meant.
    """

    text: str = ""
    whereabouts: Whereabouts | None = None
    homonyms: tuple[Commune, ...] = ()
    same_postcode: tuple[Commune, ...] = ()  # the others
    words: str = ""
    corrected_from: str = ""  # what was typed, when another commune was understood for sure
    closest: Commune | None = None  # offered, never assumed
    is_street_left_out: bool = False  # the position is that of the commune
    is_missing: bool = False
    is_unknown: bool = False


NOWHERE = Where()
