from datetime import date, datetime, time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from maillage.places import labels
from maillage.places.terms import Fee, Field

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (time(9), "9 h"),
        (time(14, 30), "14 h 30"),
        (time(9, 5), "9 h 05"),
        (time(0), "0 h"),
        (time.max, "24 h"),
        (datetime(2026, 11, 24, 17, 30), "17 h 30"),  # noqa: DTZ001
    ],
)
def test_hours_are_said_the_french_way(value: time | datetime, words: str) -> None:
    assert labels.hour_words(value).replace("\u00a0", " ") == words


def test_hours_never_break_at_the_end_of_a_line() -> None:
    assert " " not in labels.hour_words(time(14, 30))


def test_an_english_reader_gets_english_hours() -> None:
    with translation.override("en"):
        assert labels.hour_words(time(14, 30)) == "14:30"
        assert labels.hour_words(time(9)) == "9:00"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 25), "demain"),
        (date(2026, 11, 26), "jeudi"),
        (date(2026, 11, 30), "lundi"),
        (date(2026, 12, 1), "mardi 1er décembre"),
        (date(2027, 1, 5), "mardi 5 janvier 2027"),
    ],
)
def test_days_are_named_as_people_name_them(day: date, words: str) -> None:
    assert labels.day_words(day, today=TODAY).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 3), "3 novembre"),
        (date(2026, 11, 1), "1er novembre"),
        (date(2024, 8, 1), "1er août 2024"),
        (date(2024, 8, 11), "11 août 2024"),
    ],
)
def test_dates_tell_the_year_when_it_is_another(day: date, words: str) -> None:
    assert labels.date_words(day, today=TODAY).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (3, "50 m"),
        (320, "300 m"),
        (960, "1,0 km"),
        (2_970, "3 km"),
        (1_640, "1,6 km"),
        (12_400, "12 km"),
    ],
)
def test_distances_are_no_more_precise_than_they_can_be(metres: float, words: str) -> None:
    assert labels.distance_words(metres).replace("\u00a0", " ") == words


@given(st.floats(0, 2_000_000))
def test_every_distance_has_words(metres: float) -> None:
    assert labels.distance_words(metres).endswith(("m", "km"))


def test_labels_come_in_the_order_of_the_list_and_skip_unknown_codes() -> None:
    codes = {Fee.PAID, Fee.FREE, "unheard_of"}

    assert labels.term_labels(Field.FEE, codes) == ["Gratuit", "Payant"]
