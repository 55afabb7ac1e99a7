from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from maillage.places.opening_hours import (
    CLOSED,
    LOCAL_HOLIDAYS,
    PARIS,
    UNKNOWN,
    OpeningKind,
    hides_a_rule,
    is_closed_on_public_holidays,
    is_unmistakable,
    join_school_holidays,
    means_the_same,
    next_public_holiday,
    runs_backwards,
    split_school_holidays,
    state_at,
    timezone_of,
    validate,
    week,
)

OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00"
LIBRARY, LIBRARY_IN_HOLIDAYS = "We,Sa 13:00-18:00", "Mo-Fr 10:00-19:00"
CHARENTE_MARITIME = "17"  # on holiday from 19 December 2026 to 3 January 2027


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
    assert (days[2].intervals, days[2].is_all_unsure, days[2].unknown) == ((), True, "")
    assert days[5].intervals == ((time(20), time(0)),)
    assert (days[6].intervals, days[6].unsure) == ((), ())


def test_an_unsure_day_quotes_the_source() -> None:
    days = week(f'{OFFICE}; We unknown "09:00 - 12:00 / 09:00 - 17:00"', day=date(2026, 11, 11))

    assert (days[2].intervals, days[2].unknown) == ((), "09:00 - 12:00 / 09:00 - 17:00")


def test_a_day_may_be_sure_in_the_morning_only() -> None:
    days = week(
        'Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:00 unknown "sur rendez-vous"', day=date(2026, 11, 11)
    )

    assert days[0].intervals == ((time(9), time(12)),)
    assert (days[0].unsure, days[0].unknown) == (((time(14), time(17)),), "sur rendez-vous")
    assert not days[0].is_all_unsure


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


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        (paris(2026, 12, 16, 14), "open"),  # Wednesday, in term time
        (paris(2026, 12, 19, 14), "closed"),  # the first Saturday of the holidays
        (paris(2026, 12, 23, 10, 30), "open"),  # Wednesday morning, in the holidays
        (paris(2027, 1, 4, 10, 30), "closed"),  # Monday, in term time again
        (paris(2027, 1, 6, 14), "open"),
    ],
)
def test_school_holidays_have_their_own_hours(at: datetime, kind: str) -> None:
    state = state_at(
        LIBRARY, at=at, departement=CHARENTE_MARITIME, holiday_hours=LIBRARY_IN_HOLIDAYS
    )

    assert state.kind == kind
    assert not state.depends_on_school


def test_the_next_opening_may_be_in_the_holidays() -> None:
    state = state_at(
        LIBRARY,
        at=paris(2026, 12, 16, 19),
        departement=CHARENTE_MARITIME,
        holiday_hours=LIBRARY_IN_HOLIDAYS,
    )

    assert state.kind is OpeningKind.CLOSED
    assert state.changes_at == state.opens_at == paris(2026, 12, 21, 10)


def test_closed_in_the_holidays_is_closed_until_school_begins() -> None:
    state = state_at(
        LIBRARY, at=paris(2026, 12, 23, 14), departement=CHARENTE_MARITIME, holiday_hours=CLOSED
    )

    assert state.kind is OpeningKind.CLOSED
    assert state.opens_at == paris(2027, 1, 6, 13)


def test_unknown_hours_of_the_holidays_claim_nothing() -> None:
    state = state_at(
        LIBRARY, at=paris(2026, 12, 21, 14), departement=CHARENTE_MARITIME, holiday_hours=UNKNOWN
    )

    assert state.kind is OpeningKind.UNKNOWN
    assert state.depends_on_school
    assert not state.is_public_holiday
    assert state.opens_at == paris(2027, 1, 6, 13)


@pytest.mark.parametrize(
    ("at", "departement"),
    [
        (paris(2028, 9, 6, 14), CHARENTE_MARITIME),  # beyond the calendar
        (paris(2026, 12, 23, 14), "2A"),
        (paris(2026, 5, 15, 14), CHARENTE_MARITIME),  # the bridge of Ascension
    ],
)
@pytest.mark.parametrize("holiday_hours", [LIBRARY_IN_HOLIDAYS, CLOSED, UNKNOWN])
def test_a_day_that_may_be_of_the_holidays_claims_nothing(
    at: datetime, departement: str, holiday_hours: str
) -> None:
    state = state_at(
        f"Fr 13:00-18:00; {LIBRARY}", at=at, departement=departement, holiday_hours=holiday_hours
    )

    assert (state.kind, state.depends_on_school) == (OpeningKind.UNKNOWN, True)


