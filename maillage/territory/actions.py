"""Load the ground from the shipped files."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from maillage.journal.actions import Actor, record
from maillage.lib.progress import Progress
from maillage.territory.dataset import FILES, read
from maillage.territory.models import Commune, CommunePostcode, Contour
from maillage.territory.queries import LOAD

BATCH_SIZE = 1000

# What names a row in the files, where the table numbers its rows.
NATURAL_KEYS: dict[type[Model], tuple[str, ...]] = {
    CommunePostcode: ("commune_id", "code"),
    Contour: ("detail", "departement_id", "commune_id"),
}

Row = dict[str, Any]  # a value per attribute
Key = tuple[Any, ...]


@dataclass
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def is_change(self) -> bool:
        return bool(self.created or self.updated or self.removed)


def load_territory(
    *, by: Actor, now: datetime, on_progress: Progress = lambda done, total: None
) -> dict[type[Model], Counts]:
    """Make the tables say what the shipped files say: all of it or nothing.

    Only differences are written: a second load is quick and leaves no line in the journal.
    `on_progress` is told how many rows are done, out of how many.
    Raises ProtectedError when a commune that the files no longer hold is still referred to.
    """
    with transaction.atomic():
        wanted = {model: list(read(model)) for model in FILES}
        held = {model: _held(model) for model in FILES}
        counts = {model: Counts() for model in FILES}
        total = sum(len(rows) for rows in wanted.values())
        done = 0
        for model, rows in wanted.items():
            for start in range(0, len(rows), BATCH_SIZE):
                batch = rows[start : start + BATCH_SIZE]
                _write(model, batch, held=held[model], counts=counts[model])
                done += len(batch)
                on_progress(done, total)
        for model in reversed(FILES):  # what refers goes before what it refers to
            counts[model].removed = _remove(model, list(held[model].values()))
        if any(count.is_change for count in counts.values()):
            _record(counts, by=by, now=now)
            _measure()
    return counts


def _measure() -> None:
    """Let PostgreSQL know at once how full the tables are, or it reads them whole at each query."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in FILES:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _held(model: type[Model]) -> dict[Key, Row]:
    return {_key(model, row): row for row in model._default_manager.order_by().values()}


def _key(model: type[Model], row: Row) -> Key:
    names = NATURAL_KEYS.get(model) or (model._meta.pk.attname,)
    return tuple(row[name] for name in names)


def _write(
    model: type[Model], rows: Sequence[Row], *, held: dict[Key, Row], counts: Counts
) -> None:
    """Write what is new or different, and take out of `held` all that the files still hold."""
    new, different = [], []
    for row in rows:
        known = held.pop(_key(model, row), None)
        if known is None:
            new.append(model(**row))
        elif known | row != known:
            different.append(model(**known | row))
    model._default_manager.bulk_create(new)
    if different:
        model._default_manager.bulk_create(
            different,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[
                field.name for field in model._meta.concrete_fields if not field.primary_key
            ],
        )
    counts.created += len(new)
    counts.updated += len(different)
    counts.unchanged += len(rows) - len(new) - len(different)


def _remove(model: type[Model], stale: Sequence[Row]) -> int:
    keys = [row[model._meta.pk.attname] for row in stale]
    for start in range(0, len(keys), BATCH_SIZE):
        model._default_manager.filter(pk__in=keys[start : start + BATCH_SIZE]).delete()
    return len(keys)


def _record(counts: Mapping[type[Model], Counts], *, by: Actor, now: datetime) -> None:
    facts = {
        f"{model.__name__}.{name}": number
        for model, count in counts.items()
        for name, number in asdict(count).items()
    }
    record(act=LOAD, subject_kind=Commune._meta.label, subject="FR", by=by, now=now, facts=facts)
