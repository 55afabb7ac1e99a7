"""JSON: a list of objects, alone or wrapped, an object of objects, one object a line, GeoJSON."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, TextIO

from django.utils.translation import gettext as _

from maillage.places.mapping.coordinates import WGS_84, known_system, to_degrees
from maillage.places.table.rows import (
    HEAD,
    SAMPLE_ROWS,
    Kind,
    Row,
    Table,
    UnreadableFile,
    lines,
    unique_names,
)
from maillage.places.table.scanner import DECODER, Element, Number, Scanner, with_every_value

BEGINS_AS_JSON = re.compile(r'\s*(?:\[\s*(?:[\[{"\]\-\dtfn]|\Z)|\{\s*(?:["}]|\Z))')
LINES = re.compile(r"\s*\{[^\r\n]*\}[ \t]*[\r\n]\s*\{")
# PostgreSQL stores neither a null character nor half a surrogate pair.
UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")
WRAPPERS = ("features", "records", "data", "results")
KEY_COLUMN = "clé"
EPSG = re.compile(r"\bEPSG:(?:[0-9.]*:)?([0-9]+)$")  # "urn:ogc:def:crs:EPSG::2154", "EPSG:2154"
MAX_GEOMETRY = 2000  # characters


def is_json(head: str) -> bool:
    return BEGINS_AS_JSON.match(head) is not None


def table(text: TextIO) -> Table:
    """Raises UnreadableFile, at once or on the way."""
    is_lines = LINES.match(text.read(HEAD)) is not None
    text.seek(0)
    elements = _of_lines(text) if is_lines else _of_document(text)
    first = next(elements, None)
    if first is None:
        raise UnreadableFile(_("Ce fichier ne contient aucune ligne. Téléchargez-le à nouveau."))
    rows = (_row(number, element) for number, element in enumerate(chain([first], elements), 1))
    sample = list(islice(rows, SAMPLE_ROWS))
    columns = dict.fromkeys(name for row in sample if row.is_whole for name in row.cells)
    kind = Kind.JSON_LINES if is_lines else Kind.JSON
    if _is_feature(first[0]):
        kind = Kind.GEOJSON
    return Table(kind, "", tuple(columns), chain(sample, rows))


def _of_lines(text: TextIO) -> Iterator[Element]:
    for line in lines(text):
        written = line.strip()
        if written:
            try:
                yield DECODER.decode(written), written
            except json.JSONDecodeError:
                yield None, written


def _of_document(text: TextIO) -> Iterator[Element]:
    scanner = Scanner(text)
    if scanner.character() == "[":
        yield from scanner.elements()
    else:
        shape = _shape(scanner)
        text.seek(0)
        scanner = Scanner(text)
        if shape.is_keyed:
            yield from _keyed(scanner)
        elif shape.wrapper is None:
            yield scanner.value()
        else:
            elements = _wrapped(scanner, wrapper=shape.wrapper)
            yield from _in_degrees(elements, system=shape.system) if shape.system else elements
    scanner.end()


@dataclass(frozen=True)
class Shape:
    """`wrapper` is the key of the list that holds the rows, if any.

    `is_keyed` tells whether each key names a row; `system` is that of the coordinates, "" for
    the degrees of WGS 84.
    """

    wrapper: str | None
    is_keyed: bool
    system: str


def _shape(scanner: Scanner) -> Shape:
    """The whole object is read: "links": [{…}] or "meta": {…} may stand before "records": [{…}]."""
    wrapper, best_rank = None, len(WRAPPERS) + 1
    is_keyed, system = True, ""
    for key in scanner.members():
        if scanner.character() == "[":
            is_keyed = False
            has_objects = _has_objects(scanner.elements())
            rank = WRAPPERS.index(key) if key in WRAPPERS else len(WRAPPERS)
            if rank < best_rank and (has_objects or key in WRAPPERS):
                wrapper, best_rank = key, rank
        else:
            value, _text = scanner.value()
            is_keyed = is_keyed and isinstance(value, dict)
            if key == "crs":
                system = _system(value)
    return Shape(wrapper, is_keyed, system)


def _system(crs: Any) -> str:
    """Read the system of coordinates that older files of GeoJSON name. Raises UnreadableFile."""
    match crs:
        case {"properties": {"name": str(name)}} if found := EPSG.search(name):
            code = f"EPSG:{found[1]}"
        case _:
            return ""
    system = known_system(code)
    if not system:
        raise UnreadableFile(
            _(
                "Les coordonnées de ce fichier sont dans un système inconnu (%(system)s) : "
                "demandez à son producteur un GeoJSON en WGS 84, qui est la norme."
            )
            % {"system": code}
        )
    return "" if system == WGS_84 else system


def _has_objects(elements: Iterator[Element]) -> bool:
    return sum(isinstance(value, dict) for value, _text in elements) > 0


def _keyed(scanner: Scanner) -> Iterator[Element]:
    for key in scanner.members():
        value, written = scanner.value()
        yield with_every_value([(KEY_COLUMN, key), *value.items()]), written


def _wrapped(scanner: Scanner, *, wrapper: str) -> Iterator[Element]:
    for key in scanner.members():
        if key == wrapper:
            yield from scanner.elements()
        elif scanner.character() == "[":
            for _element in scanner.elements():
                pass
        else:
            scanner.value()


def _in_degrees(elements: Iterator[Element], *, system: str) -> Iterator[Element]:
    """Convert the points of features; each keeps its own coordinates in the cell "geometry"."""
    for value, written in elements:
        geometry = value.get("geometry") if _is_feature(value) else None
        point = _point(geometry)
        if point and not _is_in_degrees(point):
            longitude, latitude = map(_text, point)
            north, east = to_degrees(latitude=latitude, longitude=longitude, system=system)
            value = value | {
                "geometry": {"type": "Point", "coordinates": [east, north]},
                "properties": {"geometry": _cut(_written(geometry))} | _own_properties(value),
            }
        yield value, written


def _is_in_degrees(point: tuple[Any, Any]) -> bool:
    """Tell whether a point is so close to the origin of its system that the file misnames it."""
    try:
        east, north = (abs(float(one)) for one in point)
    except (TypeError, ValueError):
        return False
    return east <= 180 and north <= 90


def _row(number: int, element: Element) -> Row:
    value, written = element
    if not isinstance(value, dict):
        return Row(number, {"": _storable(written)}, is_whole=False)
    properties = _properties(value) if _is_feature(value) else value
    cells = list(_flat(properties))
    names = unique_names([name for name, _text in cells])
    return Row(number, dict(zip(names, (text for _name, text in cells), strict=True)))


def _is_feature(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "Feature" and "properties" in value


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Give the properties of a GeoJSON feature, its identifier and its point where they lack.

    The point of a line or of a surface would be ours, not the source's: its shape is kept.
    """
    filled = _own_properties(feature)
    geometry = feature.get("geometry")
    beside = {"id": feature.get("id")}
    if point := _point(geometry):
        beside["longitude"], beside["latitude"] = point
    elif geometry:
        beside["geometry"] = _cut(_written(geometry))
    for name, value in beside.items():
        if value is not None and filled.get(name) in (None, ""):
            filled[name] = value
    return filled


def _own_properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature["properties"]
    return dict(properties) if isinstance(properties, dict) else {}


def _point(geometry: Any) -> tuple[Any, Any] | None:
    """Give the longitude and the latitude of a point."""
    match geometry:
        case {"type": "Point", "coordinates": [longitude, latitude, *_]} | {
            "type": "MultiPoint",
            "coordinates": [[longitude, latitude, *_]],
        }:
            return longitude, latitude
    return None


def _cut(text: str) -> str:
    return text if len(text) <= MAX_GEOMETRY else f"{text[: MAX_GEOMETRY - 1]}…"


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Give "geolocalisation.lat" for an object in an object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    else:
        yield _storable(name), _storable(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "|".join(_text(one) for one in value if one is not None)
    return _written(value)


def _written(value: Any) -> str:
    """Write JSON again, its numbers as they were."""
    if isinstance(value, dict):
        members = (f"{_written(key)}: {_written(inner)}" for key, inner in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return value if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def _storable(text: str) -> str:
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
