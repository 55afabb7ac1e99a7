"""What is sealed, and whether it still is what was sealed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from maillage.journal.heads import Head
from maillage.journal.models import Block, Entry, Seal
from maillage.journal.seals import COLUMNS, NO_BLOCK, digest_of_block, digest_of_line
from maillage.lib.progress import Progress

LONGEST_ACT = timedelta(days=1)  # between the instant a line bears and its being committed
CHUNK = 5000  # lines in memory at once
PK, AT = COLUMNS.index("pk"), COLUMNS.index("at")
MOST_NAMED = 100
NO_LINES: tuple[int, Iterable["_Sealed"]] = (0, ())


class Wrong(StrEnum):
    """What an auditor may find."""

    LINE_CHANGED = "line_changed"
    LINE_GONE = "line_gone"
    LINE_BACKDATED = "line_backdated"  # sealed after lines that are far later
    BLOCK_CHANGED = "block_changed"  # a seal was changed, added, removed, or swapped with another
    BLOCK_GONE = "block_gone"
    CHAIN_BROKEN = "chain_broken"
    HEAD_DIFFERS = "head_differs"
    HEAD_FORGED = "head_forged"
    TAIL_CUT = "tail_cut"


class Fault(NamedTuple):
    """Something wrong: in which block, and which line where one is to be named."""

    wrong: Wrong
    block: int
    line: UUID | None = None


@dataclass
class Verdict:
    """Faults are named up to MOST_NAMED, and counted beyond."""

    blocks: int = 0
    lines: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.fault_count

    def blame(self, wrong: Wrong, block: int, line: UUID | None = None) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_NAMED:
            self.faults.append(Fault(wrong, block, line))


class _Sealed(NamedTuple):
    """A seal, and the instant of its line; None when the line is gone."""

    block: int
    line: UUID
    digest: bytes
    at: datetime | None


def unsealed(*, since: datetime | None = None) -> QuerySet[Entry]:
    """The lines that no block holds yet; those of before `since` are not looked for."""
    waiting = Entry.objects.filter(~Exists(Seal.objects.filter(line=OuterRef("pk"))))
    return waiting.filter(at__gte=since) if since else waiting


def verify(
    *, heads: Iterable[Head] = (), public_key: str = "", progress: Progress | None = None
) -> Verdict:
    """Read every line again, in the order of the chain, and say all that is not as it was sealed.

    `heads`: those kept elsewhere, without which a tail cut off cannot be seen; `public_key`: who
    must have signed them, in hexadecimal, "" for whoever did.
    """
    verdict, kept = Verdict(), dict[int, Head]()
    for head in heads:
        if not head.is_genuine or (public_key and head.public_key != public_key):
            verdict.blame(Wrong.HEAD_FORGED, head.number)
        else:
            kept[head.number] = head
    _verify_blocks(verdict, kept, progress=progress)
    for number in _orphans():
        verdict.blame(Wrong.BLOCK_GONE, number)
    for number in kept:
        if number > verdict.blocks:
            verdict.blame(Wrong.TAIL_CUT, number)
    waiting = unsealed().order_by("at").values_list("pk", "at")
    verdict.unsealed = waiting.count()
    if verdict.unsealed:
        verdict.oldest_unsealed = waiting[0][1]
    return verdict


def _verify_blocks(verdict: Verdict, kept: dict[int, Head], *, progress: Progress | None) -> None:
    total = Seal.objects.count()
    previous, reached = NO_BLOCK, None
    held = groupby(_sealed_lines(verdict), key=attrgetter("block"))
    number, lines = next(held, NO_LINES)
    for block in Block.objects.order_by("number").iterator():
        its_own: list[_Sealed] = []
        if number == block.number:
            its_own = list(lines)
            number, lines = next(held, NO_LINES)
        if block.number != verdict.blocks + 1:
            verdict.blame(Wrong.BLOCK_GONE, block.number - 1)
        if block.previous != previous:
            verdict.blame(Wrong.CHAIN_BROKEN, block.number)
        _verify_block(verdict, block, its_own, reached=reached)
        if block.number in kept and kept[block.number].digest != block.digest:
            verdict.blame(Wrong.HEAD_DIFFERS, block.number)
        verdict.blocks, verdict.lines = block.number, verdict.lines + len(its_own)
        previous = block.digest
        reached = _reached(block, its_own, before=reached)
        if progress:
            progress(verdict.lines, total)


def _reached(block: Block, lines: Sequence[_Sealed], *, before: datetime | None) -> datetime | None:
    """How far the journal had come once this block was sealed; no clock ahead may tell later."""
    known = [one.at for one in lines if one.at] + ([before] if before else [])
    return min(block.sealed_at, max(known)) if known else None


def _verify_block(
    verdict: Verdict, block: Block, lines: Sequence[_Sealed], *, reached: datetime | None
) -> None:
    told = digest_of_block(
        number=block.number,
        previous=block.previous,
        sealed_at=block.sealed_at,
        digests=(one.digest for one in lines),
    )
    if told != block.digest or len(lines) != block.lines:
        verdict.blame(Wrong.BLOCK_CHANGED, block.number)
    for one in lines:
        if reached and one.at and one.at < reached - LONGEST_ACT:
            verdict.blame(Wrong.LINE_BACKDATED, block.number, one.line)


def _orphans() -> QuerySet[Seal, int]:
    """The blocks that seals name, and that are not there."""
    known = Block.objects.filter(number=OuterRef("block_id"))
    alone = Seal.objects.filter(~Exists(known)).order_by()
    return alone.values_list("block_id", flat=True).distinct()


def _sealed_lines(verdict: Verdict) -> Iterator[_Sealed]:
    """Every seal in the order of the chain; a line that is not as it was sealed is blamed.

    Those of a block that is gone are left aside: _orphans() tells of them.
    """
    seals = Seal.objects.filter(block__number__gte=1).order_by("block", "position")
    told = seals.values_list("block_id", "line", "digest").iterator(CHUNK)
    while some := list(islice(told, CHUNK)):
        lines = Entry.objects.filter(pk__in=[line for _block, line, _digest in some])
        found = {line[PK]: line for line in lines.order_by().values_list(*COLUMNS)}
        for block, key, digest in some:
            line = found.get(key)
            if line is None:
                verdict.blame(Wrong.LINE_GONE, block, key)
            elif digest_of_line(line) != bytes(digest):
                verdict.blame(Wrong.LINE_CHANGED, block, key)
            yield _Sealed(block, key, bytes(digest), line[AT] if line else None)
