import json
from pathlib import Path

import pytest

from maillage.places.table import UnreadableFile, describe, read_rows
from maillage.places.table.objects import MAX_GEOMETRY
from maillage.places.table.scanner import CHUNK


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def cells(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_rows(path)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('[{"a": "1"}, {"a": "2"}]', "JSON"),
        ('{"records": [{"a": "1"}, {"a": "2"}]}', "JSON"),
        ('{"data": [{"a": "1"}, {"a": "2"}], "included": [{"b": 1}], "total": 2}', "JSON"),
        ('{"links": [{"x": 1}], "meta": {"n": 1}, "results": [{"a": "1"}, {"a": "2"}]}', "JSON"),
        ('{"version": 1, "lieux": [{"a": "1"}, {"a": "2"}], "tags": ["x"]}', "JSON"),
        ('{"a": "1"}\n\n{"a": "2"}', "JSON Lines"),
        (
            '{"type": "FeatureCollection", "crs": {"type": "name"}, "features": ['
            '{"type": "Feature", "geometry": null, "properties": {"a": "1"}},'
            '{"type": "Feature", "geometry": null,'
            ' "properties": {"a": "2"}}]}',
            "GeoJSON",
        ),
    ],
)
def test_every_shape_of_json_gives_its_rows(tmp_path: Path, text: str, kind: str) -> None:
    file = written(tmp_path / "f.csv", text.encode())  # the content tells, not the name

    rows = list(read_rows(file, columns=("a",)))

    assert [(row.number, row.cells) for row in rows] == [(1, {"a": "1"}), (2, {"a": "2"})]
    assert describe(file).kind == kind


def test_the_keys_of_an_object_of_objects_are_a_column(tmp_path: Path) -> None:
    file = written(tmp_path / "f.json", '{"x": {"a": 1}, "y": {"clé": 2}, "z": {}}'.encode())

    assert cells(file) == [{"clé": "x", "a": "1"}, {"clé": "y", "clé (2)": "2"}, {"clé": "z"}]


def test_one_object_alone_is_one_row(tmp_path: Path) -> None:
    file = written(tmp_path / "f.json", b'{"a": "1", "b": {"c": ["x", "y"]}}')

    assert cells(file) == [{"a": "1", "b.c": "x|y"}]


def test_a_point_gives_the_position_unless_the_properties_do(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "id": "node/1",
            "geometry": {"type": "Point", "coordinates": [-0.633, 45.7464, 12]},
            "properties": {"nom": "x", "longitude": "", "latitude": "45,7"},
        },
        {"type": "Feature", "geometry": None, "properties": None},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()

    assert cells(written(tmp_path / "f.geojson", content)) == [
        {"nom": "x", "longitude": "-0.633", "latitude": "45,7", "id": "node/1"},
        {},
    ]


def of_features(path: Path, *features: dict[str, object], crs: str = "") -> list[dict[str, str]]:
    content: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if crs:  # QGIS writes it first, others last
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content))
    return cells(path)


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_a_multipoint_of_one_point_is_a_point(tmp_path: Path) -> None:
    geometry = {"type": "MultiPoint", "coordinates": [[-0.633, 45.7464]]}

    (row,) = of_features(tmp_path / "f", feature(geometry, nom="x"))

    assert row == {"nom": "x", "longitude": "-0.633", "latitude": "45.7464"}


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("MultiPoint", [[-0.6, 45.7], [-0.7, 45.8]]),
        ("LineString", [[-0.6, 45.7], [-0.7, 45.8]]),
        ("Polygon", [[[-0.6, 45.7], [-0.7, 45.8], [-0.6, 45.8], [-0.6, 45.7]]]),
        ("Point", []),
    ],
)
def test_another_shape_is_kept_and_no_point_is_made_of_it(
    tmp_path: Path, kind: str, coordinates: object
) -> None:
    geometry = {"type": kind, "coordinates": coordinates}

    (row,) = of_features(tmp_path / "f", feature(geometry, nom="x"))

    assert row == {"nom": "x", "geometry": json.dumps(geometry)}


def test_an_immense_shape_is_cut(tmp_path: Path) -> None:
    geometry = {"type": "LineString", "coordinates": [[0.5, 45.5]] * MAX_GEOMETRY}

    (row,) = of_features(tmp_path / "f", feature(geometry))

    assert len(row["geometry"]) == MAX_GEOMETRY
    assert row["geometry"].endswith("…")


