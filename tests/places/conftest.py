"""What the tests of places share: an import of made-up rows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.imports import ImportReport, import_places
from maillage.places.sources import FRANCE_SERVICES
from maillage.territory.queries import Territory
from tests.cast import town
from tests.places.samples import write

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="import places")

Import = Callable[..., ImportReport]


@pytest.fixture
def load(tmp_path: Path, now: datetime) -> Import:
    """Import these rows as the file of the 1st of August 2024, or the file that is given."""
    town("Saintes")

    def load_rows(rows: Sequence[dict[str, str]], **changed: Any) -> ImportReport:
        if "file" not in changed:
            changed["file"] = write(tmp_path / "france-services-20240801.csv", rows)
        return import_places(
            **{
                "source": FRANCE_SERVICES,
                "territory": Territory.parse("17"),
                "by": BY,
                "now": now,
            }
            | changed
        )

    return load_rows
