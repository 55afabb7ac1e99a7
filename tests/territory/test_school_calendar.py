import csv
from datetime import date, timedelta
from itertools import pairwise

import pytest

from maillage.territory.dataset import read
from maillage.territory.models import Departement
from maillage.territory.school_calendar import FILE, ZONES, is_school_holiday

CHARENTE_MARITIME, LOIRET, HERAULT = "17", "45", "34"  # zones A, B and C


@pytest.mark.parametrize(
    ("day", "departement", "is_holiday"),
    [
        (date(2026, 2, 13), LOIRET, False),  # the last day of class
        (date(2026, 2, 14), LOIRET, True),
        (date(2026, 3, 1), LOIRET, True),
        (date(2026, 3, 2), LOIRET, False),
        (date(2026, 2, 10), CHARENTE_MARITIME, True),
        (date(2026, 2, 10), HERAULT, False),
        (date(2026, 3, 5), HERAULT, True),
        (date(2025, 9, 1), HERAULT, False),
        (date(2026, 12, 25), CHARENTE_MARITIME, True),
        (date(2026, 8, 31), CHARENTE_MARITIME, True),
        (date(2026, 9, 1), CHARENTE_MARITIME, False),
    ],
)
def test_each_zone_has_its_holidays(day: date, departement: str, is_holiday: bool) -> None:
    assert is_school_holiday(day, departement=departement) is is_holiday


@pytest.mark.parametrize(
    ("day", "departement"),
    [
        (date(2025, 7, 4), LOIRET),  # before the calendar
        (date(2028, 9, 1), LOIRET),  # beyond it
        (date(2026, 5, 15), LOIRET),  # the bridge of Ascension
        (date(2027, 5, 7), HERAULT),
        (date(2026, 12, 25), "2A"),
        (date(2026, 12, 25), "974"),
        (date(2026, 12, 25), ""),
    ],
)
def test_what_is_not_known_is_neither_holiday_nor_term(day: date, departement: str) -> None:
    assert is_school_holiday(day, departement=departement) is None


def test_the_calendar_holds_on_its_last_day() -> None:
    assert is_school_holiday(date(2028, 8, 31), departement=LOIRET) is True


def test_every_metropolitan_département_is_in_one_zone() -> None:
    zoned = [code for codes in ZONES.values() for code in codes]

    known = {row["code"] for row in read(Departement)}
    assert len(zoned) == len(set(zoned)) == 94
    assert set(zoned) <= known
    assert all(code.startswith(("2A", "2B", "97", "98")) for code in known - set(zoned))


def test_periods_are_in_order_and_never_overlap() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    for zone in ZONES:
        periods = [
            (date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]))
            for row in rows
            if row["zone"] == zone
        ]
        assert len(periods) == 19
        assert all(first <= last for first, last in periods)
        assert all(
            last + timedelta(days=1) < following
            for (_first, last), (following, _last) in pairwise(periods)
        )
