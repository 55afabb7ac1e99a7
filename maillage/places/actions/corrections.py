"""A row in quarantine is mended by hand, and read again."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from maillage.journal.actions import Actor
from maillage.journal.actions import record as journal_record
from maillage.places.actions.composition import recompose
from maillage.places.actions.publication import at_home
from maillage.places.actions.records import (
    Statement,
    create_records,
    raw_sha256,
    restate_records,
    statement_of,
)
from maillage.places.actions.turn import take_turn
from maillage.places.mapping import BadMapping
from maillage.places.models import ImportRun, QuarantinedRow, Record, RecordChange
from maillage.places.sources import Reader, reader_of
from maillage.territory.gazetteer import load_gazetteer
from maillage.territory.models import Commune
from maillage.territory.queries import Territory


class CorrectionRefused(ValueError):
    """The row cannot be mended here and now; the message says what to do, in French."""


def correct_row(row: QuarantinedRow, *, cells: dict[str, str], by: Actor, now: datetime) -> Record:
    """Read a quarantined row with these cells written over the source's, as part of its import.

    What the source wrote stays as it is, in the row and in the record. The correction serves
    again whenever the source sends the very same row. Raises CorrectionRefused, and
    cleaning.Unusable where the row is still unusable.
    """
    with transaction.atomic():
        take_turn(by=by)
        run = _run_to_complete(row)
        correction = {
            name: value for name, value in cells.items() if value != row.raw.get(name, "")
        }
        statement = statement_of(
            row.raw,
            correction=correction,
            reader=_reader_of(run),
            dated_on=run.dated_on,
            gazetteer=load_gazetteer(),
        )
        _refuse_elsewhere(statement, run=run)
        _refuse_superseded(statement, run=run)
        record = _state(statement, run=run, now=now)
        row.correction, row.corrected_at, row.record = correction, now, record
        row.raw_sha256 = raw_sha256(row.raw)  # which rows of before corrections lack
        row.save(update_fields=["correction", "corrected_at", "record", "raw_sha256"])
        journal_record(
            act="places.correct_row",
            subject_kind=QuarantinedRow._meta.label,
            subject=str(row.pk),
            by=by,
            now=now,
            facts={"source": run.source.slug, "record": record.pk, "cells": sorted(correction)},
        )
    return record


def _run_to_complete(row: QuarantinedRow) -> ImportRun:
    row.refresh_from_db()
    run = ImportRun.objects.select_related("source").get(pk=row.run_id)
    if row.corrected_at:
        raise CorrectionRefused(_("Cette ligne est déjà corrigée."))
    if run.undone_at:
        raise CorrectionRefused(_("Cette ligne vient d’un import annulé."))
    return run


def _reader_of(run: ImportRun) -> Reader:
    try:
        return reader_of(run.source.slug, mapping=run.mapping)
    except BadMapping as error:
        raise CorrectionRefused(
            _(
                "La correspondance de cet import n’est plus comprise : importez "
                "le fichier à nouveau."
            )
        ) from error


def _refuse_elsewhere(statement: Statement, *, run: ImportRun) -> None:
    inside = Commune.objects.filter(Territory.parse(run.territory).condition())
    if not inside.filter(pk=statement.data.code_insee).exists():
        raise CorrectionRefused(
            _("Ce lieu est à %(commune)s, hors du territoire : la ligne n’a pas à être corrigée.")
            % {"commune": statement.data.commune}
        )


def _refuse_superseded(statement: Statement, *, run: ImportRun) -> None:
    """A later file speaks of this commune: an older row must not have the last word."""
    for later in run.source.runs.in_force().filter(pk__gt=run.pk):
        spoken_of = Commune.objects.filter(Territory.parse(later.territory).condition())
        if spoken_of.filter(pk=statement.data.code_insee).exists():
            raise CorrectionRefused(
                _("Un fichier plus récent de cette source a été lu pour ce lieu : voyez celui-ci.")
            )


def _state(statement: Statement, *, run: ImportRun, now: datetime) -> Record:
    """Write what the row says now, in the record of its identifier or in a new one."""
    [coming] = at_home([statement], run=run)
    statement = coming.statement
    known = Record.objects.filter(source=run.source, identifier=statement.identifier)
    record = known.select_related("place").first()
    if record is None:
        return create_records([(statement, coming.place)], run=run, now=now)[0]
    if record.last_run_id == run.pk:
        raise CorrectionRefused(
            _("L’identifiant « %(identifier)s » est déjà celui d’une autre ligne de ce fichier.")
            % {"identifier": statement.identifier}
        )
    _list_again(record, run=run, now=now)
    restate_records([(record, statement)], run=run, now=now)
    return record


def _list_again(record: Record, *, run: ImportRun, now: datetime) -> None:
    """Take back that the file no longer held this record: the mended row is the one it missed."""
    gone = RecordChange.objects.filter(run=run, record=record, kind=RecordChange.Kind.GONE)
    if gone.delete()[0]:
        ImportRun.objects.filter(pk=run.pk).update(gone=F("gone") - 1)
        record.no_longer_listed_on = None
        record.save(update_fields=["no_longer_listed_on"])
        recompose([record.place_id], now=now)
