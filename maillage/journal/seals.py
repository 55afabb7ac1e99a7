"""How lines are sealed: what is hashed, in which spelling. Plain Python: verifying needs no more.

Format, version 1:
- a line is the JSON list [version, id, at, actor_kind, actor, act, subject_kind, subject, facts,
  personal, personal_key], compact, in UTF-8, the names of the facts sorted; `id` is a UUID in
  lower case with hyphens, `at` an instant in UTC ("2026-11-24T09:12:00.000000+00:00"), `personal`
  in hexadecimal or null. Its digest is the SHA-256 of "maillage line 1", a line feed, this text;
- a block is the JSON list [number, previous, sealed_at, lines, digest of its lines], the last one
  being the SHA-256 of the digests of its lines, in their order. Its digest is the SHA-256 of
  "maillage block 1", a line feed, this text;
- a head is the JSON list [number, digest] of the last block, after "maillage head 1" and a line
  feed, signed with Ed25519 (RFC 8032). It is kept elsewhere as one line of JSON, with the day.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import orjson

LINE, BLOCK, HEAD = b"maillage line 1\n", b"maillage block 1\n", b"maillage head 1\n"
NO_BLOCK = "0" * 64


class Line(NamedTuple):
    """A line as it is hashed: texts, and the facts as JSON in any spelling."""

    version: int
    key: str
    at: str
    actor_kind: str
    actor: str
    act: str
    subject_kind: str
    subject: str
    facts: str
    personal: str | None
    personal_key: str


def digest_of_line(line: Line) -> bytes:
    said = [*line[:8], orjson.loads(line.facts), *line[9:]]
    return hashlib.sha256(LINE + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def digest_of_block(
    *, number: int, previous: str, sealed_at: datetime, digests: Iterable[bytes]
) -> str:
    told, lines = hashlib.sha256(), 0
    for digest in digests:
        told.update(digest)
        lines += 1
    said = [number, previous, instant(sealed_at), lines, told.hexdigest()]
    return hashlib.sha256(BLOCK + orjson.dumps(said)).hexdigest()


def text_of_head(*, number: int, digest: str) -> bytes:
    """What is signed."""
    return HEAD + orjson.dumps([number, digest])


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
