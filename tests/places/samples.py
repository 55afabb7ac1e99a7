"""Rows and files in the shape of the France services list."""

import csv
from collections.abc import Iterable
from pathlib import Path

from maillage.lib.text import commune_search_name
from maillage.places.sources import FRANCE_SERVICES_FILE
from maillage.places.table import read_rows
from maillage.territory.models import Commune, Departement

MADE_UP = {
    "id_fs": "1",
    "insee_dep": "17",
    "lib_fs": "France services de Saintes",
    "adresse": "1 Rue de l'Essai",
    "complement_adresse": "",
    "insee_com": "17415",
    "code_postal": "17100",
    "lib_com": "Saintes",
    "latitude": "45.7464",
    "longitude": "-0.6333",
    "mail": "contact@example.org",
    "telephone": "05 46 00 00 00",
    "h_lundi": "09:00 - 12:00 / 14:00 - 17:00",
    "h_mardi": "09:00 - 12:00",
    "h_mercredi": "",
    "h_jeudi": "",
    "h_vendredi": "",
    "h_samedi": "",
    "prise_rdv": "Non",
    "commentaire": "",
    "type_fs": "Principal",
    "format_fs": "Fixe",
    "groupe_fs": "",
    "labellisation_fs": "Espace labellisé 01/01/2020",
}


def row(**cells: str) -> dict[str, str]:
    return MADE_UP | cells


def write(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(MADE_UP), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def real_rows(departement: str = "") -> list[dict[str, str]]:
    rows = read_rows(FRANCE_SERVICES_FILE, columns=("insee_dep",))
    return [one.cells for one in rows if departement in ("", one.cells["insee_dep"])]


def make_communes(rows: Iterable[dict[str, str]]) -> None:
    """Make the communes that these rows name, each centred on its first place."""
    communes = {}
    for cells in rows:
        code = cells["insee_com"]
        departement = code[:3] if code.startswith("97") else code[:2]
        communes.setdefault(
            code,
            Commune(
                code_insee=code,
                name=cells["lib_com"],
                search_name=commune_search_name(cells["lib_com"]),
                departement_id=departement,
                latitude=float(cells["latitude"]),
                longitude=float(cells["longitude"]),
            ),
        )
    Departement.objects.bulk_create(
        (
            Departement(code=code, name=code)
            for code in {one.departement_id for one in communes.values()}
        ),
        ignore_conflicts=True,
    )
    Commune.objects.bulk_create(communes.values(), ignore_conflicts=True)
