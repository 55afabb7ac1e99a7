"""A mistake is found early: no ordinary way of Django writes, changes or removes a line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError

import maillage
from maillage.journal.actions import Actor, record
from maillage.journal.models import Entry, JournalIsAppendOnly

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)

FORBIDDEN_WAYS = {
    "save": lambda line: line.save(),
    "delete": lambda line: line.delete(),
    "create": lambda line: Entry.objects.create(at=NOW),
    "get_or_create": lambda line: Entry.objects.get_or_create(act="other"),
    "update_or_create": lambda line: Entry.objects.update_or_create(pk=line.pk),
    "bulk_create": lambda line: Entry.objects.bulk_create([Entry(at=NOW)]),
    "bulk_update": lambda line: Entry.objects.bulk_update([line], ["act"]),
    "update all": lambda line: Entry.objects.update(act="other"),
    "delete all": lambda line: Entry.objects.all().delete(),
    "delete some": lambda line: Entry.objects.filter(pk=line.pk).delete(),
}


@pytest.fixture
def line(db):
    return record(
        act="territory.load",
        subject_kind="territory.Commune",
        subject="all",
        by=Actor(kind=Entry.ActorKind.COMMAND, identifier="territory load"),
        now=NOW,
    )


@pytest.mark.parametrize("way", FORBIDDEN_WAYS.values(), ids=FORBIDDEN_WAYS.keys())
def test_a_line_is_neither_written_nor_changed_nor_removed_outside_record(line, way):
    line.act = "other"

    with pytest.raises(JournalIsAppendOnly, match=r"journal\.actions\.record"):
        way(line)

    assert list(Entry.objects.values_list("pk", "act")) == [(line.pk, "territory.load")]


def test_a_line_does_not_take_the_place_of_another(line):
    with pytest.raises(IntegrityError):
        Entry(pk=line.pk, at=NOW).insert_once()


def test_only_the_actions_of_the_journal_write_lines():
    package = Path(maillage.__file__).parent

    writers = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if ".insert_once(" in path.read_text()
    ]

    assert writers == ["journal/actions.py"]


def test_a_line_reads_in_one_sentence(line):
    assert str(line) == "2026-11-24 09:12 territory.load territory.Commune all"
