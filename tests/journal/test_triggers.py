"""The last word is the database's: plain SQL neither changes nor removes a line."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from maillage.journal.actions import Actor, record
from maillage.journal.models import Entry
from maillage.journal.triggers import create_statements, drop_statements

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
FORBIDDEN = {
    "postgresql": (
        "TRUNCATE journal_entry",
        "INSERT INTO journal_entry SELECT * FROM journal_entry "
        "ON CONFLICT (id) DO UPDATE SET act = 'other'",
    ),
    "sqlite": (
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry",
        "INSERT OR REPLACE INTO journal_entry (rowid, id, version, at, actor_kind, actor, act,"
        " subject_kind, subject, facts, personal_key) SELECT rowid, 'another', version, at,"
        " actor_kind, actor, 'other', subject_kind, subject, facts, '' FROM journal_entry",
    ),
}


def record_a_line():
    return record(
        act="territory.load",
        subject_kind="territory.Commune",
        subject="all",
        by=Actor(kind=Entry.ActorKind.COMMAND, identifier="territory load"),
        now=NOW,
    )


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET act = 'other'",
        "DELETE FROM journal_entry",
        *FORBIDDEN[connection.vendor],
    ],
)
def test_plain_sql_neither_changes_nor_removes_a_line(statement):
    line = record_a_line()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(statement)

    assert list(Entry.objects.values_list("pk", "act")) == [(line.pk, "territory.load")]


@pytest.mark.django_db
def test_installing_the_triggers_twice_changes_nothing():
    record_a_line()

    execute(*create_statements(connection.vendor))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute("DELETE FROM journal_entry")


@pytest.mark.django_db
def test_once_the_triggers_are_dropped_nothing_of_them_is_left():
    record_a_line()

    execute(*drop_statements(connection.vendor))
    execute("DELETE FROM journal_entry")

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_migration_that_installs_the_triggers_can_be_undone_and_done_again():
    with transaction.atomic():
        record_a_line()

    try:
        call_command("migrate", "journal", "0001", verbosity=0)
        execute("UPDATE journal_entry SET act = 'other'")
    finally:
        call_command("migrate", "journal", verbosity=0)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute("UPDATE journal_entry SET act = 'once more'")
    assert Entry.objects.get().act == "other"
