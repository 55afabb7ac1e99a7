from datetime import UTC, date, datetime

import pytest

from maillage.places.templatetags.places import full_date, instant


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 8, 1), "1er\u00a0août 2024"),
        (date(2024, 8, 21), "21 août 2024"),
        (
            datetime(2024, 7, 31, 23, 30, tzinfo=UTC),
            "1er\u00a0août 2024",
        ),  # it is tomorrow in Paris
    ],
)
def test_a_day_is_written_in_full(day: date, words: str) -> None:
    assert full_date(day) == words


def test_an_instant_says_the_day_and_the_hour_here() -> None:
    moment = datetime(2024, 7, 31, 23, 30, tzinfo=UTC)

    assert instant(moment).replace("\u00a0", " ") == "1er août 2024 à 1 h 30"
