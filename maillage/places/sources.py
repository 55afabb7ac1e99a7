"""The sources we know how to read: how each is named on screen, and who understands its rows."""

from collections.abc import Mapping as Cells
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from maillage.places import france_services, standard_reader
from maillage.places.cleaning import Unusable
from maillage.places.mapping import Mapping, SourceDetails, load_mapping
from maillage.places.standard import Flag, PlaceData
from maillage.territory.gazetteer import Gazetteer


class Reader(Protocol):
    """Understands the rows of a source; a module with these functions is one."""

    def place_columns(self) -> tuple[str, ...]:
        """Name the columns that tell which place a row is about, that of its name first."""
        ...

    def identify(self, row: Cells[str, str]) -> str:
        """Give what names a row for good, from one file of the source to the next."""
        ...

    def understand(
        self, row: Cells[str, str], *, dated_on: date, gazetteer: Gazetteer
    ) -> tuple[PlaceData, list[Flag]]:
        """Raises cleaning.Unusable."""
        ...


@dataclass(frozen=True)
class MappedReader:
    """Reads the rows of a census through a mapping: its columns into those of the standard.

    Doubts and refusals name the columns of the census, which its producer knows.
    """

    mapping: Mapping

    def place_columns(self) -> tuple[str, ...]:
        columns = (
            name
            for column in standard_reader.place_columns()
            if (value := self.mapping.values.get(column))
            for name in value.columns
        )
        return tuple(dict.fromkeys(columns))

    def identify(self, row: Cells[str, str]) -> str:
        return standard_reader.identify(self.mapping.apply(row))

    def understand(
        self, row: Cells[str, str], *, dated_on: date, gazetteer: Gazetteer
    ) -> tuple[PlaceData, list[Flag]]:
        try:
            data, flags = standard_reader.understand(
                self.mapping.apply(row), dated_on=dated_on, gazetteer=gazetteer
            )
        except Unusable as refusal:
            raise Unusable(
                field=self.mapping.origin_of(refusal.field),
                value=refusal.value,
                reason=refusal.reason,
            ) from refusal
        return data, [replace(flag, field=self.mapping.origin_of(flag.field)) for flag in flags]


@dataclass(frozen=True, kw_only=True)
class KnownSource:
    """`rank`: when two sources contradict one another, the smallest speaks first."""

    slug: str
    name: str
    producer: str = ""
    licence: str = ""
    attribution: str = ""
    url: str = ""
    rank: int = 100
    columns: tuple[str, ...]  # that its file must have
    optional: tuple[str, ...] = ()  # that it may have, however it spells them
    identifier: str  # the column that names a row for good
    reader: Reader
    mapping: Mapping | None = None


FRANCE_SERVICES = KnownSource(
    slug="france-services",
    name="France services",
    producer="ANCT",
    licence="Licence Ouverte 2.0",
    url="https://github.com/anct-carto/france_services",
    rank=50,
    columns=france_services.COLUMNS,
    identifier=france_services.IDENTIFIER,
    reader=france_services,
)
CARTOGRAPHIE_NATIONALE = KnownSource(
    slug="cartographie-nationale",
    name="Cartographie nationale",
    producer="ANCT",
    licence="Licence Ouverte 2.0",
    url="https://cartographie.societenumerique.gouv.fr",
    rank=60,
    columns=standard_reader.REQUIRED_COLUMNS,
    optional=standard_reader.ALL_COLUMNS,
    identifier=standard_reader.IDENTIFIER,
    reader=standard_reader,
)


def source_named(slug: str, *, mapping: Mapping | None = None) -> KnownSource:
    """Find how to read the files of a source.

    Through its mapping if it has one, else as a source we know, else as the national standard.
    """
    if mapping is not None:
        return _mapped(slug, mapping)
    return KNOWN_SOURCES.get(slug) or replace(
        CARTOGRAPHIE_NATIONALE,
        slug=slug,
        name=slug,
        producer="",
        licence="",
        url="",
        rank=KnownSource.rank,
    )


def reader_of(slug: str, *, mapping: Cells[str, Any] | None) -> Reader:
    """Find who read the rows of an import, from what the import kept of its mapping."""
    return source_named(slug, mapping=Mapping.from_json(mapping) if mapping else None).reader


def _mapped(slug: str, mapping: Mapping) -> KnownSource:
    said = mapping.source or SourceDetails()
    return KnownSource(
        slug=slug,
        name=said.name or slug,
        producer=said.producer,
        licence=said.licence,
        attribution=said.attribution,
        url=said.url,
        rank=KnownSource.rank if said.rank is None else said.rank,
        columns=mapping.columns,
        identifier=mapping.origin_of(standard_reader.IDENTIFIER),
        reader=MappedReader(mapping),
        mapping=mapping,
    )


DATA = Path(__file__).parent / "data"

FRANCE_SERVICES_FILE = DATA / "france-services-20240801.csv.gz"

CONSEILLERS_NUMERIQUES = _mapped(
    "conseillers-numeriques", load_mapping(DATA / "conseillers-numeriques.toml")
)
CONSEILLERS_NUMERIQUES_FILE = DATA / "conseillers-numeriques-20210519.csv.gz"

KNOWN_SOURCES = {
    source.slug: source
    for source in (FRANCE_SERVICES, CARTOGRAPHIE_NATIONALE, CONSEILLERS_NUMERIQUES)
}
