"""What was read of each source: its imports, what each of them changed, the rows it refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from maillage.places.field_words import Difference, differences
from maillage.places.models import ImportRun, QuarantinedRow, Record, RecordChange, Source

Kind = RecordChange.Kind
DOUBTS_SHOWN = 50

Flag = dict[str, str]  # of Record.flags


@dataclass(frozen=True)
class Use:
    """How many rows of a file became records, of those that concern the territory."""

    used: int
    concerned: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 % means all of them."""
        return self.used * 100 // self.concerned


@dataclass(frozen=True, kw_only=True)
class SourceState:
    """Where a source stands; `last_run` is None when no import of it is in force."""

    source: Source
    last_run: ImportRun | None
    use: Use | None
    listed: int
    gone: int
    quarantined: int


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What undoing an import would do to records; `newer` is the import that stands in the way."""

    deleted: int
    restored: int
    newer: ImportRun | None


class Refusals(NamedTuple):
    slug: str
    source: str
    reason: str
    rows: int


@dataclass(frozen=True)
class ShownChange:
    """A change in words; `columns` are those of the file, as [name, before, after]."""

    change: RecordChange
    differences: Sequence[Difference]
    columns: Sequence[tuple[str, str | None, str | None]]
    doubts: Sequence[Flag]
    lifted_doubts: Sequence[Flag]


def source_states() -> list[SourceState]:
    """Every source, the most trusted first; four queries whatever their number."""
    records = _listed_and_gone()
    refused = rows_to_mend().order_by().values_list("run__source").annotate(rows=Count("pk"))
    quarantined = dict(refused)
    last_runs = {run.source_id: run for run in _last_runs()}
    states = []
    for source in Source.objects.all():
        listed, gone = records.get(source.pk, (0, 0))
        run = last_runs.get(source.pk)
        states.append(
            SourceState(
                source=source,
                last_run=run,
                use=use_of(run) if run else None,
                listed=listed,
                gone=gone,
                quarantined=quarantined.get(source.pk, 0),
            )
        )
    return states


def use_of(run: ImportRun) -> Use | None:
    """Tell how much of a file was used; None when nothing of it concerns the territory."""
    used = run.created + run.updated + run.unchanged
    concerned = run.read - run.outside
    return Use(used, concerned) if concerned else None


def _listed_and_gone() -> dict[int, tuple[int, int]]:
    """Count the records of each source that its files still list, and those they do not."""
    counts = (
        Record.objects.order_by()
        .values_list("source")
        .annotate(
            listed=Count("pk", filter=Q(no_longer_listed_on__isnull=True)),
            gone=Count("pk", filter=Q(no_longer_listed_on__isnull=False)),
        )
    )
    return {source: (listed, gone) for source, listed, gone in counts}


def _last_runs() -> QuerySet[ImportRun]:
    """The latest import in force of each source."""
    latest = ImportRun.objects.in_force().filter(source=OuterRef("source")).values("pk")[:1]
    return ImportRun.objects.filter(pk=Subquery(latest))


def current_runs() -> QuerySet[ImportRun]:
    """The latest import in force of each source and territory: those whose refusals still hold."""
    latest = (
        ImportRun.objects.in_force()
        .filter(source=OuterRef("source"), territory=OuterRef("territory"))
        .values("pk")[:1]
    )
    return ImportRun.objects.filter(pk=Subquery(latest))


def rows_to_mend(*, source: str = "", reason: str = "") -> QuerySet[QuarantinedRow]:
    """The rows in quarantine today, by source (its slug), the most trusted first."""
    rows = QuarantinedRow.objects.filter(run__in=current_runs(), corrected_at__isnull=True)
    if source:
        rows = rows.filter(run__source__slug=source)
    if reason:
        rows = rows.filter(reason=reason)
    return rows.select_related("run__source").order_by(
        "run__source__rank", "run__source__slug", "run__territory", "row_number"
    )


def refusals() -> list[Refusals]:
    """How many rows each source has in quarantine for each reason, the most common first."""
    groups = (
        rows_to_mend()
        .order_by()
        .values_list("run__source__slug", "run__source__name", "reason")
        .annotate(rows=Count("pk"))
    )
    return sorted((Refusals(*group) for group in groups), key=lambda one: (-one.rows, one.slug))


def record_of(row: QuarantinedRow) -> Record | None:
    """The record that a corrected row made."""
    return (
        Record.objects.filter(source=row.run.source_id, identifier=row.identifier)
        .select_related("place")
        .first()
    )


def changes_of(run: ImportRun, *, kind: str = "") -> QuerySet[RecordChange]:
    """Its differences, place by place; a record said again, only later, is not one."""
    changes = run.changes.exclude(kind=Kind.REDATED).select_related("record__place__commune")
    return (changes.filter(kind=kind) if kind else changes).order_by(
        "record__place__name", "record_id"
    )


def shown_change(change: RecordChange, *, today: date) -> ShownChange:
    """Put a change in words; a later date alone is no difference."""
    before, after = change.flags or ([], [])
    said = {name: both for name, both in change.understood.items() if name != "stated_on"}
    return ShownChange(
        change=change,
        differences=differences(said, today=today),
        columns=[(name, *values) for name, values in change.raw.items()],
        doubts=[flag for flag in after if flag not in before],
        lifted_doubts=[flag for flag in before if flag not in after],
    )


def change_counts(run: ImportRun) -> Counter[str]:
    """How many records it changed, by kind."""
    return Counter(dict(run.changes.order_by().values_list("kind").annotate(count=Count("pk"))))


def doubts_of(run: ImportRun) -> list[tuple[str, str, int]]:
    """(field, reason, how many records), the most common first.

    Of the records that this import was the last to read: all of them, for the latest import.
    """
    doubted = run.records.exclude(flags=[]).order_by().values_list("flags", flat=True)
    counts: Counter[tuple[str, str]] = Counter()
    for flags in doubted.iterator():
        counts.update((flag["field"], flag["reason"]) for flag in flags)
    return [(field, reason, n) for (field, reason), n in counts.most_common(DOUBTS_SHOWN)]


def undoing_of(run: ImportRun, *, counts: Mapping[str, int]) -> Undoing:
    """Tell from its change_counts() what undoing an import would do."""
    newer = ImportRun.objects.in_force().filter(source=run.source_id, pk__gt=run.pk)
    return Undoing(
        deleted=counts[Kind.CREATED],
        restored=counts[Kind.UPDATED] + counts[Kind.GONE],
        newer=newer.first(),
    )
