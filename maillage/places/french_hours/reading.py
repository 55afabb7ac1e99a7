"""From a French text, or one cell per weekday, to OSM opening hours; a refusal has a reason."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from maillage.places.french_hours.grammar import timetable
from maillage.places.french_hours.timetable import Days, Span, Timetable
from maillage.places.french_hours.words import Kind, Token, Unclear, tokens
from maillage.places.opening_hours import ALWAYS, CLOSED, UNKNOWN, validate
from maillage.places.weekly_hours import MAX_LENGTH, WEEKDAYS, DayRule, read_day, weekly_rules

MAX_TEXT = 2000  # longer, it is a leaflet
EMPTY_CELL = re.compile(r"[\s\-–—/.]*")
MEANINGLESS = (0, 0)  # how some producers write "nothing"
CLOSED_HOLIDAYS = "PH off"
ALL_WEEK = "Mo-Su 00:00-24:00"  # "SH 24/7" is not OSM syntax
OPENS, CLOSES = "ouverture", "fermeture"
# "h_lundi", "Ouverture matin (ou journée continue) lundi"
MEANS_NOTHING = re.compile(r"\(ou journ[ée]e continue\)|_|\bh(?=_)", re.IGNORECASE)
IN_NAMES = {Kind.DAY, Kind.HALF, Kind.CLOSED, Kind.COLON, Kind.DASH, Kind.END}


@dataclass(frozen=True)
class Reading:
    """`osm` is "" when the hours cannot be told for sure; `reason` then says why.

    `reason` holds no word of the source, so that reasons can be counted; `word` is the one meant.
    `osm` holds in term time; `school_holidays` is "" when it holds all year, "off", "unknown", or
    the hours of the holidays in OSM syntax.
    """

    osm: str
    reason: str = ""
    school_holidays: str = ""
    word: str = ""

    @property
    def explanation(self) -> str:
        if not self.word:
            return self.reason
        return _("%(reason)s : « %(word)s »") % {"reason": self.reason, "word": self.word}


def read_hours(said: str | Mapping[str, str]) -> Reading:
    """Read a free text, or cells by day: "lundi", "lundi matin", "Ouverture matin lundi"…"""
    try:
        week = _of_text(said) if isinstance(said, str) else _of_cells(said)
        may_overlap = not isinstance(said, str)  # in a text, it means that we misread
        osm = _written(week, may_overlap=may_overlap)
        return Reading(osm, school_holidays=_holidays(week, osm=osm, may_overlap=may_overlap))
    except Unclear as refusal:
        return Reading("", str(refusal), word=refusal.word)


def _of_text(text: str) -> Timetable:
    if not text.strip():
        raise Unclear(_("aucun horaire"))
    return timetable(_tokens(text))


def _tokens(text: str) -> list[Token]:
    if len(text) > MAX_TEXT:
        raise Unclear(_("texte trop long"))
    return tokens(text)


def _of_cells(cells: Mapping[str, str]) -> Timetable:
    told = [_of_cell(days, text) for days, text in _by_day(cells)]
    week = _united(told)
    week.are_holidays_unknown = any(
        cell.are_holidays_unknown and cell.holidays is None for cell in told
    )
    is_told = any(cell.holidays is not None for cell in told)
    if is_told and not week.are_holidays_unknown:  # a silent cell says the same all year
        week.holidays = _united(
            [cell if cell.holidays is None else cell.holidays for cell in told],
        )
    return week


def _of_cell(days: Days, text: str) -> Timetable:
    told = timetable(_tokens(text), cell=days)
    if any(day not in days.weekdays for day, _ordinals in told.spans):
        raise Unclear(_("la case d’un jour parle d’un autre jour"))
    return told


def _united(told: Iterable[Timetable]) -> Timetable:
    week = Timetable()
    for one in told:
        for key, spans in one.spans.items():
            week.spans.setdefault(key, []).extend(spans)
        week.is_closed_on_public_holidays |= one.is_closed_on_public_holidays
    return week


def _by_day(cells: Mapping[str, str]) -> list[tuple[Days, str]]:
    """Give the day and the text of each cell; an opening and a closing cell make one text."""
    said: dict[tuple[Days, str], str] = {}
    for name, cell in cells.items():
        if EMPTY_CELL.fullmatch(cell):
            continue
        key = _named(name)
        if key in said:
            raise Unclear(_("un même jour est cité deux fois"))
        said[key] = cell
    bounded = dict.fromkeys(days for days, bound in said if bound)
    if any((days, bound) not in said for days in bounded for bound in (OPENS, CLOSES)):
        raise Unclear(_("une heure n’a pas de début ou pas de fin"))
    texts = [(days, cell) for (days, bound), cell in said.items() if not bound]
    # "matin (ou journée continue)": the half of an opening and a closing tells nothing.
    return texts + [
        (replace(days, half=""), f"{said[days, OPENS]} - {said[days, CLOSES]}") for days in bounded
    ]


def _named(name: str) -> tuple[Days, str]:
    """Read the day, and the bound if there is one, in the name of a cell."""
    words = MEANS_NOTHING.sub(" ", name)
    found = tokens(words)
    days = [token.numbers[0] for token in found if token.kind == Kind.DAY]
    halves = [token.text for token in found if token.kind == Kind.HALF]
    closings = [token.text for token in found if token.kind == Kind.CLOSED]
    bound = next((word for word in (OPENS, CLOSES) if word in words.lower()), "")
    is_known = {token.kind for token in found} <= IN_NAMES and closings in ([], [bound])
    if len(days) != 1 or len(halves) > 1 or not is_known:
        raise Unclear(_("colonne inconnue"), word=name)
    return Days((days[0],), "".join(halves)), bound


def _holidays(week: Timetable, *, osm: str, may_overlap: bool) -> str:
    if week.holidays is None:
        return UNKNOWN if week.are_holidays_unknown else ""
    if not any(week.holidays.spans.values()):
        return CLOSED
    week = replace(week.holidays, is_closed_on_public_holidays=False)  # `osm` speaks of them
    holidays = _written(week, may_overlap=may_overlap)
    if osm.removesuffix(f"; {CLOSED_HOLIDAYS}") == holidays:
        return ""
    return ALL_WEEK if holidays == ALWAYS else holidays


def _written(week: Timetable, *, may_overlap: bool) -> str:
    """Write the week, then the weeks of the month, then the public holidays."""
    days = {key: _day(spans, may_overlap=may_overlap) for key, spans in sorted(week.spans.items())}
    days = {key: day for key, day in days.items() if any(day)}
    weekdays = [day for day, _ordinals in days]
    if len(set(weekdays)) < len(weekdays):  # in OSM the later rule would hide the other
        raise Unclear(_("certaines semaines du mois diffèrent des autres"))
    every_week = [days.get((number, ()), NO_HOURS) for number in range(7)]
    told = [_weekly(every_week), *(_monthly(*key, day) for key, day in days.items() if key[1])]
    osm = "; ".join(rule for rule in told if rule)
    if not osm:
        raise Unclear(_("aucun horaire"))
    if week.is_closed_on_public_holidays:
        osm = f"{osm}; {CLOSED_HOLIDAYS}"
    if len(osm) > MAX_LENGTH or not validate(osm):
        raise Unclear(_("horaires illisibles"))
    return osm


class _Day(NamedTuple):
    """What follows the weekday in OSM syntax: for its sure hours, for the others."""

    sure: str = ""
    unsure: str = ""


NO_HOURS = _Day()


def _day(spans: Sequence[Span], *, may_overlap: bool) -> _Day:
    """Write the hours of one day; weekly_hours orders them, joins them and finds what clashes."""
    kept = [span for span in spans if span[:2] != MEANINGLESS]
    if not kept:
        return NO_HOURS
    rule = _rule(kept)
    if rule.doubt and may_overlap and not rule.hours.startswith(UNKNOWN):
        return _Day(unsure=rule.hours)
    if rule.doubt:
        raise Unclear(rule.doubt)
    sure = [span for span in kept if not span.doubt]
    unsure = [span for span in kept if span.doubt]
    words = ", ".join(dict.fromkeys(span.doubt for span in unsure))
    return _Day(
        sure=_rule(sure).hours if sure else "",
        unsure=f'{_rule(unsure).hours} {UNKNOWN} "{words}"' if unsure else "",
    )


def _rule(spans: Sequence[Span]) -> DayRule:
    return read_day(" / ".join(f"{_clock(span.start)} - {_clock(span.end)}" for span in spans))


def _weekly(days: Sequence[_Day]) -> str:
    """Write sure hours, then the others as additional rules, which leave the first as they are."""
    if {day.sure for day in days} == {"00:00-24:00"}:
        return ALWAYS
    try:
        sure = weekly_rules([day.sure for day in days])
        unsure = weekly_rules([day.unsure for day in days], separator=", " if sure else "; ")
    except ValueError as error:
        raise Unclear(_("horaires illisibles")) from error
    return ", ".join(filter(None, (sure, unsure)))


def _monthly(number: int, ordinals: tuple[int, ...], day: _Day) -> str:
    if all(day):
        raise Unclear(_("certaines semaines du mois diffèrent des autres"))
    return f"{WEEKDAYS[number]}[{','.join(map(str, ordinals))}] {day.sure or day.unsure}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
