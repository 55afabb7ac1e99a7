"""The shipped files: one per table, one column per field. data/README.md tells their origin."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Model

from maillage.lib.text import commune_search_name
from maillage.territory.models import (
    Commune,
    CommunePostcode,
    Contour,
    Departement,
    Epci,
    FormerCommune,
)

FOLDER = Path(__file__).parent / "data"
FILES: dict[type[Model], str] = {  # each table after those it refers to
    Departement: "departements.csv.gz",
    Epci: "epci.csv.gz",
    Commune: "communes.csv.gz",
    CommunePostcode: "postcodes.csv.gz",
    FormerCommune: "former_communes.csv.gz",
    Contour: "contours.csv.gz",
}


def read(model: type[Model]) -> Iterator[dict[str, Any]]:
    """Read the rows of one table, each as a map from attribute to value."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    with gzip.open(FOLDER / FILES[model], "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = {
                name: None if cell == "" and fields[name].null else fields[name].to_python(cell)
                for name, cell in row.items()
            }
            if "search_name" in fields:
                values["search_name"] = commune_search_name(row["name"])
            yield values
