"""JSON: a list of objects, alone or wrapped, an object of objects, one object a line, GeoJSON."""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, TextIO

from django.utils.translation import gettext as _

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
        wrapper, is_keyed = _shape(scanner)
        text.seek(0)
        scanner = Scanner(text)
        if is_keyed:
            yield from _keyed(scanner)
        elif wrapper is None:
            yield scanner.value()
        else:
            yield from _wrapped(scanner, wrapper=wrapper)
    scanner.end()


def _shape(scanner: Scanner) -> tuple[str | None, bool]:
    """Give the key of the list that holds the rows, if any; and whether each key names a row.

    The whole object is read: "links": [{…}] or "meta": {…} may stand before "records": [{…}].
    """
    wrapper, best_rank = None, len(WRAPPERS) + 1
    is_keyed = True
    for key in scanner.members():
        if scanner.character() == "[":
            is_keyed = False
            has_objects = _has_objects(scanner.elements())
            rank = WRAPPERS.index(key) if key in WRAPPERS else len(WRAPPERS)
            if rank < best_rank and (has_objects or key in WRAPPERS):
                wrapper, best_rank = key, rank
        elif not isinstance(scanner.value()[0], dict):
            is_keyed = False
    return wrapper, is_keyed


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
    """Give the properties of a GeoJSON feature, its identifier and its point where they lack."""
    properties = feature["properties"]
    filled = dict(properties) if isinstance(properties, dict) else {}
    beside = {"id": feature.get("id")}
    match feature.get("geometry"):
        case {"type": "Point", "coordinates": [longitude, latitude, *_]}:
            beside |= {"latitude": latitude, "longitude": longitude}
    for name, value in beside.items():
        if value is not None and filled.get(name) in (None, ""):
            filled[name] = value
    return filled


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
