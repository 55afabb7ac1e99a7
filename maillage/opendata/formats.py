"""The same rows in each of the formats we publish."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from maillage.places.standard import COLUMNS
from maillage.places.standard_writer import Row

POSITION = ("latitude", "longitude")


@dataclass(frozen=True)
class Format:
    """`file_type` is its name in the European list of file types, which catalogues go by."""

    name: str
    label: str
    media_type: str
    file_type: str
    write: Callable[[Iterable[Row]], bytes]

    @property
    def file_name(self) -> str:
        return f"lieux.{self.name}"

    @property
    def content_type(self) -> str:
        """JSON is UTF-8 by definition (RFC 8259); a table has to say so."""
        is_table = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_table else self.media_type


def as_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8, commas, every value quoted, CRLF lines (RFC 4180)."""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().encode()


def as_json(rows: Iterable[Row]) -> bytes:
    return orjson.dumps([said_of(row) for row in rows])


def as_geojson(rows: Iterable[Row]) -> bytes:
    """A feature for each row (RFC 7946), without geometry where nobody knows the position."""
    return orjson.dumps(
        {"type": "FeatureCollection", "features": [_feature(said_of(row)) for row in rows]}
    )


def said_of(row: Row) -> dict[str, Any]:
    """What the row says, as JSON: empty columns left out, the position in numbers.

    Lists stay as the standard writes them, joined by « | ».
    """
    return {
        column: float(value) if column in POSITION else value
        for column, value in row.items()
        if value
    }


def _feature(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": said["id"],
        "geometry": (
            {"type": "Point", "coordinates": [said["longitude"], said["latitude"]]}
            if "latitude" in said
            else None
        ),
        "properties": {name: value for name, value in said.items() if name not in POSITION},
    }


CSV = Format("csv", "CSV", "text/csv", "CSV", as_csv)
JSON = Format("json", "JSON", "application/json", "JSON", as_json)
GEOJSON = Format("geojson", "GeoJSON", "application/geo+json", "GEOJSON", as_geojson)
FORMATS = {form.name: form for form in (CSV, JSON, GEOJSON)}
