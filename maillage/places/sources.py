"""The sources we know how to read: how each is named on screen, and who understands its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from maillage.places import france_services, standard_reader
from maillage.places.standard import Flag, PlaceData


class Reader(Protocol):
    def __call__(
        self, row: Mapping[str, str], *, dated_on: date
    ) -> tuple[PlaceData, list[Flag]]: ...


@dataclass(frozen=True, kw_only=True)
class KnownSource:
    """`rank`: when two sources contradict one another, the smallest speaks first."""

    slug: str
    name: str
    producer: str
    licence: str
    url: str
    rank: int
    columns: tuple[str, ...]  # that its file must have
    identifier: str  # the column that names a row for good
    understand: Reader


FRANCE_SERVICES = KnownSource(
    slug="france-services",
    name="France services",
    producer="ANCT",
    licence="Licence Ouverte 2.0",
    url="https://github.com/anct-carto/france_services",
    rank=50,
    columns=france_services.COLUMNS,
    identifier=france_services.IDENTIFIER,
    understand=france_services.understand,
)
CARTOGRAPHIE_NATIONALE = KnownSource(
    slug="cartographie-nationale",
    name="Cartographie nationale",
    producer="ANCT",
    licence="Licence Ouverte 2.0",
    url="https://cartographie.societenumerique.gouv.fr",
    rank=60,
    columns=("id", "nom", "commune", "code_postal"),  # older and partial files lack the others
    identifier=standard_reader.IDENTIFIER,
    understand=standard_reader.understand,
)
FRANCE_SERVICES_FILE = Path(__file__).parent / "data" / "france-services-20240801.csv.gz"

KNOWN_SOURCES = {source.slug: source for source in (FRANCE_SERVICES, CARTOGRAPHIE_NATIONALE)}
