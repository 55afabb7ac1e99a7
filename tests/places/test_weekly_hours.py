from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.places.opening_hours import validate, week
from maillage.places.weekly_hours import read_day, weekly_rules, without_meaningless


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("", ""),
        ("09:00 - 12:00", "09:00-12:00"),
        ("09:00 - 12:00 / 14:00 - 17:00", "09:00-12:00,14:00-17:00"),
        ("14:00 - 17:00 / 09:00 - 12:00", "09:00-12:00,14:00-17:00"),
        ("09:00 - 11:00 / 11:00 - 12:00 / 13:30 - 17:00", "09:00-12:00,13:30-17:00"),
        ("13:30 - 16:00 / 13:30 - 16:00", "13:30-16:00"),
        ("20:00 - 24:00", "20:00-24:00"),
    ],
)
def test_clear_cells_are_read_without_a_doubt(cell: str, hours: str) -> None:
    day = read_day(cell)

    assert (day.hours, day.doubt) == (hours, "")


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("08:30 - 12:00 / 08:30 - 16:00", '08:30-16:00 unknown "08:30 - 12:00 / 08:30 - 16:00"'),
        (
            "00:00 - 00:00 / 08:00 - 15:00 / 08:00 - 16:00",
            '08:00-16:00 unknown "08:00 - 15:00 / 08:00 - 16:00"',
        ),
        (
            "14:00 - 17:00 / 09:00 - 11:00 / 10:00 - 12:00",
            '09:00-12:00,14:00-17:00 unknown "14:00 - 17:00 / 09:00 - 11:00 / 10:00 - 12:00"',
        ),
        ("17:00 - 14:00", 'unknown "17:00 - 14:00"'),
        ("09:00 - 09:00", 'unknown "09:00 - 09:00"'),
        ("09:00 - 25:00", 'unknown "09:00 - 25:00"'),
        ('sur "demande"', 'unknown "sur ”demande”"'),
    ],
)
def test_unsure_cells_are_doubted_and_never_said_open(cell: str, hours: str) -> None:
    day = read_day(cell)

    assert day.hours == hours
    assert day.doubt


@pytest.mark.parametrize(
    ("cell", "hours"),
    [("00:00 - 00:00", ""), ("00:00 - 00:00 / 09:00 - 12:00", "09:00-12:00")],
)
def test_an_interval_without_length_opens_nothing_and_is_doubted(cell: str, hours: str) -> None:
    day = read_day(cell)

    assert day.hours == hours
    assert "00:00 - 00:00" in day.doubt


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([], ""),
        (["", "", "", "", "", ""], ""),
        (["09:00-12:00"] * 5, "Mo-Fr 09:00-12:00"),
        (["09:00-12:00", "", "09:00-12:00"], "Mo,We 09:00-12:00"),
        (
            ["09:00-12:00", "09:00-12:00", "unknown", "09:00-12:00", "14:00-17:00"],
            "Mo-Tu,Th 09:00-12:00; We unknown; Fr 14:00-17:00",
        ),
    ],
)
def test_days_alike_are_grouped(days: list[str], text: str) -> None:
    assert weekly_rules(days) == text


def test_what_is_not_osm_syntax_is_refused() -> None:
    with pytest.raises(ValueError, match="à toute heure"):
        weekly_rules(["à toute heure"])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="aaa"):
        weekly_rules([f'unknown "{"a" * 1000}"'])


def test_a_quote_leaves_the_meaningless_out() -> None:
    assert without_meaningless("00:00 - 00:00 / 09:00 - 12:00") == "09:00 - 12:00"
    assert without_meaningless("00:00 - 00:00") == ""


MINUTES = st.integers(0, 24 * 60)
CLOCKS = MINUTES.map(lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}")
CELLS = st.lists(st.tuples(CLOCKS, CLOCKS).map(" - ".join), max_size=4).map(" / ".join)


@given(st.lists(CELLS | st.text(max_size=20), min_size=6, max_size=6))
def test_any_week_is_valid_or_refused(cells: list[str]) -> None:
    try:
        text = weekly_rules([read_day(" ".join(cell.split())).hours for cell in cells])
    except ValueError:
        return

    assert not text or validate(text)


@given(CELLS)
def test_no_day_is_open_outside_what_its_cell_says(cell: str) -> None:
    text = weekly_rules([read_day(cell).hours])
    said = {tuple(part.split(" - ")) for part in cell.split(" / ")}
    starts, ends = {start for start, *_ in said}, {end for *_, end in said}

    for start, end in week(text, day=date(2026, 11, 23))[0].intervals if text else ():
        assert f"{start:%H:%M}" in starts
        assert f"{end:%H:%M}".replace("00:00", "24:00") in ends | {"24:00"}
