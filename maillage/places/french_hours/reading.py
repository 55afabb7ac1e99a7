"""From a French text, or one cell per weekday, to OSM opening hours; a refusal has a reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from maillage.places.french_hours.grammar import Days, Span, Timetable, timetable
from maillage.places.french_hours.words import Kind, Token, Unclear, tokens
from maillage.places.opening_hours import ALWAYS, validate
from maillage.places.weekly_hours import MAX_LENGTH, WEEKDAYS, read_day, weekly_rules

MAX_TEXT = 2000  # longer, it is a leaflet
EMPTY_CELL = re.compile(r"[\s\-–—/.]*")
MEANINGLESS = (0, 0)  # how some producers write "nothing"
CLOSED_HOLIDAYS = "PH off"
OPENS, CLOSES = "ouverture", "fermeture"
MEANS_NOTHING = re.compile(r"\(.*?\)|_|\bh(?=_)")  # "h_lundi", "matin (ou journée continue)"


@dataclass(frozen=True)
class Reading:
    """`osm` is "" when the hours cannot be told for sure; `reason` then says why."""

    osm: str
    reason: str = ""


def read_hours(said: str | Mapping[str, str]) -> Reading:
    """Read a free text, or cells by day: "lundi", "lundi matin", "Ouverture matin lundi"…"""
    try:
        week = _of_text(said) if isinstance(said, str) else _of_cells(said)
        return Reading(_written(week))
    except Unclear as refusal:
        return Reading("", str(refusal))


def _of_text(text: str) -> Timetable:
    if not text.strip():
        raise Unclear(_("aucun horaire"))
    return timetable(_tokens(text))


def _tokens(text: str) -> list[Token]:
    if len(text) > MAX_TEXT:
        raise Unclear(_("texte trop long"))
    return tokens(text)


def _of_cells(cells: Mapping[str, str]) -> Timetable:
    week = Timetable()
    for days, text in _by_day(cells):
        told = timetable(_tokens(text), cell=days)
        if any(day not in days.weekdays for day, _ordinals in told.spans):
            raise Unclear(_("la case d’un jour parle d’un autre jour"))
        for key, spans in told.spans.items():
            week.spans.setdefault(key, []).extend(spans)
        week.is_closed_on_public_holidays |= told.is_closed_on_public_holidays
    return week


def _by_day(cells: Mapping[str, str]) -> list[tuple[Days, str]]:
    """Give the day and the text of each cell; an opening and a closing cell make one text."""
    texts: dict[Days, list[str]] = {}
    bounds: dict[Days, dict[str, str]] = {}
    for name, cell in cells.items():
        if EMPTY_CELL.fullmatch(cell):
            continue
        days, bound = _named(name)
        if bound:
            bounds.setdefault(days, {})[bound] = cell
        else:
            texts.setdefault(days, []).append(cell)
    if any(len(pair) != 2 for pair in bounds.values()):
        raise Unclear(_("une heure n’a pas de début ou pas de fin"))
    # "matin (ou journée continue)": the half of an opening and a closing tells nothing.
    return [(days, text) for days, several in texts.items() for text in several] + [
        (replace(days, half=""), f"{pair[OPENS]} - {pair[CLOSES]}") for days, pair in bounds.items()
    ]


def _named(name: str) -> tuple[Days, str]:
    """Read the day, and the bound if there is one, in the name of a cell."""
    words = MEANS_NOTHING.sub(" ", name)
    found = tokens(words)
    days = [token.numbers[0] for token in found if token.kind == Kind.DAY]
    halves = [token.text for token in found if token.kind == Kind.HALF]
    if len(days) != 1 or len(halves) > 1:
        raise Unclear(_("colonne inconnue : « %(name)s »") % {"name": name})
    bound = next((word for word in (OPENS, CLOSES) if word in words.lower()), "")
    return Days((days[0],), "".join(halves)), bound


def _written(week: Timetable) -> str:
    """Write the week, then the weeks of the month, then the public holidays."""
    rules = {key: _rule(spans) for key, spans in sorted(week.spans.items()) if spans}
    weekdays = [day for day, _ordinals in rules]
    if len(set(weekdays)) < len(weekdays):  # in OSM the later rule would hide the other
        raise Unclear(_("certaines semaines du mois diffèrent des autres"))
    told = [
        _weekly([rules.get((number, ()), "") for number in range(7)]),
        *(
            f"{WEEKDAYS[day]}[{','.join(map(str, ordinals))}] {hours}"
            for (day, ordinals), hours in rules.items()
            if ordinals and hours
        ),
    ]
    osm = "; ".join(rule for rule in told if rule)
    if not osm:
        raise Unclear(_("aucun horaire"))
    if week.is_closed_on_public_holidays:
        osm = f"{osm}; {CLOSED_HOLIDAYS}"
    if len(osm) > MAX_LENGTH or not validate(osm):
        raise Unclear(_("horaires illisibles"))
    return osm


def _weekly(days: list[str]) -> str:
    if set(days) == {"00:00-24:00"}:
        return ALWAYS
    try:
        return weekly_rules(days)
    except ValueError as error:
        raise Unclear(_("horaires illisibles")) from error


def _rule(spans: list[Span]) -> str:
    """Write the hours of one day; weekly_hours orders them, joins them and finds what clashes."""
    kept = [span for span in spans if span != MEANINGLESS]
    if not kept:
        return ""
    rule = read_day(" / ".join(f"{_clock(start)} - {_clock(end)}" for start, end in kept))
    if rule.doubt:
        raise Unclear(rule.doubt)
    return rule.hours


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
