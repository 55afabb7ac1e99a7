"""The same places served by Datasette, in an environment of its own: it is no part of the project.

One table, one row a place; the lists are JSON arrays, which is how Datasette counts what they hold.
"""

import json
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.servers import free_port, running

VERSION = "0.65.5"
COLUMNS = ("slug", "name", "commune", "postcode", "address", "phone", "opening_hours",
           "latitude", "longitude", "words", "rank")  # fmt: skip
ROWS = """
    SELECT place.id, place.slug, place.name, commune.name, place.postcode, place.address,
        place.phone, place.opening_hours, spot.latitude, spot.longitude, spot.words, spot.rank
    FROM places_spot AS spot
    JOIN places_place AS place ON place.id = spot.place_id
    JOIN territory_commune AS commune ON commune.code_insee = spot.commune_id
"""


def install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run(
        [folder / "bin" / "pip", "install", "--quiet", f"datasette=={VERSION}"], check=True
    )
    return folder / "bin" / "datasette"


def write_database(path: Path, *, source: Path) -> None:
    """Write the places of an embedded database of Maillage, with the indexes that help it."""
    maillage = sqlite3.connect(source)
    said: dict[tuple[int, str], list[str]] = defaultdict(list)
    for place, field, code in maillage.execute(
        "SELECT place_id, field, code FROM places_placeterm"
    ):
        said[place, field].append(code)
    fields = sorted({field for _place, field in said})
    database = sqlite3.connect(path)
    columns = ", ".join((*COLUMNS, *fields))
    database.execute(f"CREATE TABLE places (id INTEGER PRIMARY KEY, {columns})")
    marks = ", ".join("?" * (1 + len(COLUMNS) + len(fields)))
    database.executemany(
        f"INSERT INTO places VALUES ({marks})",  # noqa: S608
        (
            (*row, *(json.dumps(said.get((row[0], field), [])) for field in fields))
            for row in maillage.execute(ROWS)
        ),
    )
    database.executescript("""
        CREATE INDEX position ON places (latitude, longitude);
        CREATE INDEX places_rank ON places (rank);
        CREATE VIRTUAL TABLE places_fts USING fts5 (words, content='places', content_rowid='id');
        INSERT INTO places_fts (rowid, words) SELECT id, words FROM places;
        ANALYZE;
    """)
    database.commit()


@contextmanager
def served(datasette: Path, database: Path, *, processes: int) -> Iterator[list[int]]:
    """Serve it, read-only and without suggestions, from so many processes; give their ports.

    It answers however long that takes, but for the counts: it leaves out those that it could not
    make in time, which is to its advantage.
    """
    ports = [free_port() for _process in range(processes)]
    with ExitStack() as servers:
        for port in ports:
            command = [str(datasette), "serve", "--immutable", str(database), "--port", str(port),
                       "--setting", "suggest_facets", "off",
                       "--setting", "sql_time_limit_ms", "10000"]  # fmt: skip
            servers.enter_context(running(command, port=port))
        yield ports
