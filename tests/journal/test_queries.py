"""What an auditor finds: every edit, removal, swap and insertion, and a tail that was cut off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from maillage.journal.actions import Actor, record, seal
from maillage.journal.heads import Head, sign
from maillage.journal.models import Block, Entry, Seal
from maillage.journal.queries import Wrong, verify
from maillage.journal.triggers import TABLES, drop_statements

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="essai")


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def line(number: int) -> Entry:
    return record(
        act="places.import",
        subject_kind="places.Source",
        subject=str(number),
        by=BY,
        now=minute(number),
        facts={"created": number, "names": ["a", "b"]},
    )


@pytest.fixture
def chain(db: None) -> list[Entry]:
    """Three blocks of three lines."""
    lines = []
    for number in range(9):
        lines.append(line(number))
        if number % 3 == 2:
            seal(now=minute(number + 1))
    return lines


@pytest.fixture
def owner(chain: list[Entry]) -> Callable[..., None]:
    """What the owner of the database may do once she has dropped the triggers.

    They come back when the test is undone.
    """

    def execute(statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is due forbids to alter a table
    for statement in drop_statements(connection.vendor, TABLES):
        execute(statement)
    return execute


def head() -> Head:
    last = Block.objects.order_by("number").last()
    assert last
    return sign(last, key=Ed25519PrivateKey.generate(), signed_at=minute(60).isoformat())


def key_of(entry: Entry) -> str:
    return entry.pk.hex if connection.vendor == "sqlite" else str(entry.pk)


def found(*heads: Head) -> set[tuple[Wrong, int]]:
    return {(fault.wrong, fault.block) for fault in verify(heads=heads).faults}


def test_a_chain_that_nobody_touched_is_whole(chain: list[Entry]) -> None:
    waiting = line(20)

    verdict = verify(heads=[head()])

    assert verdict.is_whole
    assert (verdict.blocks, verdict.lines) == (3, 9)
    assert (verdict.unsealed, verdict.oldest_unsealed) == (1, waiting.at)


@pytest.mark.parametrize(
    "change",
    [
        "act = 'places.undo'",
        "actor = '2'",
        "actor_kind = 'user'",
        "subject = 'x'",
        "subject_kind = 'places.Place'",
        "version = 2",
        """facts = '{"created": 5}'""",
        "at = '2026-11-24 09:04:01+00:00'",
        "personal = '', personal_key = 'k'",
    ],
)
def test_a_line_that_was_changed_is_named(
    chain: list[Entry], owner: Callable[..., None], change: str
) -> None:
    owner(f"UPDATE journal_entry SET {change} WHERE id = %s", key_of(chain[4]))  # noqa: S608

    [fault] = verify().faults

    assert (fault.wrong, fault.block, fault.line) == (Wrong.LINE_CHANGED, 2, str(chain[4].pk))


def test_a_line_that_was_removed_is_named(chain: list[Entry], owner: Callable[..., None]) -> None:
    owner("DELETE FROM journal_entry WHERE id = %s", key_of(chain[4]))

    [fault] = verify().faults

    assert (fault.wrong, fault.block, fault.line) == (Wrong.LINE_GONE, 2, str(chain[4].pk))


def test_a_line_removed_with_its_seal_breaks_its_block(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    owner("DELETE FROM journal_entry WHERE id = %s", key_of(chain[4]))
    owner("DELETE FROM journal_seal WHERE line = %s", key_of(chain[4]))

    assert found() == {(Wrong.BLOCK_CHANGED, 2)}


def test_two_lines_that_changed_places_break_their_block(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    for entry, position in ((chain[3], 9), (chain[4], 0), (chain[3], 1)):
        owner("UPDATE journal_seal SET position = %s WHERE line = %s", position, key_of(entry))

    assert found() == {(Wrong.BLOCK_CHANGED, 2)}


def test_a_line_slipped_into_a_sealed_block_breaks_it(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    false = line(4)
    Seal.objects.create(line=false.pk, block_id=2, position=3, digest=b"x" * 32)

    assert found() == {(Wrong.BLOCK_CHANGED, 2), (Wrong.LINE_CHANGED, 2)}


def test_a_line_written_long_after_the_instant_it_bears_is_told(chain: list[Entry]) -> None:
    line(3 * 24 * 60)
    seal(now=START + timedelta(days=3))
    false = line(11)
    seal(now=START + timedelta(days=4), everything=True)

    [fault] = verify().faults

    assert (fault.wrong, fault.block, fault.line) == (Wrong.LINE_BACKDATED, 5, str(false.pk))


def test_a_journal_sealed_late_in_several_blocks_is_whole(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.journal.actions.MOST_LINES", 2)
    for day in range(5):
        line(day * 24 * 60)
    while seal(now=START + timedelta(days=30), everything=True):
        pass

    assert verify().is_whole


def test_a_block_that_was_removed_breaks_the_chain(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    owner("DELETE FROM journal_seal WHERE block_id = 2")
    owner("DELETE FROM journal_block WHERE number = 2")

    assert found() == {(Wrong.BLOCK_GONE, 2), (Wrong.CHAIN_BROKEN, 3)}


def test_a_block_made_again_breaks_the_chain_that_follows(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    owner("UPDATE journal_block SET digest = %s WHERE number = 2", "f" * 64)

    assert found() == {(Wrong.BLOCK_CHANGED, 2), (Wrong.CHAIN_BROKEN, 3)}


def test_a_count_that_was_changed_breaks_its_block(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    owner("UPDATE journal_block SET lines = 2 WHERE number = 2")

    assert found() == {(Wrong.BLOCK_CHANGED, 2)}


def test_a_tail_that_was_cut_off_is_seen_against_a_head_kept_elsewhere(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    kept = head()
    owner("DELETE FROM journal_seal WHERE block_id = 3")
    owner("DELETE FROM journal_block WHERE number = 3")
    owner("DELETE FROM journal_entry WHERE at >= %s", minute(6))

    assert verify().is_whole
    assert found(kept) == {(Wrong.TAIL_CUT, 3)}


def test_a_history_rewritten_from_end_to_end_differs_from_the_head_kept_elsewhere(
    chain: list[Entry], owner: Callable[..., None]
) -> None:
    kept = head()
    owner("DELETE FROM journal_seal")
    owner("DELETE FROM journal_block")
    owner("UPDATE journal_entry SET act = 'places.undo' WHERE id = %s", key_of(chain[4]))
    for number in range(3):
        seal(now=minute(60 + number))
    line(70)
    seal(now=minute(71))
    line(72)
    seal(now=minute(73))

    assert verify().is_whole
    assert found(kept) == {(Wrong.HEAD_DIFFERS, 3)}


def test_a_head_that_another_signed_is_told(chain: list[Entry]) -> None:
    true = head()
    forged = Head(true.number, "0" * 64, true.signed_at, true.public_key, true.signature)

    assert found(forged) == {(Wrong.HEAD_FORGED, 3)}


def test_faults_are_counted_beyond_those_that_are_named(
    chain: list[Entry], owner: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.journal.queries.MOST_NAMED", 2)
    owner("UPDATE journal_entry SET actor = 'x'")

    verdict = verify()

    assert (len(verdict.faults), verdict.fault_count) == (2, 9)
