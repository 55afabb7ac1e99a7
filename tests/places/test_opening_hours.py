from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from maillage.places.opening_hours import (
    LOCAL_HOLIDAYS,
    PARIS,
    OpeningKind,
    next_public_holiday,
    state_at,
    timezone_of,
    validate,
    week,
)

OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00"


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        (OFFICE, True),
        ("24/7", True),
        ('We unknown "08:30 - 12:00 / 08:30 - 16:00"', True),
        ("lundi matin", False),
        ("Mo 25:00-26:00 et", False),
        ("", False),
        ("  ", False),
    ],
)
def test_only_osm_syntax_is_valid(text: str, is_valid: bool) -> None:
    assert validate(text) is is_valid


@pytest.mark.parametrize(
    ("at", "kind", "changes_at", "opens_at"),
    [
        # Monday 23 November 2026
        (paris(2026, 11, 23, 8, 59), "closed", paris(2026, 11, 23, 9), paris(2026, 11, 23, 9)),
        (paris(2026, 11, 23, 9), "open", paris(2026, 11, 23, 12), paris(2026, 11, 23, 14)),
        (paris(2026, 11, 23, 11, 29), "open", paris(2026, 11, 23, 12), paris(2026, 11, 23, 14)),
        (
            paris(2026, 11, 23, 11, 30),
            "closes_soon",
            paris(2026, 11, 23, 12),
            paris(2026, 11, 23, 14),
        ),
        (paris(2026, 11, 23, 12), "closed", paris(2026, 11, 23, 14), paris(2026, 11, 23, 14)),
        (paris(2026, 11, 27, 17), "closed", paris(2026, 11, 30, 9), paris(2026, 11, 30, 9)),
    ],
)
def test_the_state_says_until_when_and_when_next(
    at: datetime, kind: str, changes_at: datetime, opens_at: datetime
) -> None:
    state = state_at(OFFICE, at=at)

    assert state.kind == kind
    assert (state.changes_at, state.opens_at) == (changes_at, opens_at)


def test_no_hours_is_unknown_for_good() -> None:
    state = state_at("", at=paris(2026, 11, 23, 10))

    assert state.kind is OpeningKind.UNKNOWN
    assert (state.changes_at, state.opens_at, state.is_public_holiday) == (None, None, False)


def test_an_unsure_day_is_unknown_from_midnight_to_midnight() -> None:
    state = state_at(
        f'{OFFICE}; We unknown "09:00 - 12:00 / 09:00 - 17:00"', at=paris(2026, 11, 25, 10)
    )

    assert state.kind is OpeningKind.UNKNOWN
    assert state.changes_at == paris(2026, 11, 26, 0)
    assert state.opens_at == paris(2026, 11, 26, 9)


def test_always_open_never_changes_even_on_a_holiday() -> None:
    state = state_at("24/7", at=paris(2026, 12, 25, 10))

    assert (state.kind, state.changes_at) == (OpeningKind.OPEN, None)


def test_a_holiday_the_source_is_silent_about_is_unknown_all_day() -> None:
    eve = state_at(OFFICE, at=paris(2026, 11, 10, 17, 30))
    day = state_at(OFFICE, at=paris(2026, 11, 11, 8))

    assert eve.kind is OpeningKind.CLOSED
    assert (eve.changes_at, eve.opens_at) == (paris(2026, 11, 11, 0), paris(2026, 11, 12, 9))
    assert day.kind is OpeningKind.UNKNOWN
    assert day.is_public_holiday
    assert (day.changes_at, day.opens_at) == (paris(2026, 11, 12, 0), paris(2026, 11, 12, 9))


def test_a_holiday_on_a_day_never_worked_is_closed() -> None:
    state = state_at(OFFICE, at=paris(2026, 11, 1, 10))  # a Sunday

    assert state.kind is OpeningKind.CLOSED
    assert not state.is_public_holiday


@pytest.mark.parametrize(
    ("rule", "kind"), [("PH off", OpeningKind.CLOSED), ("PH 09:00-12:00", OpeningKind.OPEN)]
)
def test_a_holiday_the_source_speaks_of_is_as_it_says(rule: str, kind: OpeningKind) -> None:
    assert state_at(f"{OFFICE}; {rule}", at=paris(2026, 11, 11, 10)).kind is kind


def test_a_comment_that_holds_ph_says_nothing_of_holidays() -> None:
    state = state_at(f'{OFFICE}; Sa unknown "PH"', at=paris(2026, 11, 11, 10))

    assert state.is_public_holiday


def test_alsace_and_moselle_have_two_holidays_more() -> None:
    at = paris(2026, 4, 3, 10)  # Good Friday

    assert state_at(OFFICE, at=at).kind is OpeningKind.OPEN
    assert state_at(OFFICE, at=at, departement="67").is_public_holiday


def test_the_hour_that_clocks_repeat_does_not_upset_the_answer() -> None:
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)  # 02:15, summer time
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 again

    assert state_at("Mo-Su 01:00-04:00", at=first).kind is OpeningKind.OPEN
    assert state_at("Mo-Su 01:00-04:00", at=second).changes_at == datetime(
        2026, 10, 25, 3, 0, tzinfo=UTC
    )