def test_what_holds_in_term_time_and_holidays_alike_is_sure_without_a_calendar() -> None:
    at = paris(2026, 12, 23, 14)

    state = state_at(LIBRARY, at=at, departement="2A", holiday_hours="We 13:00-18:00")

    assert (state.kind, state.changes_at) == (OpeningKind.OPEN, paris(2026, 12, 23, 18))
    assert state.opens_at == paris(2026, 12, 30, 13)  # on Saturday nobody knows


def test_a_public_holiday_comes_before_the_school_holidays() -> None:
    christmas = paris(2026, 12, 25, 11)

    silent = state_at(
        LIBRARY, at=christmas, departement=CHARENTE_MARITIME, holiday_hours=LIBRARY_IN_HOLIDAYS
    )
    told = state_at(
        f"{LIBRARY}; PH off",
        at=christmas,
        departement=CHARENTE_MARITIME,
        holiday_hours=LIBRARY_IN_HOLIDAYS,
    )

    assert (silent.kind, silent.is_public_holiday) == (OpeningKind.UNKNOWN, True)
    assert told.kind is OpeningKind.CLOSED


def test_hours_by_appointment_only_never_say_when_it_opens() -> None:
    state = state_at('Mo-Fr 09:00-12:00 unknown "sur rendez-vous"', at=paris(2026, 11, 23, 12, 30))

    assert (state.kind, state.opens_at) == (OpeningKind.CLOSED, None)


@pytest.mark.parametrize(
    "text",
    [
        OFFICE,
        "24/7",
        "24/7; PH off",
        f"{OFFICE}; PH off; SH 10:00-12:00",
        "Sa[1] 08:00-11:30",
        'Mo 09:00-12:00, Tu 10:00-12:00 unknown "mar 9h; ou", We off',
        f"{OFFICE} || PH off",
        "Apr-Sep Mo-Fr 09:00-12:00; Oct-Mar Mo 09:00-12:00",
        "Mar 15-Oct 31 Mo-Fr 09:00-12:00",
        "week 1-20 Mo 09:00-12:00",
        f"{OFFICE}; Aug off; Dec 24-Jan 02 closed;",
    ],
)
def test_some_texts_can_only_be_osm_syntax(text: str) -> None:
    assert is_unmistakable(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mar 14:00-17:00",
        "Mo 09:00-12:00, Mar 14:00-17:00",
        "Mo,mar 09:00-12:00",
        "9:00-12:00",
        f"{OFFICE}; 18:00-19:00",
        '"sur rendez-vous"',
        f'{OFFICE} || "Mo 10:00"',
        "2024",
        "Mo-Fr",
        "Jul 14:00-17:00",
        "Aug off",
        "WE 10:00-18:00",
        "du lundi au vendredi de 9h à 12h",
    ],
)
def test_other_texts_may_be_in_french(text: str) -> None:
    assert not is_unmistakable(text)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Mo-Tu 09:00-12:00", True),
        ("Mo 9:00-12:00; Tu 09:00-12:00", True),
        ("Mo,Tu,We 09:00-12:00; We off", True),
        ("Mo,We 09:00-12:00", False),
        ("Mo-Tu 09:00-12:30", False),
    ],
)
def test_hours_may_be_the_same_in_other_words(other: str, expected: bool) -> None:
    assert means_the_same("Mo,Tu 09:00-12:00", other) is expected


@pytest.mark.parametrize(
    ("text", "is_closed"),
    [
        (OFFICE, None),
        (f"{OFFICE}; PH off", True),
        (f"{OFFICE}; PH closed", True),
        (f"{OFFICE}; PH 10:00-12:00", False),
        ("24/7", False),
        ('Mo unknown "PH off"', None),
    ],
)
def test_what_is_said_of_public_holidays(text: str, is_closed: bool | None) -> None:
    assert is_closed_on_public_holidays(text) is is_closed


