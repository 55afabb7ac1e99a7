"""Opening hours written in OSM syntax: are they valid, is it open, what does the week look like?

Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. A text "" means that
the hours are unknown. Instants are aware; answers are in the time zone of the place.

The hours of the school holidays stand beside those of term time, never in the same text: the
parser would read "SH Mo-Fr" as school holidays *or* Monday to Friday. They are "" when the hours
are the same all year, "off" when it is closed, "unknown", or a text in OSM syntax.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, product
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from opening_hours import OpeningHours, State
from opening_hours import validate as is_osm

from maillage.territory.school_calendar import is_school_holiday

PARIS = ZoneInfo("Europe/Paris")
TIMEZONES = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "975": ZoneInfo("America/Miquelon"),
    "976": ZoneInfo("Indian/Mayotte"),
    "977": ZoneInfo("America/St_Barthelemy"),
    "978": ZoneInfo("America/Marigot"),
    "986": ZoneInfo("Pacific/Wallis"),
    "987": ZoneInfo("Pacific/Tahiti"),
    "988": ZoneInfo("Pacific/Noumea"),
}

CLOSES_SOON = timedelta(minutes=30)
HORIZON = timedelta(days=366)  # an opening further away is no help to anyone

ALWAYS = "24/7"  # by its specification, public holidays included
CLOSED, UNKNOWN = "off", "unknown"
QUOTED = re.compile(r'"[^"]*"')
PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
SCHOOL_HOLIDAY = re.compile(r"\bSH\b")
RULE = re.compile(r'(?:[^;"]|"[^"]*")+')  # rules are parted by semicolons
# A rule that adds to the last one comes after hours or a state, never after a day: "12:00, Sa".
ADDITION = re.compile(r'(?<=[\dfnd"]), ?(?=[A-Z])(?=(?:[^"]|"[^"]*")*$)')
BOTH_HOLIDAYS_OFF = re.compile(r"(?:PH, ?SH|SH, ?PH) (?:off|closed)")
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAYS = rf"{_DAY}(?:-{_DAY}|\[-?\d(?:,-?\d)*\])?"
_TIMES = r"\d\d:\d\d-\d\d:\d\d"
PLAIN_RULE = re.compile(  # the only rules that we say of school holidays, or believe of them
    rf"(?P<days>{_DAYS}(?:,{_DAYS})* )?"
    rf'(?:{_TIMES}(?:, ?{_TIMES})*(?: unknown)?|off|closed|unknown)(?: "[^"]*")?'
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
ENGLISH_DAY = re.compile(rf"\b(?:{_DAY}|PH|SH)\b|\b24/7")
SAYS_HOW_IT_IS = re.compile(rf"\d:\d\d|24/7|\b(?:{CLOSED}|closed|{UNKNOWN})\b")
CLOSED_ON_DATES = re.compile(rf"{_MONTH}\b[^:]* (?:{CLOSED}|closed)")
# Tuesday, unless a period begins or ends there: "Mar-Sep", "Mar 15-Oct 31".
MARDI = re.compile(rf"(?<!-)\bMar\b(?!-{_MONTH}| \d\d?-{_MONTH})", re.IGNORECASE)
INTERVAL = re.compile(r"\b(\d?\d:\d\d) ?- ?(\d?\d:\d\d)")
EVENING = time(18)
NOON, LATEST_CLOSING = "12:00", "02:00"
STRETCH = 7  # days evaluated at once: the next opening is seldom further away

# Source: Code du travail, art. L3133-1.
PUBLIC_HOLIDAYS: dict[str, str | Promise] = {
    "Jan 01": _("jour de l’an"),
    "easter +1 day": _("lundi de Pâques"),
    "May 01": _("fête du Travail"),
    "May 08": _("8 mai 1945"),
    "easter +39 days": _("Ascension"),
    "easter +50 days": _("lundi de Pentecôte"),
    "Jul 14": _("fête nationale"),
    "Aug 15": _("Assomption"),
    "Nov 01": _("Toussaint"),
    "Nov 11": _("11 novembre 1918"),
    "Dec 25": _("Noël"),
}
# Source: Code du travail, art. L3134-13 (Alsace and Moselle) and L3422-2 (end of slavery).
ALSACE_MOSELLE = {"easter -2 days": _("Vendredi saint"), "Dec 26": _("Saint-Étienne")}
END_OF_SLAVERY = _("abolition de l’esclavage")
LOCAL_HOLIDAYS: dict[str, dict[str, str | Promise]] = {
    "57": {**ALSACE_MOSELLE},
    "67": {**ALSACE_MOSELLE},
    "68": {**ALSACE_MOSELLE},
    "971": {"May 27": END_OF_SLAVERY},
    "972": {"May 22": END_OF_SLAVERY},
    "973": {"Jun 10": END_OF_SLAVERY},
    "974": {"Dec 20": END_OF_SLAVERY},
    "976": {"Apr 27": END_OF_SLAVERY},
    "977": {"Oct 09": END_OF_SLAVERY},
    "978": {"May 28": END_OF_SLAVERY},
}


class OpeningKind(StrEnum):
    OPEN = "open"
    CLOSES_SOON = "closes_soon"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OpeningState:
    """`changes_at`: until when this holds, None for good. `opens_at`: the next sure opening.

    An unknown state says when it is so because the source says nothing of public holidays, or
    because that day depends on the school holidays.
    """

    kind: OpeningKind
    changes_at: datetime | None = None
    opens_at: datetime | None = None
    is_public_holiday: bool = False
    depends_on_school: bool = False


@dataclass(frozen=True)
class DayHours:
    """One line of the hours table. An end at 00:00 is midnight that evening.

    `unsure`: intervals during which it may be open, on the words `unknown` of the source ("" if
    it says nothing that can be quoted). A day without intervals of either kind is closed.
    """

    day: date
    intervals: tuple[tuple[time, time], ...] = ()
    unsure: tuple[tuple[time, time], ...] = ()
    unknown: str = ""

    @property
    def is_all_unsure(self) -> bool:
        return self.unsure == ((time.min, time.min),)


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str | Promise


@dataclass(frozen=True)
class _Hours:
    """All that tells when a place is open."""

    text: str
    holiday_text: str
    timezone: ZoneInfo
    departement: str


class SureOpening(NamedTuple):
    """From when to when a place is open for sure, within one day of its own clock."""

    day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def is_evening(self) -> bool:
        return self.ends_at.date() > self.day or self.ends_at.time() > EVENING


class _Told(NamedTuple):
    """The text that holds on a day, None when nobody knows, and what it depends on then."""

    text: str | None
    is_public_holiday: bool = False
    depends_on_school: bool = False


class _Span(NamedTuple):
    """A stretch of one state, in universal time: clocks that go back would upset comparisons."""

    start: datetime
    end: datetime
    state: State
    is_public_holiday: bool = False
    depends_on_school: bool = False


def validate(text: str) -> bool:
    """Tell whether the text is in OSM syntax. Blank is not (the parser reads it as 24/7)."""
    return bool(text.strip()) and is_osm(text)


def is_unmistakable(osm: str) -> bool:
    """Tell whether a text that may be in OSM syntax is so on purpose.

    To its parser "Mar 14:00-17:00" is every day of March, "9:00-12:00" every day, and words in
    quotes are always open. So each rule must name days in English, and say how it is on them.
    """
    unquoted = QUOTED.sub('""', osm)
    if MARDI.search(unquoted):
        return False
    rules = [
        part
        for rule in _rules(unquoted.replace("||", ";"))
        for part in ADDITION.split(rule)
        if not CLOSED_ON_DATES.fullmatch(part)
    ]
    return bool(rules) and all(
        ENGLISH_DAY.search(rule) and SAYS_HOW_IT_IS.search(rule) for rule in rules
    )


def runs_backwards(osm: str) -> bool:
    """Tell whether an interval is empty, or ends before it begins; an evening may end by 2 a.m."""
    return any(
        end <= start and not (start >= NOON and end <= LATEST_CLOSING)
        for start, end in _intervals(QUOTED.sub("", osm))
    )


def hides_a_rule(osm: str) -> bool:
    """Tell whether a rule opens other hours on the very days of an earlier one.

    It then takes its place: "Mo 09:00-12:00; Mo 14:00-18:00" is an afternoon, which is seldom
    what was meant. A rule for some of the days of another is how exceptions are written.
    """
    earlier: dict[str, list[list[tuple[str, str]]]] = {}
    for rule in _rules(QUOTED.sub("", osm)):
        first = INTERVAL.search(rule)
        if not first or rule.endswith((CLOSED, "closed")):
            continue
        days, hours = rule[: first.start()].replace(" ", ""), _intervals(rule)
        if any(_are_apart(hours, before) for before in earlier.get(days, ())):
            return True
        earlier.setdefault(days, []).append(hours)
    return False


def means_the_same(one: str, other: str) -> bool:
    """Tell whether two valid texts are alike, however they are written."""
    return str(OpeningHours(one).normalize()) == str(OpeningHours(other).normalize())


def split_school_holidays(osm: str) -> tuple[str, str] | None:
    """Part the hours from those of the school holidays; None when these cannot be told.

    "Mo-Fr 09:00-12:00; PH,SH off" gives "Mo-Fr 09:00-12:00; PH off" and "off". Days that the SH
    rules leave out keep their hours, as the specification says.
    """
    if not validate(osm):
        return None
    if not _speaks_of_school_holidays(osm):
        return osm, ""
    hours: list[str] = []
    holidays: list[str] = []
    is_sh_said = False
    for rule in _rules(osm):
        if BOTH_HOLIDAYS_OFF.fullmatch(rule):
            hours.append("PH off")
            holidays, is_sh_said = [], True
        elif _speaks_of_school_holidays(rule):
            said = _without_sh(rule)
            if said is None:
                return None
            holidays = _overridden(holidays if is_sh_said else _weekly(hours), said)
            is_sh_said = True
        elif is_sh_said and not rule.startswith("PH "):
            return None  # later, it would hide what is said of the school holidays
        else:
            hours.append(rule)
    return _checked("; ".join(hours), "; ".join(holidays) or CLOSED)


def join_school_holidays(hours: str, holiday_hours: str) -> str:
    """Write both in one text: it serves to publish, never to be evaluated."""
    if not holiday_hours:
        return hours
    if holiday_hours in (CLOSED, UNKNOWN):
        return f"{hours}; SH {holiday_hours}"
    rules = [
        ", ".join(f"SH {part}" for part in ADDITION.split(rule)) for rule in _rules(holiday_hours)
    ]
    return "; ".join((hours, f"SH {CLOSED}", *rules))  # the other days of the holidays are closed


def timezone_of(code_insee: str) -> ZoneInfo:
    return TIMEZONES.get(code_insee[:3], PARIS)


def state_at(
    text: str,
    *,
    at: datetime,
    timezone: ZoneInfo = PARIS,
    departement: str = "",
    holiday_hours: str = "",
) -> OpeningState:
    """Tell the state at an instant; the département has its own public and school holidays.

    On a public holiday that the text does not mention, a day that is otherwise worked is
    unknown from midnight to midnight; so is a day that may be of the school holidays or not.
    """
    # Nothing opens within a minute: what was told to one visitor holds for the next.
    minute = at.replace(second=0, microsecond=0)
    return _state_at(text, minute, timezone, departement, holiday_hours)


@lru_cache(maxsize=4096)
def _state_at(
    text: str, at: datetime, timezone: ZoneInfo, departement: str, holiday_hours: str
) -> OpeningState:
    if not text:
        return OpeningState(OpeningKind.UNKNOWN)
    if text == ALWAYS and not holiday_hours:
        return OpeningState(OpeningKind.OPEN)
    hours = _Hours(text, holiday_hours, timezone, departement)
    spans = _joined(_spans(hours, since=at.astimezone(UTC)))
    now = next(spans)
    opens = None
    if _is_ever_open(text) or (holiday_hours and _is_ever_open(holiday_hours)):
        opens = next((span.start for span in spans if span.state == State.OPEN), None)
    left = now.end - at.astimezone(UTC)
    return OpeningState(
        _kind(now.state, left=left),
        changes_at=now.end.astimezone(timezone) if left < HORIZON else None,
        opens_at=opens.astimezone(timezone) if opens else None,
        is_public_holiday=now.is_public_holiday,
        depends_on_school=now.depends_on_school,
    )


def sure_openings(
    text: str,
    *,
    since: date,
    until: date,
    timezone: ZoneInfo = PARIS,
    departement: str = "",
    holiday_hours: str = "",
) -> list[SureOpening]:
    """Tell when it opens from the first day to the last, excluded: what state_at says is open.

    One that runs past midnight is told in two parts.
    """
    if not text:
        return []
    hours = _Hours(text, holiday_hours, timezone, departement)
    end = _midnight(until, timezone)
    openings: list[SureOpening] = []
    for span in _joined(_spans(hours, since=_midnight(since, timezone))):
        if span.start >= end:
            break
        if span.state == State.OPEN:
            openings += _by_day(span.start, min(span.end, end), timezone)
    return openings


def week(text: str, *, day: date) -> list[DayHours]:
    """Describe the week of `day`, Monday first, public holidays left aside.

    Empty when the hours are unknown.
    """
    if not text:
        return []
    monday = day - timedelta(days=day.weekday())
    return [_day_hours(text, monday + timedelta(days=number)) for number in range(7)]


def is_closed_on_public_holidays(text: str) -> bool | None:
    """Tell what the text says of public holidays; None when it is silent."""
    if text == ALWAYS:
        return False
    told = [rule for rule in _rules(text) if _speaks_of_public_holidays(rule)]
    return all(rule.endswith((CLOSED, "closed")) for rule in told) if told else None


def next_public_holiday(at: datetime, *, departement: str = "") -> Holiday:
    """Find the first public holiday, from that day on."""
    day = min(_holidays_from(at.date(), departement=departement))
    return Holiday(day=day, name=_holidays(day.year, departement=departement)[day])


def _by_day(start: datetime, end: datetime, timezone: ZoneInfo) -> Iterator[SureOpening]:
    while start < end:
        day = start.astimezone(timezone).date()
        close = min(end, _midnight(day + timedelta(days=1), timezone))
        yield SureOpening(day, start.astimezone(timezone), close.astimezone(timezone))
        start = close


def _kind(state: State, *, left: timedelta) -> OpeningKind:
    if state == State.OPEN:
        return OpeningKind.CLOSES_SOON if left <= CLOSES_SOON else OpeningKind.OPEN
    return OpeningKind.CLOSED if state == State.CLOSED else OpeningKind.UNKNOWN


def _spans(hours: _Hours, *, since: datetime) -> Iterator[_Span]:
    """Walk through what is said, a stretch of days alike after the other."""
    today = since.astimezone(hours.timezone).date()
    until = since + HORIZON
    days = ((number, today + timedelta(days=number)) for number in range(HORIZON.days + 1))
    stretches = groupby(days, lambda one: (one[0] // STRETCH, _told_on(one[1], hours)))
    for (_number, told), stretch in stretches:
        dates = [day for _number, day in stretch]
        start = max(since, _midnight(dates[0], hours.timezone))
        end = min(until, _midnight(dates[-1] + timedelta(days=1), hours.timezone))
        if start < end:
            yield from _spans_between(start, end, told, timezone=hours.timezone)


def _spans_between(
    start: datetime, end: datetime, told: _Told, *, timezone: ZoneInfo
) -> Iterator[_Span]:
    if told.text is None:
        yield _Span(start, end, State.UNKNOWN, told.is_public_holiday, told.depends_on_school)
        return
    parsed = _parsed(told.text, timezone=timezone, country="FR")
    local = (start.astimezone(timezone), end.astimezone(timezone))
    for first, last, state, _words in parsed.intervals(*local):
        yield _Span(first.astimezone(UTC), last.astimezone(UTC), state)


def _joined(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Join the spans that midnight or a comment parts."""
    last: _Span | None = None
    for span in spans:
        if last and span[2:] == last[2:]:
            last = last._replace(end=span.end)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _told_on(day: date, hours: _Hours) -> _Told:
    is_public_holiday = day in _holidays(day.year, departement=hours.departement)
    if is_public_holiday and (hours.text == ALWAYS or _speaks_of_public_holidays(hours.text)):
        return _Told(hours.text)
    text = _text_on(day, hours)
    if is_public_holiday and (text is None or not _is_closed_on(day, text)):
        return _Told(None, is_public_holiday=True)
    return _Told(text, depends_on_school=text is None)


