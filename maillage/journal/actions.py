"""Write the journal: one act, one line, in the act's own transaction.

Format, version 1. A line is readable without the code that wrote it, for as long as it is kept:
- `act` is "<app>.<verb>" (`places.import`), `subject_kind` a model's label (`places.Source`),
  `subject` its key as text;
- `facts` maps a name to a text, a whole number, a truth value, nothing, or a list of these.
  No fraction (cents, metres: the two engines do not write fractions back alike), no nesting
  (a later seal must have one spelling to hash), no personal data;
- `personal` is the encrypted part, with the name of its key. Version 1 leaves both empty.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from maillage.journal.lines import unsealed_lines
from maillage.journal.models import Block, Entry, JournalError, Seal
from maillage.journal.queries import LONGEST_ACT
from maillage.journal.seals import NO_BLOCK, digest_of_block, digest_of_line

FORMAT_VERSION = 1
MOST_LINES = 10_000  # of a block: a first sealing makes several

# PostgreSQL's JSON takes neither a null character nor half a pair (a file name may carry one).
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Fact = str | int | bool | None


class NoTransaction(JournalError):
    """An act and its line live or die together: record() must run inside transaction.atomic."""


class FactsAreNotPlain(JournalError):
    """The facts do not fit the format at the top of this file."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the key of a user, the name of a command or of a public page. Never an e-mail."""

    kind: Entry.ActorKind
    identifier: str


def record(
    *,
    act: str,
    subject_kind: str,
    subject: str,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Fact | Sequence[Fact]] | None = None,
) -> Entry:
    """Write the line of one act.

    One INSERT and nothing else, so that no act waits for another: lines are sealed later.
    Raises NoTransaction, FactsAreNotPlain, or ValidationError when a text is empty or too long.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(f"{act}: record() was called outside transaction.atomic.")
    if timezone.is_naive(now):
        raise JournalError(f"{act}: `now` has no time zone.")
    entry = Entry(
        version=FORMAT_VERSION,
        at=now,
        actor_kind=by.kind,
        actor=by.identifier,
        act=act,
        subject_kind=subject_kind,
        subject=subject,
        facts=_plain(facts or {}),
    )
    entry.clean_fields(exclude=("facts",))  # SQLite would take a text of any length
    entry.insert_once()
    return entry


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    for name, value in facts.items():
        for fact in (name, *(value if isinstance(value, list | tuple) else (value,))):
            if not _is_fact(fact):
                raise FactsAreNotPlain(f"{name!r}: {fact!r} is not a fact the journal can keep.")
    return dict(facts)


def _is_fact(fact: object) -> bool:
    if isinstance(fact, str):
        return not UNSTORABLE.search(fact)
    return fact is None or isinstance(fact, int)


def seal(*, now: datetime, everything: bool = False) -> int:
    """Chain into one block the lines committed since the last one; give how many there were.

    Lines come in the order of their instants, then of their keys. One that a very long act wrote
    is found by sealing `everything`, which looks further back and costs more. Of two sealers at
    once, the second is refused by the number of its block: IntegrityError.
    """
    with transaction.atomic():
        last = Block.objects.order_by("-number").first()
        since = last.sealed_at - LONGEST_ACT if last and not everything else None
        lines = unsealed_lines(since=since, limit=MOST_LINES)
        if not lines:
            return 0
        digests = list(map(digest_of_line, lines))
        number, previous = (last.number + 1, last.digest) if last else (1, NO_BLOCK)
        block = Block.objects.create(
            number=number,
            sealed_at=now,
            lines=len(lines),
            previous=previous,
            digest=digest_of_block(
                number=number, previous=previous, sealed_at=now, digests=digests
            ),
        )
        Seal.objects.bulk_create(
            (
                Seal(line=line.key, block=block, position=position, digest=digest)
                for position, (line, digest) in enumerate(zip(lines, digests, strict=True))
            ),
            batch_size=1000,
        )
    return len(lines)
