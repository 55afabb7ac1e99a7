"""What the rows of a source say, written as records: created or restated, changes kept."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from maillage.places.actions.composition import create_places, recompose
from maillage.places.models import ImportRun, Place, Record, RecordChange
from maillage.places.sources import Reader
from maillage.places.standard import PlaceData
from maillage.territory.gazetteer import Gazetteer

Kind = RecordChange.Kind

BEYOND_THE_HEADER = ""  # where the table keeps the cells of a row that is too long
RESTATED_FIELDS = ("raw", "understood", "flags", "no_longer_listed_on")


@dataclass(frozen=True)
class Statement:
    """One row, understood; `raw` is what the source wrote, `data` what it means."""

    identifier: str
    raw: dict[str, str]
    data: PlaceData
    flags: list[dict[str, str]]


def raw_sha256(cells: Mapping[str, str]) -> str:
    """The mark of a row as its source wrote it, whatever the order of its cells."""
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def statement_of(
    raw: Mapping[str, str],
    *,
    correction: Mapping[str, str],
    reader: Reader,
    dated_on: date,
    gazetteer: Gazetteer,
) -> Statement:
    """Understand one row, as its source wrote it or as somebody corrected it since.

    Doubts are kept in the language of the territory, whatever that of whoever reads the row.
    Raises cleaning.Unusable.
    """
    cells = {**raw, **correction}
    if correction:
        cells.pop(BEYOND_THE_HEADER, None)
    with translation.override(settings.LANGUAGE_CODE):
        data, flags = reader.understand(cells, dated_on=dated_on, gazetteer=gazetteer)
        by_hand = [
            {
                "field": name,
                "value": raw.get(name, ""),
                "reason": _("corrigé à la main"),
            }
            for name in sorted(correction)
        ]
    return Statement(
        identifier=reader.identify(cells),
        raw=dict(raw),
        data=data,
        flags=[*map(asdict, flags), *by_hand],
    )


def create_records(
    statements: Sequence[tuple[Statement, Place | None]], *, run: ImportRun, now: datetime
) -> list[Record]:
    """Write what had never been said, of a place that we know or of a new one."""
    made = iter(create_places([one.data for one, place in statements if place is None]))
    records = Record.objects.bulk_create(
        Record(
            source_id=run.source_id,
            identifier=statement.identifier,
            place=place or next(made),
            raw=statement.raw,
            understood=statement.data.to_json(),
            flags=statement.flags,
            first_run=run,
            last_run=run,
        )
        for statement, place in statements
    )
    RecordChange.objects.bulk_create(
        RecordChange(run=run, record=record, kind=Kind.CREATED) for record in records
    )
    recompose([place.pk for _statement, place in statements if place], now=now)
    return records


def restate_records(
    statements: Iterable[tuple[Record, Statement]], *, run: ImportRun, now: datetime
) -> int:
    """Bring records up to date, and their places; give the number that say something else.

    A record said again without a change but in the date of its file is fresher, not different.
    """
    used, restated, changes = [], [], []
    for record, statement in statements:
        used.append(record.pk)
        change = _change(record, statement, run=run)
        record.last_run = run
        if change is None:
            continue
        changes.append(change)
        restated.append(record)
        record.raw, record.flags = statement.raw, statement.flags
        record.understood = statement.data.to_json()
        record.no_longer_listed_on = None
    Record.objects.filter(pk__in=used).update(last_run=run)
    Record.objects.bulk_update(restated, RESTATED_FIELDS)
    RecordChange.objects.bulk_create(changes)
    recompose([one.place_id for one in restated], now=now)
    return sum(one.kind == Kind.UPDATED for one in changes)


def _change(record: Record, statement: Statement, *, run: ImportRun) -> RecordChange | None:
    """Compare what a record holds with what is said now; None when nothing at all differs."""
    understood = differences(record.understood, statement.data.to_json())
    raw = differences(record.raw, statement.raw)
    flags = [] if record.flags == statement.flags else [record.flags, statement.flags]
    was_gone_on = record.no_longer_listed_on
    if not (understood or raw or flags or was_gone_on):
        return None
    is_dated_only = not (raw or flags or was_gone_on) and set(understood) == {"stated_on"}
    return RecordChange(
        run=run,
        record=record,
        kind=Kind.REDATED if is_dated_only else Kind.UPDATED,
        raw=raw,
        understood=understood,
        flags=flags,
        was_gone_on=was_gone_on,
        was_read_by_id=record.last_run_id,
        was_withdrawn_at=record.place.withdrawn_at,
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Map each name whose value changed to [before, after], None where nothing was said."""
    return {
        name: [before.get(name), after.get(name)]
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
