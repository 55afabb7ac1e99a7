"""The one door of the journal: what it writes, what it refuses, and that nobody waits at it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.journal import actions
from maillage.journal.actions import (
    FORMAT_VERSION,
    Actor,
    FactsAreNotPlain,
    JournalError,
    NoTransaction,
    record,
    seal,
)
from maillage.journal.models import Block, Entry, Seal
from maillage.journal.seals import NO_BLOCK

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
COMMAND = Actor(kind=Entry.ActorKind.COMMAND, identifier="import places")


def record_import(**changes):
    line = {
        "act": "places.import",
        "subject_kind": "places.Source",
        "subject": "1",
        "by": COMMAND,
        "now": NOW,
    }
    return record(**(line | changes))


@pytest.mark.django_db
def test_an_act_writes_one_line_that_says_who_did_what_to_what_and_when():
    facts = {"file": "lieux.csv", "read": 35, "dry_run": False, "skipped": [3, None]}

    record_import(facts=facts)

    line = Entry.objects.get()
    assert (line.actor_kind, line.actor) == ("command", "import places")
    assert (line.act, line.subject_kind, line.subject) == ("places.import", "places.Source", "1")
    assert line.at == NOW
    assert line.facts == facts
    assert line.version == FORMAT_VERSION == 1


@pytest.mark.django_db
def test_nothing_personal_is_written_without_encryption():
    line = record_import()

    line.refresh_from_db()

    assert (line.facts, line.personal, line.personal_key) == ({}, None, "")


@pytest.mark.django_db(transaction=True)
def test_a_line_without_the_transaction_of_its_act_is_refused():
    with pytest.raises(NoTransaction, match=r"places\.import"):
        record_import()

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_line():
    @transaction.atomic
    def act():
        record_import()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        act()

    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"price": 9.99},
        {"counts": {"read": 35}},
        {"rows": [[1, 2]]},
        {"on": NOW},
        {"raw": b"bytes"},
        {"name": "a null \0 character"},
        {"file": "latin-1 \udce9.csv"},
    ],
)
def test_facts_outside_the_format_are_refused(facts):
    with pytest.raises(FactsAreNotPlain):
        record_import(facts=facts)

    assert not Entry.objects.exists()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
FACT = st.none() | st.booleans() | st.integers() | TEXT


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(TEXT, FACT | st.lists(FACT)))
def test_facts_are_read_back_as_they_were_written(facts):
    line = record_import(facts=facts)

    line.refresh_from_db()

    assert line.facts == facts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"act": ""}, "act"),
        ({"act": "a" * 101}, "act"),
        ({"subject_kind": ""}, "subject_kind"),
        ({"subject": ""}, "subject"),
        ({"subject": "s" * 101}, "subject"),
        ({"by": Actor(kind=Entry.ActorKind.USER, identifier="")}, "actor"),
        ({"by": Actor(kind="robot", identifier="1")}, "actor_kind"),
    ],
)
def test_a_line_with_a_missing_or_oversized_text_is_refused(changes, field):
    with pytest.raises(ValidationError) as refusal:
        record_import(**changes)

    assert list(refusal.value.message_dict) == [field]
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(JournalError, match="time zone"):
        record_import(now=NOW.replace(tzinfo=None))

    assert not Entry.objects.exists()


def prove_two_acts_are_in_progress_at_once():
    both_have_written = Barrier(2, timeout=10)

    def act(subject):
        try:
            with transaction.atomic():
                record_import(subject=subject)
                both_have_written.wait()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(act, ("1", "2")))

    assert Entry.objects.count() == 2


def prove_the_line_is_one_insert():
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        record_import()

    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]


@pytest.mark.django_db(transaction=True)
def test_an_act_in_progress_keeps_no_other_act_waiting():
    # SQLite has one writer, whoever writes: there, only that the line adds nothing to the wait.
    proofs = {
        "postgresql": prove_two_acts_are_in_progress_at_once,
        "sqlite": prove_the_line_is_one_insert,
    }

    proofs[connection.vendor]()


def recorded(*, minutes: int) -> Entry:
    return record_import(now=NOW + timedelta(minutes=minutes))


@pytest.mark.django_db
def test_a_block_follows_the_one_before_and_holds_its_lines_in_order() -> None:
    lines = [recorded(minutes=minutes) for minutes in (2, 0, 1)]
    seal(now=NOW)
    recorded(minutes=3)

    assert seal(now=NOW + timedelta(hours=1)) == 1
    first, second = Block.objects.all()

    assert (first.number, first.previous, first.lines) == (1, NO_BLOCK, 3)
    assert (second.number, second.previous, second.lines) == (2, first.digest, 1)
    sealed = Seal.objects.filter(block=first).values_list("line", flat=True)
    assert list(sealed) == [lines[1].pk, lines[2].pk, lines[0].pk]


@pytest.mark.django_db
def test_nothing_to_seal_makes_no_block() -> None:
    assert seal(now=NOW) == 0
    assert not Block.objects.exists()


@pytest.mark.django_db
def test_a_large_journal_is_sealed_in_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.journal.actions.MOST_LINES", 2)
    for minutes in range(3):
        recorded(minutes=minutes)

    assert [seal(now=NOW), seal(now=NOW), seal(now=NOW)] == [2, 1, 0]


@pytest.mark.django_db
def test_a_line_of_a_very_long_act_is_found_when_everything_is_looked_at() -> None:
    recorded(minutes=0)
    seal(now=NOW + timedelta(days=3))
    recorded(minutes=1)

    assert seal(now=NOW + timedelta(days=3)) == 0
    assert seal(now=NOW + timedelta(days=3), everything=True) == 1


@pytest.mark.django_db
def test_the_second_of_two_sealers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(minutes=0)
    digest_of_block = actions.digest_of_block

    def while_another_seals(**values: Any) -> str:
        Block.objects.create(number=1, sealed_at=NOW, lines=1, previous=NO_BLOCK, digest="a" * 64)
        return digest_of_block(**values)

    monkeypatch.setattr(actions, "digest_of_block", while_another_seals)

    with pytest.raises(IntegrityError), transaction.atomic():
        seal(now=NOW)

    assert not Seal.objects.exists()
