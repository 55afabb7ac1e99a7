"""One text per weekday ("09:00 - 12:00 / 14:00 - 17:00") into one opening_hours in OSM syntax.

What cannot be told for sure makes its day unknown, with the source's own words: a wrong hour
sends someone without a car on a trip for nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from maillage.places.opening_hours import validate

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MAX_LENGTH = 1000

INTERVAL = re.compile(r"(\d\d:[0-5]\d) ?- ?(\d\d:[0-5]\d)")
SEPARATOR = re.compile(r"\s*/\s*")
MIDNIGHT = "24:00"
MEANINGLESS = ("00:00", "00:00")

Interval = tuple[str, str]  # "09:00", "12:00": texts that sort as times do


@dataclass(frozen=True)
class DayRule:
    """What follows the weekday in OSM syntax ("" = closed), and what was doubted ("" = nothing)."""

    hours: str
    doubt: str = ""


def read_day(cell: str) -> DayRule:
    """Read the cell of one day.

    "00:00 - 00:00" opens nothing, like an empty cell: it is dropped, and doubted. Repeated
    intervals count once, and those that touch are joined. Intervals that overlap are unknown from
    the first minute to the last; a text that is not hours leaves the whole day unknown.
    """
    if not cell:
        return DayRule("")
    said = [_interval(part) for part in SEPARATOR.split(cell)]
    kept = sorted({interval for interval in said if interval and interval != MEANINGLESS})
    if None in said:
        return DayRule(_unknown(cell), _("horaires illisibles"))
    if any(start >= end or end > MIDNIGHT for start, end in kept):
        return DayRule(_unknown(cell), _("horaires inversés"))
    hours = ",".join(f"{start}-{end}" for start, end in _joined(kept))
    if any(following[0] < previous[1] for previous, following in pairwise(kept)):
        return DayRule(f"{hours} {_unknown(cell)}", _("horaires qui se chevauchent"))
    doubt = "" if MEANINGLESS not in said else _("« 00:00 - 00:00 » ne veut rien dire : retiré")
    return DayRule(hours, doubt)


def without_meaningless(cell: str) -> str:
    """Quote the cell without its "00:00 - 00:00"."""
    return " / ".join(part for part in SEPARATOR.split(cell) if _interval(part) != MEANINGLESS)


def weekly_rules(days: Sequence[str], *, separator: str = "; ") -> str:
    """Write the week, Monday first: "Mo-Tu,Th 09:00-12:00; We unknown". "" when nothing is said.

    Raises ValueError when the result does not fit or is not valid.
    """
    numbers_of: dict[str, list[int]] = {}
    for number, hours in enumerate(days):
        if hours:
            numbers_of.setdefault(hours, []).append(number)
    text = separator.join(f"{_weekdays(numbers)} {hours}" for hours, numbers in numbers_of.items())
    if text and (len(text) > MAX_LENGTH or not validate(text)):
        raise ValueError(text)
    return text


def _interval(part: str) -> Interval | None:
    match = INTERVAL.fullmatch(part)
    return (match[1], match[2]) if match else None


def _unknown(cell: str) -> str:
    words = without_meaningless(cell).replace('"', "”")
    return f'unknown "{words}"'


def _joined(intervals: Sequence[Interval]) -> list[Interval]:
    """Join the intervals, in order, that touch or overlap."""
    joined: list[Interval] = []
    for start, end in intervals:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _weekdays(numbers: Sequence[int]) -> str:
    """Write [0, 1, 2, 4] as "Mo-We,Fr"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    ends = [dict.fromkeys((WEEKDAYS[run[0]], WEEKDAYS[run[-1]])) for run in runs]
    return ",".join("-".join(pair) for pair in ends)