def _text_on(day: date, hours: _Hours) -> str | None:
    """Give the hours of term time or of the holidays, None when that day may be of either."""
    if not hours.holiday_text:
        return hours.text
    is_holiday = is_school_holiday(day, departement=hours.departement)
    if is_holiday is False:
        return hours.text
    if hours.holiday_text == UNKNOWN:
        return None
    is_same = _day_hours(hours.text, day) == _day_hours(hours.holiday_text, day)
    return hours.holiday_text if is_holiday or is_same else None


def _is_closed_on(day: date, text: str) -> bool:
    hours = _day_hours(text, day)
    return not hours.intervals and not hours.unsure


def _rules(osm: str) -> list[str]:
    return [rule for part in RULE.findall(osm) if (rule := part.strip())]


def _intervals(rules: str) -> list[tuple[str, str]]:
    """Give the starts and the ends, all "08:30", so that they compare."""
    return [(start.zfill(5), end.zfill(5)) for start, end in INTERVAL.findall(rules)]


def _are_apart(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> bool:
    return all(
        end <= other_start or other_end <= start
        for (start, end), (other_start, other_end) in product(some, others)
    )


def _weekly(rules: Iterable[str]) -> list[str]:
    return [rule for rule in rules if not PUBLIC_HOLIDAY.match(rule)]


def _without_sh(rule: str) -> str | None:
    """Give what a rule says of the school holidays; None unless it is plain and says only that."""
    parts = ADDITION.split(rule)
    if not all(part.startswith("SH ") for part in parts):
        return None
    said = ", ".join(part.removeprefix("SH ").strip() for part in parts)
    return said if _is_plain(said) else None


def _is_plain(rule: str) -> bool:
    return all(PLAIN_RULE.fullmatch(part) for part in ADDITION.split(rule))


def _overridden(rules: list[str], rule: str) -> list[str]:
    """Add a rule; one that names no day leaves nothing of those before it."""
    match = PLAIN_RULE.match(rule)
    if match and match["days"]:
        return [*rules, rule]
    return [] if rule in (CLOSED, "closed") else [rule]


def _checked(hours: str, holiday_hours: str) -> tuple[str, str] | None:
    is_known = holiday_hours in (CLOSED, UNKNOWN) or (
        all(map(_is_plain, _rules(holiday_hours))) and validate(holiday_hours)
    )
    return (hours, holiday_hours) if validate(hours) and is_known else None


def _speaks_of_school_holidays(text: str) -> bool:
    return bool(SCHOOL_HOLIDAY.search(QUOTED.sub("", text)))


@lru_cache(maxsize=8192)
def _is_ever_open(text: str) -> bool:
    """Tell whether an opening is worth looking for: all may be by appointment."""
    since = datetime(2028, 1, 1)  # noqa: DTZ001 (any leap year will do)
    spans = _parsed(text, timezone=None, country=None).intervals(since, since + HORIZON)
    return any(state == State.OPEN for _start, _end, state, _words in spans)


@lru_cache(maxsize=8192)
def _speaks_of_public_holidays(text: str) -> bool:
    return bool(PUBLIC_HOLIDAY.search(QUOTED.sub("", text)))


def _day_hours(text: str, day: date) -> DayHours:
    midnight = datetime.combine(day, time.min)
    parsed = _parsed(text, timezone=None, country=None)
    told: dict[State, list[tuple[time, time]]] = {}
    doubts: dict[str, None] = {}
    for start, end, state, words in parsed.intervals(midnight, midnight + timedelta(days=1)):
        told.setdefault(state, []).append((start.time(), end.time()))
        if state == State.UNKNOWN and words:
            doubts[words] = None
    return DayHours(
        day=day,
        intervals=tuple(told.get(State.OPEN, ())),
        unsure=tuple(told.get(State.UNKNOWN, ())),
        unknown=", ".join(doubts),
    )


@lru_cache(maxsize=8192)
def _parsed(text: str, *, timezone: ZoneInfo | None, country: str | None) -> OpeningHours:
    return OpeningHours(text, timezone=timezone, country=country)


def _holidays_from(since: date, *, departement: str) -> list[date]:
    both_years = [
        *_holidays(since.year, departement=departement),
        *_holidays(since.year + 1, departement=departement),
    ]
    return [day for day in both_years if day >= since]


@lru_cache(maxsize=256)
def _holidays(year: int, *, departement: str) -> dict[date, str | Promise]:
    """Map the public holidays of a year to their names, in order."""
    names = PUBLIC_HOLIDAYS | LOCAL_HOLIDAYS.get(departement, {})
    days = [(_only_day(selector, year), name) for selector, name in names.items()]
    return dict(sorted(days, key=itemgetter(0)))


def _only_day(selector: str, year: int) -> date:
    new_year = datetime(year, 1, 1)  # noqa: DTZ001 (a date of the calendar, nowhere in particular)
    spans = OpeningHours(selector).intervals(new_year, new_year.replace(year=year + 1))
    return next(start.date() for start, _end, state, _words in spans if state == State.OPEN)


def _midnight(day: date, timezone: ZoneInfo) -> datetime:
    """Give the beginning of a local day, in universal time."""
    return datetime.combine(day, time.min, timezone).astimezone(UTC)
