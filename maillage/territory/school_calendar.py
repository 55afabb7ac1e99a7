"""The school holidays of metropolitan France, by zone; data/README.md tells their origin.

Corsica and the overseas territories decide their own: theirs are not known here.
"""

import csv
from datetime import date
from functools import cache
from typing import NamedTuple

from maillage.territory.dataset import FOLDER

FILE = FOLDER / "school-holidays.csv"
BRIDGE = "Pont de l’Ascension"

# Source: Code de l’éducation, art. R222-2 (the départements of each académie), and the arrêtés of
# the school calendar (art. L521-1), which give each académie its zone; zones since January 2016.
ZONES = {
    "A": (
        *("25", "39", "70", "90"),  # Besançon
        *("24", "33", "40", "47", "64"),  # Bordeaux
        *("03", "15", "43", "63"),  # Clermont-Ferrand
        *("21", "58", "71", "89"),  # Dijon
        *("07", "26", "38", "73", "74"),  # Grenoble
        *("19", "23", "87"),  # Limoges
        *("01", "42", "69"),  # Lyon
        *("16", "17", "79", "86"),  # Poitiers
    ),
    "B": (
        *("04", "05", "13", "84"),  # Aix-Marseille
        *("02", "60", "80"),  # Amiens
        *("59", "62"),  # Lille
        *("54", "55", "57", "88"),  # Nancy-Metz
        *("44", "49", "53", "72", "85"),  # Nantes
        *("06", "83"),  # Nice
        *("14", "27", "50", "61", "76"),  # Normandie
        *("18", "28", "36", "37", "41", "45"),  # Orléans-Tours
        *("08", "10", "51", "52"),  # Reims
        *("22", "29", "35", "56"),  # Rennes
        *("67", "68"),  # Strasbourg
    ),
    "C": (
        *("77", "93", "94"),  # Créteil
        *("11", "30", "34", "48", "66"),  # Montpellier
        *("75",),  # Paris
        *("09", "12", "31", "32", "46", "65", "81", "82"),  # Toulouse
        *("78", "91", "92", "95"),  # Versailles
    ),
}
ZONE_OF_DEPARTEMENT = {code: zone for zone, codes in ZONES.items() for code in codes}


class Period(NamedTuple):
    first_day: date
    last_day: date
    name: str


def is_school_holiday(day: date, *, departement: str) -> bool | None:
    """Tell whether schools are on holiday that day; None when that is not known.

    It is not beyond the calendar, nor on the bridge of Ascension: no class then, but a place that
    keeps the hours of school holidays may or may not count those days among them.
    """
    periods = _periods().get(ZONE_OF_DEPARTEMENT.get(departement, ""), ())
    if not periods or not periods[0].first_day <= day <= periods[-1].last_day:
        return None
    names = [period.name for period in periods if period.first_day <= day <= period.last_day]
    return None if BRIDGE in names else bool(names)


@cache
def _periods() -> dict[str, tuple[Period, ...]]:
    """The holidays of each zone, in order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["first_day"])
    return {
        zone: tuple(
            Period(
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"]),
                row["name"],
            )
            for row in rows
            if row["zone"] == zone
        )
        for zone in ZONES
    }