def test_closing_soon_counts_real_minutes_when_clocks_go_forward() -> None:
    at = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)  # 01:45; 15 minutes later it is 03:00

    assert state_at("Mo-Su 00:00-03:10", at=at).kind is OpeningKind.CLOSES_SOON


def test_midnight_closes_the_evening() -> None:
    state = state_at("Mo 20:00-24:00", at=paris(2026, 11, 23, 23, 45))

    assert state.kind is OpeningKind.CLOSES_SOON
    assert state.changes_at == paris(2026, 11, 24, 0)
    assert state_at("Mo 20:00-24:00", at=paris(2026, 11, 24, 0)).kind is OpeningKind.CLOSED


def test_each_place_has_its_own_clock() -> None:
    reunion = timezone_of("97411")
    noon_in_paris = paris(2026, 11, 23, 12)

    state = state_at(OFFICE, at=noon_in_paris, timezone=reunion)

    assert reunion == ZoneInfo("Indian/Reunion")
    assert state.kind is OpeningKind.OPEN  # 15:00 there
    assert state.changes_at is not None
    assert state.changes_at.utcoffset() == timedelta(hours=4)


@pytest.mark.parametrize(
    ("code_insee", "zone"),
    [
        ("17415", "Europe/Paris"),
        ("2A004", "Europe/Paris"),
        ("97105", "America/Guadeloupe"),
        ("97209", "America/Martinique"),
        ("97302", "America/Cayenne"),
        ("97608", "Indian/Mayotte"),
        ("97801", "America/Marigot"),
    ],
)
def test_the_commune_tells_the_time_zone(code_insee: str, zone: str) -> None:
    assert timezone_of(code_insee) == ZoneInfo(zone)


def test_the_week_begins_on_monday_and_leaves_holidays_aside() -> None:
    days = week(f"{OFFICE}; We unknown; Sa 20:00-24:00", day=date(2026, 11, 11))

    assert [day.day for day in days] == [date(2026, 11, 9) + timedelta(days=n) for n in range(7)]
    assert days[0].intervals == ((time(9), time(12)), (time(14), time(17)))
    assert (days[2].intervals, days[2].unknown) == ((), "")
    assert days[5].intervals == ((time(20), time(0)),)
    assert (days[6].intervals, days[6].unknown) == ((), None)


def test_an_unsure_day_quotes_the_source() -> None:
    days = week(f'{OFFICE}; We unknown "09:00 - 12:00 / 09:00 - 17:00"', day=date(2026, 11, 11))

    assert (days[2].intervals, days[2].unknown) == ((), "09:00 - 12:00 / 09:00 - 17:00")


def test_unknown_hours_make_no_table() -> None:
    assert week("", day=date(2026, 11, 11)) == []


@pytest.mark.parametrize(
    ("at", "departement", "day", "name"),
    [
        (paris(2026, 11, 11, 10), "", date(2026, 11, 11), "11 novembre 1918"),
        (paris(2026, 11, 12, 10), "", date(2026, 12, 25), "Noël"),
        (paris(2026, 12, 26, 10), "", date(2027, 1, 1), "jour de l’an"),
        (paris(2026, 12, 26, 10), "68", date(2026, 12, 26), "Saint-Étienne"),
        (paris(2026, 5, 26, 10), "971", date(2026, 5, 27), "abolition de l’esclavage"),
        (paris(2026, 3, 1, 10), "", date(2026, 4, 6), "lundi de Pâques"),
    ],
)
def test_the_next_holiday_has_a_name(at: datetime, departement: str, day: date, name: str) -> None:
    holiday = next_public_holiday(at, departement=departement)

    assert (holiday.day, str(holiday.name)) == (day, name)


@pytest.mark.parametrize("year", range(2024, 2034))
def test_our_holidays_are_those_of_the_french_calendar(year: int) -> None:
    spans = OpeningHours("PH", country="FR", timezone=PARIS).intervals(
        paris(year, 1, 1), paris(year + 1, 1, 1)
    )
    calendar = [
        start.date() + timedelta(days=n)
        for start, end, state, _words in spans
        if state == State.OPEN
        for n in range((end.date() - start.date()).days)
    ]

    ours = []
    at = paris(year, 1, 1)
    while (holiday := next_public_holiday(at)).day.year == year:
        ours.append(holiday.day)
        at = datetime.combine(holiday.day + timedelta(days=1), time.min, PARIS)

    assert ours == calendar


@pytest.mark.parametrize("departement", LOCAL_HOLIDAYS)
def test_local_holidays_come_every_year(departement: str) -> None:
    assert next_public_holiday(paris(2027, 1, 1), departement=departement).day.year == 2027


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_a_state_lasts_until_it_changes(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)

    state = state_at(OFFICE, at=at)

    assert state.changes_at is not None
    assert state.changes_at > at
    just_before = state_at(OFFICE, at=state.changes_at - timedelta(seconds=1))
    assert just_before.changes_at == state.changes_at
    assert state.opens_at is not None
    assert state_at(OFFICE, at=state.opens_at).kind is OpeningKind.OPEN


def test_a_week_without_a_sure_opening_never_says_when_it_opens() -> None:
    state = state_at('Mo-Su unknown "sur demande"', at=paris(2026, 11, 23, 10))

    assert state.kind is OpeningKind.UNKNOWN
    assert state.opens_at is None
