"""The ground every test stands on: its own environment, its own database, a fixed clock.

All of it is laid before Django reads its settings, that is while this file is imported.
TEST_DATABASE=postgresql runs on PostgreSQL the tests that may reach the database.
"""

import atexit
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import TestCase
from zoneinfo import ZoneInfo

import django
import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from maillage.journal import triggers
from tests import postgresql

ROOT = Path(__file__).parents[1]

pytest_plugins = ("tests.browser", "tests.caches", "tests.cast", "tests.territory.fixtures")


def lay_the_ground() -> None:
    """Set the environment: nothing of the developer's own settings reaches the tests."""
    given_url = os.environ.get("TEST_POSTGRESQL_URL") or os.environ.get("DATABASE_URL", "")
    for name in re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE):
        os.environ[name] = ""  # absent, even where an .env file says something
    var = Path(tempfile.mkdtemp(prefix="maillage-"))
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    (var / "static").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        "VAR_DIR": str(var),
        "SECRET_KEY": "only for tests " * 4,
        "HTTPS": "false",
    }
    if os.environ.get("TEST_DATABASE", "sqlite") == "postgresql":
        given = given_url.startswith(("postgres://", "postgresql://"))
        os.environ["DATABASE_URL"] = given_url if given else postgresql.start()


# The workers of a parallel run inherit what the first process laid.
if "PYTEST_XDIST_WORKER" not in os.environ:
    lay_the_ground()

django.setup()
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # as written, nothing to collect
)


def may_reach_the_database(item: pytest.Item) -> bool:
    """To any other test, pytest-django refuses the database."""
    return (
        item.get_closest_marker("django_db") is not None
        or "django_db_setup" in getattr(item, "fixturenames", ())  # be it through another fixture
        or issubclass(getattr(item, "cls", None) or object, TestCase)
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The other tests would say on PostgreSQL what they said on SQLite."""
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(
            items=[item for item in items if not may_reach_the_database(item)]
        )
        items[:] = filter(may_reach_the_database, items)


@pytest.fixture(autouse=True)
def database_asked_for_beforehand(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that asked for it while running would be left out on PostgreSQL."""
    yield
    assert may_reach_the_database(request.node) or "db" not in request.fixturenames


# A busy machine is not a bug.
hypothesis.settings.register_profile("maillage", deadline=None)
hypothesis.settings.load_profile("maillage")


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning."""
    return datetime(2026, 11, 24, 10, 12, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="session", autouse=True)
def emptied_journal() -> Iterator[None]:
    """After a test with real transactions, Django empties every table: the journal must let it."""
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def lifting_the_triggers(*args: Any, **kwargs: Any) -> list[str]:
        return [
            *triggers.drop_statements(connection.vendor, triggers.TABLES),
            *sql_flush(*args, **kwargs),
            *triggers.create_statements(connection.vendor, triggers.TABLES),
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", lifting_the_triggers)
        yield