@pytest.mark.parametrize(
    ("osm", "hours", "holiday_hours"),
    [
        (OFFICE, OFFICE, ""),
        (f"{OFFICE}; SH off", OFFICE, "off"),
        (f"{OFFICE}; SH closed", OFFICE, "off"),
        (f"{OFFICE}; SH unknown", OFFICE, "unknown"),
        (f"{OFFICE}; PH,SH off", f"{OFFICE}; PH off", "off"),
        (f"{OFFICE}; SH, PH off", f"{OFFICE}; PH off", "off"),
        (f"{OFFICE}; PH off; SH off", f"{OFFICE}; PH off", "off"),
        (f"{OFFICE}; SH off; PH off", f"{OFFICE}; PH off", "off"),
        (f"{OFFICE}; SH 10:00-12:00", OFFICE, "10:00-12:00"),
        (f"{OFFICE}; SH off; SH We 10:00-12:00", OFFICE, "We 10:00-12:00"),
        # days that the SH rules leave out keep their hours
        ("Mo,Sa 09:00-12:00; SH Mo off", "Mo,Sa 09:00-12:00", "Mo,Sa 09:00-12:00; Mo off"),
        (
            "Mo,Sa 09:00-12:00; SH Mo 10:00-11:00; PH off",
            "Mo,Sa 09:00-12:00; PH off",
            "Mo,Sa 09:00-12:00; Mo 10:00-11:00",
        ),
        ('Sa unknown "SH off"', 'Sa unknown "SH off"', ""),
    ],
)
def test_school_holidays_are_parted_from_the_hours(
    osm: str, hours: str, holiday_hours: str
) -> None:
    assert split_school_holidays(osm) == (hours, holiday_hours)


@pytest.mark.parametrize(
    "osm",
    [
        "lundi",
        "",
        "SH Mo-Fr 10:00-12:00",  # and in term time?
        "Mo-Fr,SH 09:00-12:00",
        "Mo-Fr 09:00-12:00, SH 10:00-12:00",
        "Mo-Fr 09:00-12:00; SH 10:00-12:00, Sa 10:00-12:00",
        "Mo-Fr 09:00-12:00 || SH 10:00-12:00",
        "SH off; Mo-Fr 09:00-12:00",  # the last rule hides the first
        "Mo-Fr 09:00-12:00; Jul SH off",
        "Mo-Fr 09:00-12:00; PH,SH 10:00-12:00",
        "Jan-Mar Mo 09:00-12:00; SH Tu 10:00-12:00",
    ],
)
def test_what_cannot_be_told_of_school_holidays_is_refused(osm: str) -> None:
    assert split_school_holidays(osm) is None


DAYS = st.sampled_from(["Mo", "Tu-Th", "Mo,We", "Sa[1]", "Mo-Fr", "Su", "Sa[-1],Tu"])
TIMES = st.sampled_from(["09:00-12:00", "09:00-12:00,14:00-18:00", 'unknown "a; b, SH off"'])
RULES = st.tuples(DAYS, TIMES | st.just('10:00-12:00 unknown "sur rendez-vous"')).map(" ".join)
WEEKS = st.lists(RULES, min_size=1, max_size=3).map("; ".join)
ADDED = st.tuples(WEEKS, RULES).map(", ".join)


@given(
    hours=st.tuples(WEEKS | ADDED | st.just("24/7"), st.sampled_from(["", "; PH off"])).map(
        "".join
    ),
    holiday_hours=st.sampled_from(["", CLOSED, UNKNOWN]) | WEEKS | ADDED,
)
def test_what_is_joined_is_split_the_same(hours: str, holiday_hours: str) -> None:
    joined = join_school_holidays(hours, holiday_hours)

    assert validate(joined)
    assert split_school_holidays(joined) == (hours, holiday_hours)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OFFICE, False),
        ("24/7", False),
        ("Mo-Su 00:00-24:00", False),
        ("Fr 18:00-01:00", False),
        ("Tu 9:00-12:00,14:00-02:00", False),
        ('Mo 09:00-12:00 "14:00-12:00"', False),
        ("Fr 18:00-03:00", True),
        ("Mo-Fr 09:00-01:00", True),
        ("Mo-Fr 14:00-12:00", True),
        ("Mo-Fr 09:00 - 09:00", True),
        ("Tu 09:00-12:00; Mo 00:00-00:00", True),
    ],
)
def test_hours_may_end_before_they_begin(text: str, expected: bool) -> None:
    assert runs_backwards(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo 09:00-12:00; Mo 14:00-18:00", True),
        ("Mo-Fr 09:00-12:00; Sa 10:00-12:00; Mo-Fr 14:00-18:00", True),
        ("Mo 09:00-12:00, Mo 14:00-18:00", False),
        ("Mo-Fr 09:00-17:00; We 14:00-18:00", False),
        ("Mo 09:00-12:00; Mo 09:00-17:00", False),
        ("Mo 09:00-12:00; Mo 14:00-18:00 off", False),
        ("Apr-Sep Mo 09:00-12:00; Oct-Mar Mo 14:00-18:00", False),
        ("Mo off; Mo 14:00-18:00", False),
    ],
)
def test_a_rule_may_hide_another_of_the_same_days(text: str, expected: bool) -> None:
    assert hides_a_rule(text) is expected
