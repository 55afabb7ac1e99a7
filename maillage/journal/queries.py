"""What is sealed, and whether it still is what was sealed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from maillage.journal.heads import Head
from maillage.journal.lines import Sealed, sealed_lines
from maillage.journal.models import Block, Entry, Seal
from maillage.journal.seals import NO_BLOCK, digest_of_block, digest_of_line, instant
from maillage.lib.progress import Progress

LONGEST_ACT = timedelta(days=1)  # between the instant a line bears and its being committed
CHUNK = 5000  # lines in memory at once
MOST_NAMED = 100


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
    """Something wrong: in which block, and the key of the line where one is to be named."""

    wrong: Wrong
    block: int
    line: str = ""


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

    def blame(self, wrong: Wrong, block: int, line: str = "") -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_NAMED:
            self.faults.append(Fault(wrong, block, line))


def unsealed() -> QuerySet[Entry]:
    """The lines that no block holds yet."""
    return Entry.objects.filter(~Exists(Seal.objects.filter(line=OuterRef("pk"))))


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
    previous, reached = NO_BLOCK, ""
    for block, lines in _blocks():
        if block.number != verdict.blocks + 1:
            verdict.blame(Wrong.BLOCK_GONE, block.number - 1)
        if block.previous != previous:
            verdict.blame(Wrong.CHAIN_BROKEN, block.number)
        _verify_block(verdict, block, lines)
        _verify_lines(verdict, lines, reached=reached)
        if block.number in kept and kept[block.number].digest != block.digest:
            verdict.blame(Wrong.HEAD_DIFFERS, block.number)
        verdict.blocks, verdict.lines = block.number, verdict.lines + len(lines)
        previous = block.digest
        reached = _reached(block, lines, before=reached)
        if progress:
            progress(verdict.lines, total)


def _blocks() -> Iterator[tuple[Block, list[Sealed]]]:
    """Every block with its seals, read a few thousand at a time."""
    blocks, some, size = Block.objects.order_by("number").iterator(), list[Block](), 0
    for block in blocks:
        some.append(block)
        size += block.lines
        if size >= CHUNK:
            yield from _with_seals(some)
            some, size = [], 0
    yield from _with_seals(some)


def _with_seals(blocks: Sequence[Block]) -> Iterator[tuple[Block, list[Sealed]]]:
    if not blocks:
        return
    held: dict[int, list[Sealed]] = {}
    for sealed in sealed_lines(first=blocks[0].number, last=blocks[-1].number):
        held.setdefault(sealed.block, []).append(sealed)
    for block in blocks:
        yield block, held.get(block.number, [])


def _verify_block(verdict: Verdict, block: Block, lines: Sequence[Sealed]) -> None:
    told = digest_of_block(
        number=block.number,
        previous=block.previous,
        sealed_at=block.sealed_at,
        digests=(one.digest for one in lines),
    )
    if told != block.digest or len(lines) != block.lines:
        verdict.blame(Wrong.BLOCK_CHANGED, block.number)


def _verify_lines(verdict: Verdict, lines: Iterable[Sealed], *, reached: str) -> None:
    too_early = instant(datetime.fromisoformat(reached) - LONGEST_ACT) if reached else ""
    for sealed in lines:
        if sealed.line is None:
            verdict.blame(Wrong.LINE_GONE, sealed.block, sealed.key)
        elif digest_of_line(sealed.line) != sealed.digest:
            verdict.blame(Wrong.LINE_CHANGED, sealed.block, sealed.key)
        elif sealed.line.at < too_early:
            verdict.blame(Wrong.LINE_BACKDATED, sealed.block, sealed.key)


def _reached(block: Block, lines: Iterable[Sealed], *, before: str) -> str:
    """How far the journal had come once this block was sealed; no clock ahead may tell later.

    Instants of one spelling compare as texts do.
    """
    latest = max((one.line.at for one in lines if one.line), default="")
    return min(instant(block.sealed_at), max(latest, before)) if latest or before else ""


def _orphans() -> QuerySet[Seal, int]:
    """The blocks that seals name, and that are not there."""
    known = Block.objects.filter(number=OuterRef("block_id"))
    alone = Seal.objects.filter(~Exists(known)).order_by()
    return alone.values_list("block_id", flat=True).distinct()
