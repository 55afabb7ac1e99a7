"""What was read of each source: its imports, what each of them changed, the rows it refused."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from maillage.places.columns import first_filled
from maillage.places.field_words import Difference, differences
from maillage.places.mapping import BadMapping
from maillage.places.models import ImportRun, QuarantinedRow, Record, RecordChange, Source
from maillage.places.rules import is_open_licence
from maillage.places.sources import reader_of
from maillage.territory.models import Commune
from maillage.territory.queries import Territory

Kind = RecordChange.Kind
DOUBTS_SHOWN = 50
DOUBTED_RECORDS_READ = 20_000

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
    """Where a source stands; `last_run` is None when no import of it is in force.

    `yields_to` is the source that speaks first although their ranks are the same.
    """

    source: Source
    is_republished: bool
    yields_to: Source | None
    last_run: ImportRun | None
    use: Use | None
    listed: int
    gone: int
    quarantined: int


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What undoing an import would do to records, or why it cannot be undone.

    `newer` is the import to undo before it.
    """

    deleted: int
    restored: int
    newer: ImportRun | None
    are_changes_kept: bool


class Refusals(NamedTuple):
    slug: str
    source: str
    reason: str
    rows: int


class Doubts(NamedTuple):
    """(field, reason, how many records), the most common first; `cut_at`: no more were read."""

    groups: Sequence[tuple[str, str, int]]
    cut_at: int | None


@dataclass(frozen=True)
class RefusedRow:
    """A row in quarantine, and how its source names the place; "" where it does not."""

    row: QuarantinedRow
    place: str


@dataclass(frozen=True)
class ShownChange:
    """A change in words; `columns` are those of the file, as [name, before, after]."""

    change: RecordChange
    differences: Sequence[Difference]
    columns: Sequence[tuple[str, str | None, str | None]]
    doubts: Sequence[Flag]
    lifted_doubts: Sequence[Flag]


def source_states() -> list[SourceState]:
    """Every source, the most trusted first; as many queries whatever their number."""
    records = _listed_and_gone()
    refused = rows_to_mend().order_by().values_list("run__source").annotate(rows=Count("pk"))
    quarantined = dict(refused)
    last_runs = {run.source_id: run for run in _last_runs()}
    mended = mended_counts(last_runs.values())
    states: list[SourceState] = []
    for source in Source.objects.order_by("rank", "slug"):
        listed, gone = records.get(source.pk, (0, 0))
        run = last_runs.get(source.pk)
        before = states[-1].source if states else None
        states.append(
            SourceState(
                source=source,
                is_republished=is_open_licence(source.licence),
                yields_to=before if before and before.rank == source.rank else None,
                last_run=run,
                use=use_of(run, mended=mended[run.pk]) if run else None,
                listed=listed,
                gone=gone,
                quarantined=quarantined.get(source.pk, 0),
            )
        )
    return states


def mended_counts(runs: Collection[ImportRun]) -> Counter[int]:
    """How many rows that each import refused were mended since, by import."""
    rows = QuarantinedRow.objects.filter(run__in=runs, corrected_at__isnull=False)
    return Counter(dict(rows.order_by().values_list("run").annotate(count=Count("pk"))))


def use_of(run: ImportRun, *, mended: int) -> Use | None:
    """Tell how much of a file was used, rows mended since included.

    None when nothing of it concerns the territory.
    """
    used = run.created + run.updated + run.unchanged + mended
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
    latest = ImportRun.objects.in_force().order_by().values("source").annotate(latest=Max("pk"))
    return ImportRun.objects.filter(pk__in=latest.values("latest"))


def current_runs() -> QuerySet[ImportRun]:
    """The imports in force that no later one replaces: those whose refusals still hold.

    A later import of the same source replaces those whose territory it covers.
    """
    latest = list(
        ImportRun.objects.in_force()
        .order_by()
        .values_list("source", "territory")
        .annotate(latest=Max("pk"))
    )
    current = [
        pk
        for source, territory, pk in latest
        if not any(
            other == source and later > pk and _covers(wider, territory)
            for other, wider, later in latest
        )
    ]
    return ImportRun.objects.filter(pk__in=current)


def _covers(wider: str, territory: str) -> bool:
    """Tell whether every commune of a territory is in the other, both as ImportRun writes them."""
    if wider == "FR":
        return True
    inside = Commune.objects.filter(Territory.parse(territory).condition())
    covered = Commune.objects.filter(Territory.parse(wider).condition())
    return not inside.exclude(pk__in=covered.values("pk")).exists()


def rows_to_mend(*, source: str = "", reason: str = "") -> QuerySet[QuarantinedRow]:
    """The rows in quarantine today, by source (its slug), the most trusted first."""
    rows = QuarantinedRow.objects.filter(run__in=current_runs(), corrected_at__isnull=True)
    if source:
        rows = rows.filter(run__source__slug=source)
    if reason:
        rows = rows.filter(reason=reason)
    return rows.order_by(
        "run__source__rank", "run__source__slug", "run__territory", "run_id", "row_number"
    )


def with_places(rows: Iterable[QuarantinedRow]) -> list[RefusedRow]:
    """Name the place of each row as its source does; how is told once per import."""
    rows = list(rows)
    runs = ImportRun.objects.select_related("source").in_bulk({row.run_id for row in rows})
    columns = {pk: place_columns(run) for pk, run in runs.items()}
    for row in rows:
        row.run = runs[row.run_id]
    return [RefusedRow(row, first_filled(row.raw, columns=columns[row.run_id])) for row in rows]


def place_columns(run: ImportRun) -> tuple[str, ...]:
    """The columns of its file that tell which place a row is about, that of its name first.

    None where its mapping is no longer understood.
    """
    try:
        return reader_of(run.source.slug, mapping=run.mapping).place_columns()
    except BadMapping:
        return ()


def refusals() -> list[Refusals]:
    """How many rows each source has in quarantine for each reason, the most common first."""
    groups = (
        rows_to_mend()
        .order_by()
        .values_list("run__source__slug", "run__source__name", "reason")
        .annotate(rows=Count("pk"))
    )
    return sorted((Refusals(*group) for group in groups), key=lambda one: (-one.rows, one.slug))


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


def doubts_of(run: ImportRun) -> Doubts:
    """Count the doubts of the records that this import was the last to read.

    All of them, for the latest import; of a whole country, of the first records only.
    """
    doubted = run.records.exclude(flags=[]).order_by("pk").values_list("flags", flat=True)
    counts: Counter[tuple[str, str]] = Counter()
    for flags in doubted[:DOUBTED_RECORDS_READ].iterator():
        counts.update((flag["field"], flag["reason"]) for flag in flags)
    return Doubts(
        groups=[(field, reason, n) for (field, reason), n in counts.most_common(DOUBTS_SHOWN)],
        cut_at=DOUBTED_RECORDS_READ if doubted[DOUBTED_RECORDS_READ:].exists() else None,
    )


def undoing_of(run: ImportRun, *, counts: Mapping[str, int]) -> Undoing:
    """Tell from its change_counts() what undoing an import would do."""
    newer = ImportRun.objects.in_force().filter(source=run.source_id, pk__gt=run.pk)
    return Undoing(
        deleted=counts[Kind.CREATED],
        restored=counts[Kind.UPDATED] + counts[Kind.GONE],
        newer=newer.order_by("-pk").first(),
        are_changes_kept=run.columns is not None,
    )
