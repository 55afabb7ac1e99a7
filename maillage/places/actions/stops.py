"""The round of a bus, or of an office held now and then: a stop is added, changed, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.journal.actions import Actor
from maillage.journal.actions import record as journal_record
from maillage.lib.distance import Position
from maillage.places.actions.spots import refresh_spots
from maillage.places.actions.turn import take_turn
from maillage.places.french_hours import Reading, read_hours
from maillage.places.models import Place, Stop
from maillage.territory.models import Commune


@dataclass(frozen=True, kw_only=True)
class StopData:
    """A stop as the team tells it."""

    commune: Commune
    hours_text: str
    address: str = ""
    position: Position | None = None

    @property
    def reading(self) -> Reading:
        return read_hours(self.hours_text)

    def columns(self) -> dict[str, Any]:
        """What the table holds of it: the hours are those that were understood, if they were."""
        latitude, longitude = self.position or (None, None)
        reading = self.reading
        return {
            "commune": self.commune,
            "address": self.address,
            "latitude": latitude,
            "longitude": longitude,
            "hours_text": self.hours_text,
            "opening_hours": reading.osm,
            "holiday_hours": reading.school_holidays,
        }


class StopGone(ValueError):
    """Someone removed the stop in the meantime; the message says so, in French."""


def add_stop(place: Place, *, told: StopData, by: Actor, now: datetime) -> Stop:
    with transaction.atomic():
        take_turn(by=by)
        stop = Stop(place=place, stated_on=timezone.localdate(now), **told.columns())
        stop.save()
        _conclude("add_stop", stop, by=by, now=now)
    return stop


def change_stop(stop: Stop, *, told: StopData, by: Actor, now: datetime) -> list[str]:
    """Write what is told now; give the names of the columns that changed.

    What is told again as it was is still dated anew: somebody confirmed it. Raises StopGone.
    """
    with transaction.atomic():
        take_turn(by=by)
        stop = _still_there(stop)
        columns = told.columns()
        changed = [name for name, value in columns.items() if getattr(stop, name) != value]
        for name in changed:
            setattr(stop, name, columns[name])
        stop.stated_on = timezone.localdate(now)
        stop.save(update_fields=[*changed, "stated_on"])
        _conclude("change_stop", stop, by=by, now=now, changed=changed)
    return changed


def remove_stop(stop: Stop, *, by: Actor, now: datetime) -> None:
    """Raises StopGone."""
    with transaction.atomic():
        take_turn(by=by)
        stop = _still_there(stop)
        key = stop.pk
        stop.delete()
        stop.pk = key  # forgotten by delete()
        _conclude("remove_stop", stop, by=by, now=now)


def _still_there(stop: Stop) -> Stop:
    found = Stop.objects.select_related("place", "commune").filter(pk=stop.pk).first()
    if found is None:
        raise StopGone(_("Ce passage vient d’être retiré par quelqu’un d’autre."))
    return found


def _conclude(
    verb: str, stop: Stop, *, by: Actor, now: datetime, changed: Sequence[str] = ()
) -> None:
    """Let the search know, and write the line of the act."""
    refresh_spots([stop.place_id])
    journal_record(
        act=f"places.{verb}",
        subject_kind=Stop._meta.label,
        subject=str(stop.pk),
        by=by,
        now=now,
        facts={
            "place": stop.place.slug,
            "commune": stop.commune_id,
            "is_understood": bool(stop.opening_hours),
            "changed": list(changed),
        },
    )
