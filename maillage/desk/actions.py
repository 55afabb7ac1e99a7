"""The demonstration: a real territory, from the files shipped with the project."""

from dataclasses import dataclass
from datetime import datetime

from maillage.journal.actions import Actor
from maillage.places.actions import ImportReport, import_places
from maillage.places.models import Record
from maillage.places.sources import FRANCE_SERVICES, FRANCE_SERVICES_FILE
from maillage.places.table import Progress, sha256_of
from maillage.territory.actions import load_territory
from maillage.territory.queries import Territory


class EmptyTerritory(ValueError):
    """No place of the shipped file lies in this territory."""


@dataclass(frozen=True)
class Demonstration:
    """`report` is None when the places were already there."""

    report: ImportReport | None


def load_demonstration(
    *, territory: Territory, by: Actor, now: datetime, progress: Progress | None = None
) -> Demonstration:
    """Load the communes, then the real places of this territory; at once when it was done before.

    Only real places, with their attribution: nothing is invented. Raises EmptyTerritory.
    """
    if is_loaded(territory):
        return Demonstration(report=None)
    load_territory(by=by, now=now)
    report = import_places(
        file=FRANCE_SERVICES_FILE,
        source=FRANCE_SERVICES,
        territory=territory,
        by=by,
        now=now,
        progress=progress,
    )
    if not is_loaded(territory):
        raise EmptyTerritory
    return Demonstration(report=report)


def is_loaded(territory: Territory) -> bool:
    """Tell whether this territory holds places read from the very file we ship."""
    return Record.objects.filter(
        territory.condition("place__commune"),
        source__slug=FRANCE_SERVICES.slug,
        last_run__file_sha256=sha256_of(FRANCE_SERVICES_FILE),
    ).exists()
