"""Real communes for the tests: all of France for a module, or a handful for one test.

Neither leaves anything behind. A few communes where one is enough; the whole load takes seconds.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.territory.actions import load_territory
from maillage.territory.dataset import read
from maillage.territory.models import (
    Commune,
    CommunePostcode,
    Contour,
    Departement,
    Epci,
    FormerCommune,
)

FEW = (
    "17004",  # Île-d'Aix, an island
    "17219",  # Marennes-Hiers-Brouage, merged in 2019
    "17299",  # Rochefort
    "17300",  # La Rochelle, whose article nobody sorts by
    "17306",  # Royan
    "17323",  # Saint-Denis-d'Oléron
    "17385",  # Saint-Pierre-d'Oléron
    "17415",  # Saintes
    "2A004",  # Ajaccio, whose code is no number
    "34172",  # Montpellier
    "45234",  # Orléans
    "75056",  # Paris, its postcodes and its arrondissements
    "93066",  # Saint-Denis
    "97411",  # Saint-Denis, too
)
COMMAND = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")


@pytest.fixture(scope="module")
def loaded_territory(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole of the shipped data, in a transaction around all the tests of the module.

    Not for tests with real transactions: they would not see it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_territory(by=COMMAND, now=datetime(2026, 11, 24, 9, 12, tzinfo=UTC))
        connection.check_constraints()  # once, here, or PostgreSQL does it again after each test
        yield
        transaction.set_rollback(True)


@pytest.fixture
def few_communes(db: None) -> None:
    """The communes of FEW, with their postcodes, former codes, contours, EPCI and départements."""
    for model, rows in _rows_of_the_few().items():
        model._default_manager.bulk_create([model(**row) for row in rows], ignore_conflicts=True)


@cache
def _rows_of_the_few() -> dict[type[Model], list[dict[str, Any]]]:
    communes = [row for row in read(Commune) if row["code_insee"] in FEW]
    departements = {row["departement_id"] for row in communes}
    epci = {row["epci_id"] for row in communes}
    return {
        Departement: [row for row in read(Departement) if row["code"] in departements],
        Epci: [row for row in read(Epci) if row["siren"] in epci],
        Commune: communes,
        CommunePostcode: [row for row in read(CommunePostcode) if row["commune_id"] in FEW],
        FormerCommune: [row for row in read(FormerCommune) if row["commune_id"] in FEW],
        Contour: [
            row
            for row in read(Contour)
            if row["commune_id"] in FEW
            or (row["commune_id"] is None and row["departement_id"] in departements)
        ],
    }
