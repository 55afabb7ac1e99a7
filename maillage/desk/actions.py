"""The demonstration: a real territory, from the files shipped with the project."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from maillage.journal.actions import Actor
from maillage.places.actions import ImportReport, codes_of, date_of, import_places
from maillage.places.models import ImportRun, Place
from maillage.places.sources import FRANCE_SERVICES, FRANCE_SERVICES_FILE
from maillage.places.table import Progress
from maillage.territory.actions import load_territory
from maillage.territory.queries import Territory


class EmptyTerritory(ValueError):
    """No place of the shipped file lies in this territory."""


@dataclass(frozen=True)
class Demonstration:
    """`report` is None when the places were already there."""

    report: ImportReport | None


def load_demonstration(
    *,
    territory: Territory,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Demonstration:
    """Load the communes, then the real places of this territory; at once when it was done before.

    Only real places, with their attribution: nothing is invented. Nothing is kept of a refusal.
    Raises EmptyTerritory, ImportRefused, UnreadableFile.
    """
    report = None
    with transaction.atomic():
        if not is_loaded(territory):
            load_territory(by=by, now=now)
            report = import_places(
                file=FRANCE_SERVICES_FILE,
                source=FRANCE_SERVICES,
                territory=territory,
                by=by,
                now=now,
                progress=progress,
            )
        if not Place.objects.listed().in_territory(territory).exists():
            raise EmptyTerritory
        transaction.set_rollback(dry_run)
    return Demonstration(report=report)


def is_loaded(territory: Territory) -> bool:
    """Tell whether the file we ship, or a newer one, was read for this very territory."""
    return ImportRun.objects.filter(
        source__slug=FRANCE_SERVICES.slug,
        territory=codes_of(territory),
        dated_on__gte=date_of(FRANCE_SERVICES_FILE),
    ).exists()
