"""How quickly places are found among 20,000 of them, spread over France, and against what.

    .venv/bin/python -m benchmarks.search [--datasette COMMAND]

300 searches drawn at random, always the same: a zone, filters, words, opening hours, a distance,
any of them or none, each with the counts of every filter. On SQLite, then on PostgreSQL:

- milliseconds at the server for a page of results and for the API, and queries each of them takes;
- the search and its counts, against the bare SQL that counts and reads the same spots.

Then requests a second over HTTP, from two workers as script/server runs them, against Datasette
on the same places and the same questions, those that it understands: zone, lists and words. It is
installed apart, unless a command is given. Whoever asks shares the processors with who answers.
The limit is for searches with the counts of every filter; those without are told as well.

Limits are printed beside what they limit. Exit status 1 when one is passed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks import datasette
from benchmarks.load import Load, load, percentile
from benchmarks.servers import free_port, running
from tests import postgresql

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
QUESTIONS, WARM_UP = 300, 1200  # a server that has been up for a while knows most places
FEWER = 100  # it is slow to count: so many of them tell its pace
WORKERS, THREADS = 2, 4
LABEL = 44
DATED_ON = "--dated-on=2026-11-01"

MAX_P95_MS = 150
MAX_QUERIES = 14
MAX_TIMES_BARE_SQL = 5
MIN_TIMES_DATASETTE = 3


class Report:
    """Prints each figure with its limit, and remembers whether one was passed."""

    def __init__(self) -> None:
        self.is_missed = False

    def line(self, label: str, figures: str, *, limit: str, is_met: bool) -> None:
        self.is_missed |= not is_met
        print(f"{label:<{LABEL}} {figures:<34} {limit:<12} {'' if is_met else 'MISSED'}".rstrip())

    def at_most(self, label: str, value: float, limit: float, *, figures: str) -> None:
        self.line(label, figures, limit=f"limit {limit}", is_met=value <= limit)

    def at_least(self, label: str, value: float, limit: float, *, figures: str) -> None:
        self.line(label, figures, limit=f"at least {limit}", is_met=value >= limit)


def prepared(folder: Path, *, url: str, places: Path) -> dict[str, str]:
    """Load the places in a database of their own; give the environment that reads it."""
    folder.mkdir()
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": url,
        "SECRET_KEY": "x" * 50,
        "HTTPS": "False",
        "TERRITORY": "FR",
    }
    for command in (
        ("migrate",),
        ("territory", "load"),
        # The API gives only what comes under an open licence, as this source does.
        ("import", "places", str(places), "--source=cartographie-nationale", DATED_ON),
        ("openings",),
        ("collectstatic", "--noinput"),
    ):
        subprocess.run(
            [BIN / "maillage", *command], env=environment, cwd=ROOT, check=True, capture_output=True
        )
    return environment


def measured(environment: Mapping[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.search_times", str(QUESTIONS), str(WARM_UP)]
    output = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    answer: dict[str, Any] = json.loads(output)
    return answer


def write_places(path: Path) -> Path:
    command = [sys.executable, "-m", "benchmarks.invented_places"]
    with path.open("w") as file:
        subprocess.run(command, cwd=ROOT, check=True, stdout=file, stderr=subprocess.DEVNULL)
    return path


@contextmanager
def site(environment: Mapping[str, str]) -> Iterator[int]:
    """Serve it as script/server does; give the port."""
    port = free_port()
    command = [str(BIN / "gunicorn"), "maillage.config.wsgi", "--bind", f"127.0.0.1:{port}",
               "--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "error",
               "--no-control-socket"]  # fmt: skip
    with running(command, port=port, environment=environment):
        yield port


def report_times(report: Report, name: str, times: Mapping[str, Sequence[float]]) -> None:
    for label, key in (("page", "page"), ("API", "api"), ("API, counts", "api_with_counts")):
        p50, p95 = (percentile(times[key], share) for share in (0.50, 0.95))
        figures = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
        report.at_most(f"{name}: {label}", p95, MAX_P95_MS, figures=figures)
    for label, key in (("page", "page_queries"), ("API, counts", "api_queries")):
        few, many = min(times[key]), max(times[key])
        figures = f"{few:.0f} to {many:.0f} queries"
        report.at_most(f"{name}: {label}", many, MAX_QUERIES, figures=figures)
    search, bare = (sum(times[key]) / len(times[key]) for key in ("search", "bare"))
    figures = f"{search:.0f} ÷ {bare:.0f} ms = {search / bare:.1f} times"
    report.at_most(f"{name}: search ÷ bare SQL", search / bare, MAX_TIMES_BARE_SQL, figures=figures)


def loads(
    environment: Mapping[str, str], answer: Mapping[str, Any], *, command: Path, base: Path
) -> dict[str, Load]:
    """Ask everything over HTTP, of one server at a time, after other questions."""
    paths, others = answer["paths"], answer["warm_up"]
    caller = count(1)
    found = {}
    with site(environment) as port:
        for kind in ("page", "api", "api_with_counts"):
            load(others[kind], ports=[port], caller=next(caller))
            found[kind] = load(paths[kind], ports=[port], caller=next(caller))
    for processes in (1, WORKERS):
        with datasette.served(command, base, processes=processes) as ports:
            for kind in ("datasette", "datasette_with_counts"):
                asked, other = (
                    [f"/{base.stem}/places.json?{query}" for query in told[kind][:FEWER]]
                    for told in (paths, others)
                )
                load(other, ports=ports, caller=next(caller))
                found[f"{kind}_{processes}"] = load(asked, ports=ports, caller=next(caller))
    return found


def report_loads(report: Report, found: Mapping[str, Load]) -> None:
    for kind, one in found.items():
        print(
            f"{kind.replace('_', ' '):<{LABEL}} {one.per_second:.0f}/s, p50 {one.p50_ms:.0f} ms,"
            f" p95 {one.p95_ms:.0f} ms"
        )
    for kind, other in (("api", "datasette"), ("api_with_counts", "datasette_with_counts")):
        for processes in (1, WORKERS):
            mine, theirs = found[kind].per_second, found[f"{other}_{processes}"].per_second
            label = f"{kind} ÷ {other} × {processes}".replace("_", " ")
            figures = f"{mine:.0f} ÷ {theirs:.0f} /s = {mine / theirs:.1f} times"
            if kind == "api":
                print(f"{label:<{LABEL}} {figures}")
            else:
                report.at_least(label, mine / theirs, MIN_TIMES_DATASETTE, figures=figures)


def main() -> int:
    parser = argparse.ArgumentParser(description="Mesure la recherche.")
    parser.add_argument("--datasette", type=Path, help="une commande datasette déjà installée")
    command = parser.parse_args().datasette
    with tempfile.TemporaryDirectory() as name, tqdm(total=6, disable=None) as bar:
        folder = Path(name)
        command = command or datasette.install(folder / "datasette")
        bar.update()
        places = write_places(folder / "lieux.csv")
        urls = {"SQLite": "", "PostgreSQL": postgresql.start()}
        bar.update()
        with ThreadPoolExecutor() as both:
            loading = {
                engine: both.submit(prepared, folder / engine, url=url, places=places)
                for engine, url in urls.items()
            }
        environments = {engine: one.result() for engine, one in loading.items()}
        bar.update()
        answers = {}
        for engine, environment in environments.items():
            answers[engine] = measured(environment)
            bar.update()
        base = folder / "base.sqlite3"
        datasette.write_database(base, source=folder / "SQLite" / "maillage.sqlite3")
        found = loads(environments["SQLite"], answers["SQLite"], command=command, base=base)
        bar.update()
    report = Report()
    for engine, answer in answers.items():
        report_times(report, engine, answer["times"])
    report_loads(report, found)
    return 1 if report.is_missed else 0


if __name__ == "__main__":
    sys.exit(main())
