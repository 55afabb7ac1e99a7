"""How fast a file of places is imported, and in how much memory.

    .venv/bin/python -m benchmarks.import_places [ROWS]

A file of ROWS made-up rows at the national standard (50,000 unless told), spread over the
communes of France, is imported by the command, in an embedded database of its own. Printed, with
the limits that must hold:

- rows a second, and how many times longer it takes than the bare SQL INSERT of the very rows that
  it wrote (places, terms, records, changes), same engine, same tables, one transaction;
- rows a second when the same file is read again, which must change nothing;
- the peak memory of the command, beside its peak for a file ten times smaller.

The start of the command, measured on a file of one row, is taken off. Exit status 1 when a limit
is passed.
"""

import csv
import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).parents[1]
COMMUNES = ROOT / "maillage" / "territory" / "data" / "communes.csv.gz"
POSTCODES = ROOT / "maillage" / "territory" / "data" / "postcodes.csv.gz"
TABLES = ("places_place", "places_placeterm", "places_record", "places_recordchange")
ROWS = 50_000
MAX_TIMES_BARE_INSERT = 30
MAX_MEMORY_RATIO = 1.2

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Accès internet et matériel informatique",
    "Insertion professionnelle via le numérique",
)
HOURS = ("Mo-Fr 09:00-12:00,14:00-17:00", "Tu,Th 14:00-18:00", "lundi et jeudi de 9h à 12h", "")


@dataclass(frozen=True)
class Run:
    seconds: float
    peak_mb: float
    report: dict[str, int]


def write_file(path: Path, *, rows: int) -> None:
    """Write made-up places in real communes, the same whenever it is asked."""
    chance = random.Random(rows)
    postcodes = {row["commune_id"]: row["code"] for row in read(POSTCODES)}
    communes = list(read(COMMUNES))
    with path.open("w", newline="") as file:
        written = csv.DictWriter(file, fieldnames=list(place(0, communes[0], "", chance)))
        written.writeheader()
        for number in range(rows):
            commune = chance.choice(communes)
            postcode = postcodes.get(commune["code_insee"], "")
            written.writerow(place(number, commune, postcode, chance))


def place(
    number: int, commune: dict[str, str], postcode: str, chance: random.Random
) -> dict[str, str]:
    return {
        "id": f"essai-{number}",
        "pivot": "0" * 14,
        "nom": f"Espace numérique n° {number}",
        "commune": commune["name"],
        "code_postal": postcode,
        "code_insee": commune["code_insee"],
        "adresse": f"{chance.randrange(1, 200)} rue de la Mairie",
        "latitude": commune["latitude"],
        "longitude": commune["longitude"],
        "telephone": f"05 46 {chance.randrange(10, 99)} 00 00",
        "courriels": "contact@example.org",
        "site_web": "https://example.org/lieu",
        "horaires": chance.choice(HOURS),
        "date_maj": "2024-04-02",
        "services": "|".join(chance.sample(SERVICES, 2)),
    }


def read(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt") as lines:
        yield from csv.DictReader(lines)


def command(*arguments: str, folder: Path) -> tuple[float, float]:
    """Run a command on the database of this folder; give its seconds and its peak in MB."""
    environment = os.environ | {"VAR_DIR": str(folder), "DATABASE_URL": "", "TERRITORY": "FR"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("maillage"), *arguments],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"maillage {' '.join(arguments)} failed"
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def imported(file: Path, *, source: str, folder: Path) -> Run:
    report = folder / "report.json"
    seconds, peak_mb = command(
        "import",
        "places",
        str(file),
        f"--source={source}",
        "--dated-on=2024-08-01",
        f"--report={report}",
        folder=folder,
    )
    return Run(seconds=seconds, peak_mb=peak_mb, report=json.loads(report.read_text()))


def bare_insert(*, empty: Path, full: Path) -> float:
    """Seconds that plain INSERTs take for the rows of the full database, in the empty one."""
    written = sqlite3.connect(full)
    database = sqlite3.connect(empty)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    for table in ("places_source", "places_importrun"):  # what the records point to
        copy(table, source=written, target=database)
    database.commit()
    rows = {table: written.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    started = time.perf_counter()
    for table, values in rows.items():
        insert(table, values, target=database)
    database.commit()
    return time.perf_counter() - started


def copy(table: str, *, source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    insert(table, source.execute(f"SELECT * FROM {table}").fetchall(), target=target)  # noqa: S608


def insert(table: str, rows: list[tuple[object, ...]], *, target: sqlite3.Connection) -> None:
    marks = ", ".join("?" * len(rows[0])) if rows else ""
    target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name, tqdm(total=7, disable=None) as bar:
        folder = Path(name)

        def step(*arguments: str) -> None:
            command(*arguments, folder=folder)
            bar.update()

        step("migrate")
        step("territory", "load")
        shutil.copy(folder / "maillage.sqlite3", empty := folder / "empty.sqlite3")
        files = {size: folder / f"{size}.csv" for size in (1, rows // 10, rows)}
        for size, file in files.items():
            write_file(file, rows=size)
        start = imported(files[1], source="un", folder=folder)
        bar.update()
        small = imported(files[rows // 10], source="petit", folder=folder)
        bar.update()
        shutil.copy(empty, folder / "maillage.sqlite3")
        first = imported(files[rows], source="grand", folder=folder)
        bar.update()
        shutil.copy(folder / "maillage.sqlite3", full := folder / "full.sqlite3")
        again = imported(files[rows], source="grand", folder=folder)
        bar.update()
        insert_seconds = bare_insert(empty=empty, full=full)
        bar.update()
    assert first.report["created"] == again.report["unchanged"] == rows
    seconds = first.seconds - start.seconds
    times = seconds / insert_seconds
    memory_ratio = first.peak_mb / small.peak_mb
    print(f"first import  {rows / seconds:>8.0f} rows/s")
    print(f"read again    {rows / (again.seconds - start.seconds):>8.0f} rows/s")
    print(f"bare INSERT   {rows / insert_seconds:>8.0f} rows/s")
    print(f"import ÷ bare INSERT     {times:>6.1f} times   limit {MAX_TIMES_BARE_INSERT}")
    print(f"peak memory, {rows // 10:>7} rows {small.peak_mb:>6.0f} MB")
    print(f"peak memory, {rows:>7} rows {first.peak_mb:>6.0f} MB")
    print(f"memory ratio             {memory_ratio:>6.2f}         limit {MAX_MEMORY_RATIO}")
    return 1 if times > MAX_TIMES_BARE_INSERT or memory_ratio > MAX_MEMORY_RATIO else 0


if __name__ == "__main__":
    sys.exit(main())
