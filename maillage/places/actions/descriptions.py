"""The coordination says what it knows of a source, and how far it trusts it."""

from datetime import datetime

from django.db import transaction

from maillage.journal.actions import Actor
from maillage.journal.actions import record as journal_record
from maillage.places.actions.composition import recompose
from maillage.places.actions.turn import take_turn
from maillage.places.models import Place, Record, Source

BATCH_SIZE = 500
DESCRIBED = ("name", "producer", "licence", "attribution", "url", "rank")


def describe_source(
    source: Source,
    *,
    name: str,
    producer: str,
    licence: str,
    attribution: str,
    url: str,
    rank: int,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Write what is known of a source; give the names of the fields that changed.

    Another rank changes who speaks first: the places it shares with other sources are composed
    again.
    """
    said = (name, producer, licence, attribution, url, rank)
    with transaction.atomic():
        take_turn(by=by)
        source.refresh_from_db()
        told = dict(zip(DESCRIBED, said, strict=True))
        changed = [field for field, value in told.items() if getattr(source, field) != value]
        if not changed:
            return []
        for field in changed:
            setattr(source, field, told[field])
        source.save(update_fields=changed)
        if "rank" in changed:
            _recompose_shared(source, now=now)
        journal_record(
            act="places.describe_source",
            subject_kind=Source._meta.label,
            subject=source.slug,
            by=by,
            now=now,
            facts={"changed": changed, "rank": rank},
        )
    return changed


def _recompose_shared(source: Source, *, now: datetime) -> None:
    others = Record.objects.exclude(source=source)
    shared = Place.objects.filter(records__source=source, pk__in=others.values("place"))
    places = list(shared.values_list("pk", flat=True).distinct())
    for start in range(0, len(places), BATCH_SIZE):
        recompose(places[start : start + BATCH_SIZE], now=now)
