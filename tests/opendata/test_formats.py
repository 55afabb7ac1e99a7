import csv
import io
import json

from maillage.opendata.formats import as_csv, as_geojson, as_json, said_of
from maillage.places.standard import COLUMNS

HERE = dict.fromkeys(COLUMNS, "") | {
    "id": "essai--1",
    "nom": 'Lieu "Été", virgule',
    "latitude": "45.7464",
    "longitude": "-0.6333",
}
SOMEWHERE = dict.fromkeys(COLUMNS, "") | {"id": "essai--2", "nom": "Ailleurs"}


def test_the_table_quotes_every_value_and_ends_its_lines_as_the_rfc_says() -> None:
    table = as_csv([HERE]).decode()

    assert table.startswith('"id","pivot","nom"')
    assert table.endswith("\r\n")
    [row] = csv.DictReader(io.StringIO(table, newline=""))
    assert row == HERE


def test_json_says_only_what_is_known_and_positions_in_numbers() -> None:
    assert json.loads(as_json([HERE, SOMEWHERE])) == [
        {
            "id": "essai--1",
            "nom": 'Lieu "Été", virgule',
            "latitude": 45.7464,
            "longitude": -0.6333,
        },
        {"id": "essai--2", "nom": "Ailleurs"},
    ]


def test_a_position_on_the_equator_or_the_meridian_is_not_lost() -> None:
    assert said_of(HERE | {"latitude": "0.0"})["latitude"] == 0.0


def test_geojson_puts_the_longitude_first_and_keeps_places_without_position() -> None:
    collection = json.loads(as_geojson([HERE, SOMEWHERE]))

    assert collection["type"] == "FeatureCollection"
    here, somewhere = collection["features"]
    assert here["geometry"] == {"type": "Point", "coordinates": [-0.6333, 45.7464]}
    assert here["properties"] == {"id": "essai--1", "nom": 'Lieu "Été", virgule'}
    assert somewhere["geometry"] is None
