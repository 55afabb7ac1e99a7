"""An import is undone: the records say again what they said before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.journal.actions import Actor
from maillage.journal.actions import record as journal_record
from maillage.places.actions.composition import recompose
from maillage.places.actions.records import RESTATED_FIELDS
from maillage.places.actions.turn import take_turn
from maillage.places.models import ImportRun, Place, Record, RecordChange
from maillage.territory.queries import Territory

Kind = RecordChange.Kind

BATCH_SIZE = 500


class UndoRefused(ValueError):
    """The import stays; the message says why, in French."""


@dataclass(frozen=True)
class Undone:
    """How many records were deleted, those that the import had created, and how many restored."""

    deleted: int
    restored: int


def undo_import(run: ImportRun, *, by: Actor, now: datetime) -> Undone:
    """Take back what one import did, rows mended since included.

    What it created is deleted, as if never read; what it changed or marked as gone is restored.
    The run and its counts stay, marked. Only the last import in force of a source can be undone:
    a later one was compared with it. Raises UndoRefused.
    """
    with transaction.atomic():
        take_turn(by=by)
        run = ImportRun.objects.select_related("source").get(pk=run.pk)
        _refuse_if_not_last(run)
        restored = sum(_restore(batch, now=now) for batch in _batches_of(run))
        deleted = _delete_created(run, now=now)
        _say_who_read_last(run)
        run.undone_at = now
        run.save(update_fields=["undone_at"])
        journal_record(
            act="places.undo_import",
            subject_kind=ImportRun._meta.label,
            subject=str(run.pk),
            by=by,
            now=now,
            facts={"source": run.source.slug, "deleted": deleted, "restored": restored},
        )
    return Undone(deleted=deleted, restored=restored)


def _refuse_if_not_last(run: ImportRun) -> None:
    if run.undone_at:
        raise UndoRefused(_("Cet import est déjà annulé."))
    if run.columns is None:  # the changes that it made were not kept yet
        raise UndoRefused(
            _("Cet import date d’une version qui ne gardait pas ses changements : il reste.")
        )
    if run.source.runs.in_force().filter(pk__gt=run.pk).exists():
        raise UndoRefused(
            _("Un import plus récent de cette source est en vigueur : annulez-le d’abord.")
        )


def _batches_of(run: ImportRun) -> Iterator[list[RecordChange]]:
    last = 0
    changes = run.changes.exclude(kind=Kind.CREATED).select_related("record").order_by("pk")
    while batch := list(changes.filter(pk__gt=last)[:BATCH_SIZE]):
        yield batch
        last = batch[-1].pk


def _restore(changes: Sequence[RecordChange], *, now: datetime) -> int:
    """Write back what the records said, and compose their places; give how many differed."""
    for change in changes:
        record = change.record
        record.raw = _before(record.raw, change.raw)
        record.understood = _before(record.understood, change.understood)
        record.flags = change.flags[0] if change.flags else record.flags
        record.no_longer_listed_on = change.was_gone_on
        record.last_run_id = change.was_read_by_id or record.last_run_id
    records = [change.record for change in changes]
    Record.objects.bulk_update(records, (*RESTATED_FIELDS, "last_run"))
    recompose([one.place_id for one in records], now=now)
    for change in changes:
        if change.was_withdrawn_at:
            places = Place.objects.filter(pk=change.record.place_id, withdrawn_at__isnull=False)
            places.update(withdrawn_at=change.was_withdrawn_at)
    return sum(change.kind != Kind.REDATED for change in changes)


def _before(after: Mapping[str, Any], changed: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    values = {**after, **{name: before for name, (before, _after) in changed.items()}}
    return {name: value for name, value in values.items() if value is not None}


def _delete_created(run: ImportRun, *, now: datetime) -> int:
    deleted = 0
    created = Record.objects.filter(changes__run=run, changes__kind=Kind.CREATED)
    while batch := list(created.values_list("pk", "place")[:BATCH_SIZE]):
        records, places = zip(*batch, strict=True)
        Record.objects.filter(pk__in=records).delete()
        Place.objects.filter(pk__in=places, records=None).delete()
        recompose(places, now=now)
        deleted += len(records)
    return deleted


def _say_who_read_last(run: ImportRun) -> None:
    """Credit the records that the import left unchanged to the one that read them before.

    That is the last in force for their commune, unless their row was in quarantine there.
    """
    left = Record.objects.filter(last_run=run)
    for earlier in run.source.runs.in_force().filter(pk__lt=run.pk).order_by("-pk"):
        inside = Territory.parse(earlier.territory).condition("place__commune")
        refused = earlier.quarantined_rows.filter(corrected_at=None).values("identifier")
        read = left.filter(inside, first_run__lte=earlier).exclude(identifier__in=refused)
        read.update(last_run=earlier)
