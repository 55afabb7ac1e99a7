import pytest

from maillage.places.cleaning import Cells
from maillage.places.standard import Flag
from maillage.places.standard_hours import HOURS_OF_DAYS, Hours, hours_of


def read(**cells: str) -> tuple[Hours, list[Flag]]:
    row = Cells(dict.fromkeys(("horaires", *HOURS_OF_DAYS.values()), "") | cells)
    return hours_of(row), row.flags


def flagged(flags: list[Flag]) -> list[tuple[str, str]]:
    return [(flag.field, flag.value) for flag in flags]


def test_hours_in_french_are_read_where_they_are_sure() -> None:
    found, flags = read(horaires="du lundi au vendredi de 9h à 12h")

    assert (found.opening_hours, found.hours_text) == ("Mo-Fr 09:00-12:00", "")
    assert flags == []


@pytest.mark.parametrize(
    ("written", "hours", "of_the_holidays"),
    [
        ("Mo-Fr 09:00-12:00; SH off", "Mo-Fr 09:00-12:00", "off"),
        ("Mo-Fr 09:00-12:00; PH,SH off", "Mo-Fr 09:00-12:00; PH off", "off"),
        (
            "Mercredi de 14h à 18h en période scolaire. Fermé pendant les vacances scolaires.",
            "We 14:00-18:00",
            "off",
        ),
    ],
)
def test_hours_of_the_school_holidays_are_kept_beside_the_others(
    written: str, hours: str, of_the_holidays: str
) -> None:
    found, flags = read(horaires=written)

    assert (found.opening_hours, found.holiday_hours, found.hours_text) == (
        hours,
        of_the_holidays,
        "",
    )
    assert flags == []


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("Mar 14:00-17:00; Sa 09:00-12:00", "Tu 14:00-17:00; Sa 09:00-12:00"),  # not in March
        ("mar 14:00-17:00", "Tu 14:00-17:00"),
        ("Mar Sa 09:00-12:00", "Tu,Sa 09:00-12:00"),
        ("Sa 9:00-12:00", "Sa 9:00-12:00"),  # alike in both
        ("Apr-Sep Mo-Fr 09:00-12:00; Aug off", "Apr-Sep Mo-Fr 09:00-12:00; Aug off"),
    ],
)
def test_hours_are_read_as_osm_syntax_only_where_they_can_be_nothing_else(
    written: str, hours: str
) -> None:
    found, flags = read(horaires=written)

    assert (found.opening_hours, found.hours_text) == (hours, "")
    assert flags == []


@pytest.mark.parametrize("written", ["-", "NC", "Non renseigné", "False"])
def test_hours_that_say_nothing_are_neither_quoted_nor_flagged(written: str) -> None:
    found, flags = read(horaires=written, horaires_lundi=written)

    assert (found.opening_hours, found.hours_text) == ("", "")
    assert flags == []


TOO_LONG = "; ".join(["Mo 09:00-12:00"] * 80)


@pytest.mark.parametrize(
    "written",
    [
        "du lundi au vendredi",
        "SH Mo 09:00-12:00",
        "sur demande",
        TOO_LONG,
        # Valid in OSM syntax, where it says something else:
        "9:00-12:00",
        '"sur rendez-vous"',
        'Mo-Fr 09:00-12:00 || "sur rendez-vous"',
        "2024",
        "WE 10:00-18:00",
        "Mo-Fr",
        "Mo-Fr 09:00-12:00; Mar 14:00-17:00",
        "Sa , 09:00-12:00",  # all Saturday, and every morning; or Saturday morning
        "9" * 100_000,
        # Valid, and not meant:
        "Mo-Fr 14:00-12:00",
        "Mo-Fr 00:00-00:00",
        "Mo 09:00-12:00,13:00-13:00",
        "Mo-Fr 12:00-08:30,17:30-13:30",
        "Mo 09:00-12:00; Mo 14:00-18:00",
        "Mo-Fr 09:00-12:00; Mo-Fr 14:00-17:00; We 09:00-12:00",
    ],
)
def test_hours_that_are_not_sure_are_quoted_and_flagged(written: str) -> None:
    found, flags = read(horaires=written)

    assert found.opening_hours == ""
    assert found.hours_text == written
    assert flagged(flags) == [("horaires", written)]
    assert flags[0].reason


def test_hours_by_weekday_are_read_where_they_are_sure() -> None:
    found, flags = read(horaires_lundi="9h-12h", horaires_samedi="10h à 13h")

    assert (found.opening_hours, found.hours_text) == ("Mo 09:00-12:00; Sa 10:00-13:00", "")
    assert flags == []


def test_hours_by_weekday_that_are_not_sure_are_quoted_and_flagged() -> None:
    found, flags = read(horaires_lundi=" 9h - 12h", horaires_mardi="selon les semaines")

    assert found.opening_hours == ""
    assert found.hours_text == "lundi 9h - 12h\nmardi selon les semaines"
    assert flagged(flags) == [("horaires_lundi", " 9h - 12h")]


def test_hours_in_one_cell_are_read_before_those_by_weekday() -> None:
    found, _flags = read(horaires="Tu 09:00-12:00", horaires_lundi="9h-12h")

    assert found.opening_hours == "Tu 09:00-12:00"
