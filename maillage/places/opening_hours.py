"""Opening hours written in OSM syntax: are they valid, is it open, what does the week look like?

Syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. A text "" means that
the hours are unknown. Instants are aware; answers are in the time zone of the place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from opening_hours import OpeningHours, State
from opening_hours import validate as is_osm

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
QUOTED = re.compile(r'"[^"]*"')
PUBLIC_HOLIDAY = re.compile(r"\bPH\b")

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

    An unknown state says when it is so because the source says nothing of public holidays.
    """

    kind: OpeningKind
    changes_at: datetime | None = None
    opens_at: datetime | None = None
    is_public_holiday: bool = False


@dataclass(frozen=True)
class DayHours:
    """One line of the hours table. An end at 00:00 is midnight that evening.

    `unknown` is None, or what the source says of that day when its hours are not sure ("" if
    it says nothing that can be quoted); a day without intervals nor `unknown` is closed.
    """

    day: date
    intervals: tuple[tuple[time, time], ...] = ()
    unknown: str | None = None


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str | Promise


@dataclass(frozen=True)
class _Span:
    """A stretch of one state, in universal time: clocks that go back would upset comparisons."""

    start: datetime
    end: datetime
    state: State
    is_public_holiday: bool = False


def validate(text: str) -> bool:
    """Tell whether the text is in OSM syntax. Blank is not (the parser reads it as 24/7)."""
    return bool(text.strip()) and is_osm(text)


def timezone_of(code_insee: str) -> ZoneInfo:
    return TIMEZONES.get(code_insee[:3], PARIS)


def state_at(
    text: str, *, at: datetime, timezone: ZoneInfo = PARIS, departement: str = ""
) -> OpeningState:
    """Tell the state at an instant; the département adds its own public holidays.

    On a public holiday that the text does not mention, a day that is otherwise worked is
    unknown from midnight to midnight.
    """
    if not text:
        return OpeningState(OpeningKind.UNKNOWN)
    spans = _spans(text, since=at, timezone=timezone, departement=departement)
    now = next(spans)
    opens = next((span.start for span in spans if span.state == State.OPEN), None)
    left = now.end - at.astimezone(UTC)
    return OpeningState(
        _kind(now.state, left=left),
        changes_at=now.end.astimezone(timezone) if left < HORIZON else None,
        opens_at=opens.astimezone(timezone) if opens else None,
        is_public_holiday=now.is_public_holiday,
    )


def week(text: str, *, day: date) -> list[DayHours]:
    """Describe the week of `day`, Monday first, public holidays left aside.

    Empty when the hours are unknown.
    """
    if not text:
        return []
    monday = day - timedelta(days=day.weekday())
    return [_day_hours(text, monday + timedelta(days=number)) for number in range(7)]


def next_public_holiday(at: datetime, *, departement: str = "") -> Holiday:
    """Find the first public holiday, from that day on."""
    day = min(_holidays_from(at.date(), departement=departement))
    return Holiday(day=day, name=_holidays(day.year, departement=departement)[day])


def _kind(state: State, *, left: timedelta) -> OpeningKind:
    if state == State.OPEN:
        return OpeningKind.CLOSES_SOON if left <= CLOSES_SOON else OpeningKind.OPEN
    return OpeningKind.CLOSED if state == State.CLOSED else OpeningKind.UNKNOWN


def _spans(text: str, *, since: datetime, timezone: ZoneInfo, departement: str) -> Iterator[_Span]:
    """Walk through what the text says; the holidays it is silent about become unknown."""
    today = since.astimezone(timezone).date()
    since = since.astimezone(UTC)
    horizon = since + HORIZON
    for day in _silent_holidays(text, since=today, departement=departement):
        start, end = _bounds(day, timezone)
        if start >= horizon:
            break
        yield from _written_spans(text, since=since, until=start, timezone=timezone)
        yield _Span(start, end, State.UNKNOWN, is_public_holiday=True)
        since = end
    yield from _written_spans(text, since=since, until=horizon, timezone=timezone)


def _written_spans(
    text: str, *, since: datetime, until: datetime, timezone: ZoneInfo
) -> Iterator[_Span]:
    if since >= until:
        return
    parsed = _parsed(text, timezone=timezone, country="FR")
    local = (since.astimezone(timezone), until.astimezone(timezone))
    for start, end, state, _words in parsed.intervals(*local):
        yield _Span(start.astimezone(UTC), end.astimezone(UTC), state)


def _day_hours(text: str, day: date) -> DayHours:
    midnight = datetime.combine(day, time.min)
    parsed = _parsed(text, timezone=None, country=None)
    spans = list(parsed.intervals(midnight, midnight + timedelta(days=1)))
    return DayHours(
        day=day,
        intervals=tuple(
            (start.time(), end.time()) for start, end, state, _words in spans if state == State.OPEN
        ),
        unknown=next(
            (words for _start, _end, state, words in spans if state == State.UNKNOWN), None
        ),
    )


@lru_cache(maxsize=8192)
def _parsed(text: str, *, timezone: ZoneInfo | None, country: str | None) -> OpeningHours:
    return OpeningHours(text, timezone=timezone, country=country)


def _silent_holidays(text: str, *, since: date, departement: str) -> Iterator[date]:
    """List the holidays to come that the text does not mention, on days otherwise worked."""
    if text == ALWAYS or PUBLIC_HOLIDAY.search(QUOTED.sub("", text)):
        return
    for day in _holidays_from(since, departement=departement):
        hours = _day_hours(text, day)
        if hours.intervals or hours.unknown is not None:
            yield day


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


def _bounds(day: date, timezone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give both midnights of a local day, in universal time."""
    midnights = (
        datetime.combine(one, time.min, timezone) for one in (day, day + timedelta(days=1))
    )
    start, end = (midnight.astimezone(UTC) for midnight in midnights)
    return start, end
