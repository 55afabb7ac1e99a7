"""What is hashed, in one spelling whatever the engine: another program could check it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

from maillage.journal.seals import NO_BLOCK, Line, digest_of_block, digest_of_line, instant

AT = datetime(2026, 11, 24, 9, 12, 0, 5, tzinfo=UTC)
LINE = Line(
    version=1,
    key="12345678-1234-5678-1234-567812345678",
    at="2026-11-24T09:12:00.000005+00:00",
    actor_kind="user",
    actor="7",
    act="places.import",
    subject_kind="places.Source",
    subject="essai",
    facts='{"b": 1, "a": "\\u00e9"}',
    personal="0aff",
    personal_key="k",
)


def test_a_line_is_hashed_as_the_format_says() -> None:
    said = (
        '[1,"12345678-1234-5678-1234-567812345678","2026-11-24T09:12:00.000005+00:00","user","7",'
        '"places.import","places.Source","essai",{"a":"é","b":1},"0aff","k"]'
    )

    digest = digest_of_line(LINE)

    assert digest == hashlib.sha256(b"maillage line 1\n" + said.encode()).digest()


def test_a_block_is_hashed_as_the_format_says() -> None:
    lines = [digest_of_line(LINE), digest_of_line(LINE._replace(personal=None))]
    of_lines = hashlib.sha256(b"".join(lines)).hexdigest()
    said = json.dumps([1, NO_BLOCK, instant(AT), 2, of_lines], separators=(",", ":"))

    digest = digest_of_block(number=1, previous=NO_BLOCK, sealed_at=AT, digests=lines)

    assert digest == hashlib.sha256(b"maillage block 1\n" + said.encode()).hexdigest()


def test_an_instant_is_spelt_once_wherever_the_clock_stands() -> None:
    there = AT.astimezone(timezone(timedelta(hours=2)))

    assert instant(there) == instant(AT) == "2026-11-24T09:12:00.000005+00:00"
