"""How long verifying the journal takes, and against what.

    .venv/bin/python -m benchmarks.journal [--lines 1000000]

Lines are written straight into an embedded database of its own, sealed as every night does, then
verified against a head. Beside it, what cannot be spared: reading the same rows with the bare
driver, and hashing as many texts of that length.

The limit is printed beside what it limits. Exit status 1 when it is passed.
"""

import argparse
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

LINES = 1_000_000
MAX_S_PER_MILLION = 10
START = datetime(2026, 1, 1, tzinfo=UTC)
INSERT = (
    "INSERT INTO journal_entry (id, version, at, actor_kind, actor, act, subject_kind, subject,"
    " facts, personal_key) VALUES (?, 1, ?, 'user', ?, ?, 'places.Place', ?, ?, '')"
)
ACTS = ("places.import", "places.update", "accounts.invite", "places.report_error")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """A year or two of acts, always the same; keys are as scattered as drawn ones."""
    for number in range(count):
        key = UUID(bytes=hashlib.sha256(str(number).encode()).digest()[:16])
        at = START + timedelta(minutes=number)
        facts = f'{{"created": {number}, "file": "lieux-{number}.csv"}}'
        yield (
            key.hex,
            f"{at:%Y-%m-%d %H:%M:%S}",
            str(number % 43),
            ACTS[number % 4],
            str(number % 900),
            facts,
        )


def timed(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def bare(database: Path, count: int) -> float:
    """Read every line in the order of the seals, and hash a text of about its length."""
    started = time.perf_counter()
    told = sqlite3.connect(database).execute(
        "SELECT seal.digest, entry.* FROM journal_seal AS seal"
        " JOIN journal_entry AS entry ON entry.id = seal.line"
        " ORDER BY seal.block_id, seal.position"
    )
    read = sum(len(hashlib.sha256(repr(row).encode()).digest()) // 32 for row in told)
    assert read == count
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description="Mesure la vérification du journal.")
    parser.add_argument("--lines", type=int, default=LINES)
    count = parser.parse_args().lines
    maillage = str(Path(sys.executable).parent / "maillage")
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {
            "VAR_DIR": name, "DATABASE_URL": "", "SECRET_KEY": "x" * 50, "HTTPS": "False",
        }  # fmt: skip
        subprocess.run([maillage, "migrate"], env=environment, check=True, capture_output=True)
        database = Path(name) / "maillage.sqlite3"
        writing = sqlite3.connect(database)
        writing.executemany(INSERT, rows(count))
        writing.commit()
        writing.close()
        sealing = timed([maillage, "journal", "head"], environment)
        verifying = timed([maillage, "journal", "verify"], environment)
        least = bare(database, count)
    limit = MAX_S_PER_MILLION * count / 1_000_000
    is_met = verifying <= limit
    print(f"sealing    {count:>9} lines in {sealing:.1f} s")
    print(f"verifying  {count:>9} lines in {verifying:.1f} s   limit {limit:g}"
          f"{'' if is_met else '   MISSED'}")  # fmt: skip
    print(f"verifying ÷ bare reading and hashing = {verifying / least:.1f} times")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
