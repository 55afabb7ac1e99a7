"""Lines as they are hashed, spelt by the database itself: a million of them in a few seconds.

Each engine keeps a key, an instant and bytes in its own way; what comes out is seals.Line.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from maillage.journal.seals import Line

KEYS = {
    "postgresql": "{0}::text",
    "sqlite": "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4)"
    " || '-' || substr({0}, 17, 4) || '-' || substr({0}, 21)",
}
INSTANTS = {
    "postgresql": "to_char(line.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')",
    "sqlite": "replace(line.at, ' ', 'T') || iif(length(line.at) = 19, '.000000', '') || '+00:00'",
}
FACTS = {"postgresql": "line.facts::text", "sqlite": "line.facts"}
PERSONAL = {
    "postgresql": "encode(line.personal, 'hex')",
    "sqlite": "iif(line.personal IS NULL, NULL, lower(hex(line.personal)))",
}
UNSEALED = "NOT EXISTS (SELECT 1 FROM journal_seal AS seal WHERE seal.line = line.id)"


class Sealed(NamedTuple):
    """A seal, by its block; `line` is None when it is gone."""

    block: int
    key: str
    digest: bytes
    line: Line | None


def sealed_lines(*, first: int, last: int) -> Iterator[Sealed]:
    """The seals of these blocks, in their order, each with what its line says now."""
    key = KEYS[connection.vendor].format("seal.line")
    rows = _rows(
        f"SELECT seal.block_id, {key}, seal.digest, {_spelt()}"  # noqa: S608
        " FROM journal_seal AS seal LEFT JOIN journal_entry AS line ON line.id = seal.line"
        " WHERE seal.block_id BETWEEN %s AND %s ORDER BY seal.block_id, seal.position",
        (first, last),
    )
    for block, name, digest, *said in rows:
        line = None if said[0] is None else Line(*said)
        yield Sealed(block, name, bytes(digest), line)


def unsealed_lines(*, since: datetime | None, limit: int) -> list[Line]:
    """Those that no block holds yet, the oldest first; none of before `since` is looked for."""
    bound = "AND line.at >= %s" if since else ""
    rows = _rows(
        f"SELECT {_spelt()} FROM journal_entry AS line"  # noqa: S608
        f" WHERE {UNSEALED} {bound} ORDER BY line.at, line.id LIMIT {limit}",
        (connection.ops.adapt_datetimefield_value(since),) if since else (),
    )
    return [Line(*row) for row in rows]


def _spelt() -> str:
    """The columns of seals.Line, in its order."""
    vendor = connection.vendor
    return (
        f"line.version, {KEYS[vendor].format('line.id')}, {INSTANTS[vendor]}, line.actor_kind,"
        " line.actor, line.act, line.subject_kind, line.subject,"
        f" {FACTS[vendor]}, {PERSONAL[vendor]}, line.personal_key"
    )


def _rows(statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
