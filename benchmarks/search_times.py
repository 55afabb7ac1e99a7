"""What benchmarks.search asks of one process, on the database of its environment; answers in JSON.

The clock stands still, on a Tuesday morning, when most places are open.
"""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import chain
from unittest.mock import patch

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
django.setup()

# Django must know its models before they are imported.
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from tqdm import tqdm  # noqa: E402

from benchmarks.questions import PAGE_SIZE, WARM_UP_SEED, Question, questions  # noqa: E402
from maillage.places.filters import OPTIONS, Group  # noqa: E402
from maillage.places.forms import read_search  # noqa: E402
from maillage.places.queries.search import search  # noqa: E402
from maillage.territory.queries import current_territory  # noqa: E402

TUESDAY = 1
WARM_UP = 20
FEWER = 5  # one in so many is asked how many queries it takes
HOST = {"host": "localhost"}
COUNTED = tuple(group for group in Group if group is not Group.RADIUS)  # asks for an origin


@dataclass(frozen=True)
class Times:
    """All in milliseconds, one for each question; then how many queries some of them took."""

    page: list[float]
    api: list[float]
    api_with_counts: list[float]
    search: list[float]
    bare: list[float]
    page_queries: list[int]
    api_queries: list[int]


def next_tuesday_at_ten() -> datetime:
    today = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(TUESDAY - today.weekday()) % 7)


def measured(asked: Sequence[Question], *, now: datetime) -> Times:
    """Measure each path by itself, once warm: vocabularies and plans are kept by the process."""
    pages, api, api_with_counts = (
        [address(question) for question in asked]
        for address in (page_address, api_address, counted_address)
    )
    with patch.object(timezone, "now", return_value=now):
        return Times(
            page=milliseconds(getter(1), pages),
            api=milliseconds(getter(2), api),
            api_with_counts=milliseconds(getter(3), api_with_counts),
            search=milliseconds(lambda question: find(question, now=now), asked),
            bare=milliseconds(bare(), [question.sql(now=now) for question in asked]),
            page_queries=[query_count(4, page) for page in pages[::FEWER]],
            api_queries=[query_count(5, address) for address in api_with_counts[::FEWER]],
        )


def page_address(question: Question) -> str:
    return f"/lieux/?{question.query()}"


def api_address(question: Question) -> str:
    return f"/api/v1/lieux?{question.query(limite=str(PAGE_SIZE))}"


def counted_address(question: Question) -> str:
    return f"/api/v1/lieux?{question.query(*COUNTED, limite=str(PAGE_SIZE))}"


def milliseconds(act: Callable[..., object], each: Sequence[object]) -> list[float]:
    for one in each[:WARM_UP]:
        act(one)
    times = []
    for one in tqdm(each, leave=False, disable=None):
        started = time.perf_counter()
        act(one)
        times.append((time.perf_counter() - started) * 1000)
    return times


def getter(caller: int) -> Callable[[str], None]:
    """Ask as visitors of several addresses do: the API would find a single one insistent."""
    client = Client(headers=HOST)
    asked = 0

    def get(path: str) -> None:
        nonlocal asked
        asked += 1
        answer = client.get(path, REMOTE_ADDR=f"127.0.{caller}.{asked % 8}")
        assert answer.status_code == 200, f"{answer.status_code} {path}"

    return get


def query_count(caller: int, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        Client(headers=HOST).get(path, REMOTE_ADDR=f"127.0.{caller}.1")
    return len(queries)


def find(question: Question, *, now: datetime) -> int:
    """Search, and count what each filter would leave: what the bare statements do."""
    territory = current_territory()
    options = list(chain.from_iterable(OPTIONS.values()))
    findings = search(
        read_search(QueryDict(question.query()), territory=territory, today=now.date()).criteria,
        territory=territory,
        now=now,
        size=PAGE_SIZE,
        counted=options,
    )
    return sum(findings.counts.of(option) for option in options if option.bit)


def bare() -> Callable[[tuple[str, str]], None]:
    """Run statements without Django, on the same database."""
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        cursor: sqlite3.Cursor | psycopg.Cursor = sqlite3.connect(name).cursor()
    else:
        cursor = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True).cursor()
        cursor.execute("SET TIME ZONE 'UTC'")

    def run(statements: tuple[str, str]) -> None:
        for statement in statements:
            cursor.execute(statement).fetchall()

    return run


def addresses(asked: Sequence[Question]) -> dict[str, list[str]]:
    for_anyone = [question.for_anyone for question in asked]
    return {
        "page": [page_address(question) for question in asked],
        "api": [api_address(question) for question in for_anyone],
        "api_with_counts": [counted_address(question) for question in for_anyone],
        "datasette": [q.datasette(with_counts=False) for q in for_anyone],
        "datasette_with_counts": [q.datasette(with_counts=True) for q in for_anyone],
    }


def main() -> None:
    count, warm_up = map(int, sys.argv[1:])
    asked = questions(count)
    answer = {
        "times": asdict(measured(asked, now=next_tuesday_at_ten())),
        "paths": addresses(asked),
        "warm_up": addresses(questions(warm_up, seed=WARM_UP_SEED)),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