def test_points_in_another_system_become_degrees_and_are_kept(tmp_path: Path) -> None:
    lambert = {"type": "Point", "coordinates": [418251.3, 6522405.8]}
    degrees = {"type": "Point", "coordinates": [-0.633, 45.7464]}  # the file is wrong about it

    rows = of_features(
        tmp_path / "f",
        feature(lambert, nom="x"),
        feature(degrees, nom="y"),
        feature(lambert | {"coordinates": ["a", None]}, nom="z"),
        crs="urn:ogc:def:crs:EPSG::2154",
    )

    assert (rows[0]["latitude"], rows[0]["longitude"]) == ("45.743034", "-0.624848")
    assert rows[0]["geometry"] == json.dumps(lambert)
    assert rows[1] == {"nom": "y", "longitude": "-0.633", "latitude": "45.7464"}
    assert rows[2]["longitude"] == "a"


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "x"])
def test_degrees_are_left_as_they_are(tmp_path: Path, crs: str) -> None:
    point = {"type": "Point", "coordinates": [-0.633, 45.7464]}

    assert of_features(tmp_path / "f", feature(point), crs=crs) == [
        {"longitude": "-0.633", "latitude": "45.7464"}
    ]


def test_a_system_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [418251.3, 6522405.8]}

    with pytest.raises(UnreadableFile, match="EPSG:99999"):
        of_features(tmp_path / "f", feature(point), crs="urn:ogc:def:crs:EPSG::99999")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("null", ""),
        ("NaN", ""),
        ("true", "true"),
        ("false", "false"),
        ("45", "45"),
        ("45.0", "45.0"),
        ("-0.10", "-0.10"),
        ("1e5", "1e5"),
        ("0.0000001", "0.0000001"),
        ("9" * 5000, "9" * 5000),
        ('["x", null, 1.50, true]', "x|1.50|true"),
        ("[]", ""),
        ('[{"jour": "lundi", "fin": 12.50}, [1]]', '[{"jour": "lundi", "fin": 12.50}, [1]]'),
        (r'"\ud83d\ude00 \ud800 \u0000"', "😀 \ufffd \ufffd"),
        ('"line\nbreak"', "line\nbreak"),
    ],
)
def test_a_json_value_is_kept_as_it_is_written(tmp_path: Path, value: str, text: str) -> None:
    file = written(tmp_path / "f.json", f'[{{"a": {value}}}]'.encode())

    assert cells(file) == [{"a": text}]


def test_objects_in_objects_are_columns_of_their_own(tmp_path: Path) -> None:
    content = rb'[{"a": {"b": {"c": 1}, "": 2}, "a.b.c": 3, "d": 4, "d": 5, "": 6, "e\ud800": 7}]'

    assert cells(written(tmp_path / "f.json", content)) == [
        {
            "a.b.c": "1",
            "a.": "2",
            "a.b.c (2)": "3",
            "d": "4",
            "d (2)": "5",
            "colonne 5": "6",
            "e\ufffd": "7",
        }
    ]


def test_an_element_that_is_no_object_is_a_broken_row(tmp_path: Path) -> None:
    file = written(tmp_path / "f.json", b'[{"a": 1}, [1, 2.50], null, "x"]')

    whole, *broken = read_rows(file, columns=("a",))

    assert whole.is_whole
    assert [(row.number, row.cells, row.is_whole) for row in broken] == [
        (2, {"": "[1, 2.50]"}, False),
        (3, {"": "null"}, False),
        (4, {"": '"x"'}, False),
    ]


def test_a_line_that_is_no_json_costs_itself_only(tmp_path: Path) -> None:
    file = written(tmp_path / "f.jsonl", b'{"a": 1}\n{"a": 2,}\n{"a": 3}\n[4]\n{"a"')

    rows = list(read_rows(file, columns=("a",)))

    assert [(row.cells, row.is_whole) for row in rows] == [
        ({"a": "1"}, True),
        ({"": '{"a": 2,}'}, False),
        ({"a": "3"}, True),
        ({"": "[4]"}, False),
        ({"": '{"a"'}, False),
    ]


def test_columns_may_be_missing_from_the_first_objects(tmp_path: Path) -> None:
    file = written(tmp_path / "f.json", b'[{"a": 1}, {"a": 2, "b": 3}]')

    assert len(list(read_rows(file, columns=("a", "b")))) == 2
    assert describe(file).columns == ("a", "b")


@pytest.mark.parametrize("offset", range(8))
def test_numbers_cut_by_the_end_of_a_chunk_are_read_whole(tmp_path: Path, offset: int) -> None:
    start = "[" + " " * (CHUNK - 1 - offset)
    file = written(tmp_path / "f.json", f"{start}-12.5e+7, 1]".encode())

    assert [row.cells[""] for row in read_rows(file)] == ["-12.5e+7", "1"]
