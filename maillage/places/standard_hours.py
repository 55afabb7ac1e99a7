"""The hours of a row of the national standard: in OSM syntax, which it wants, or in French.

When a text is the one and when the other, and the figures behind it:
docs/sources/standard-national.md.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.places.cleaning import Cells, says_something, without_markup
from maillage.places.french_hours import Reading, read_hours
from maillage.places.opening_hours import (
    UNKNOWN,
    hides_a_rule,
    is_unmistakable,
    means_the_same,
    runs_backwards,
    split_school_holidays,
)

# Not of the standard: where a census has its hours in one column per weekday.
HOURS_OF_DAYS = {
    day: f"horaires_{day}"
    for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
}
MAX_HOURS = 1000


@dataclass(frozen=True)
class Hours:
    """The hours of a place: in OSM syntax, or as the source wrote them.

    Both, where it says that they do not hold in the school holidays, and not what does.
    """

    opening_hours: str = ""
    holiday_hours: str = ""
    hours_text: str = ""


def hours_of(cells: Cells) -> Hours:
    """Read OSM syntax, else French, else one cell per weekday; quote what is not sure."""
    lines = (" ".join(line.split()) for line in cells.words("horaires").splitlines())
    written = "\n".join(filter(None, lines))  # in French, a new line may begin a new day
    if written:
        return _written_hours(cells, written)
    week = {
        day: " ".join(without_markup(cells.row[column]).split())
        for day, column in HOURS_OF_DAYS.items()
    }
    said = {day: hours for day, hours in week.items() if hours}
    telling = {day: hours for day, hours in said.items() if says_something(hours)}
    if not telling:
        return Hours()
    quoted = "\n".join(f"{day} {hours}" for day, hours in telling.items())
    return _read(cells, HOURS_OF_DAYS[next(iter(said))], reading=read_hours(said), quoted=quoted)


def _written_hours(cells: Cells, written: str) -> Hours:
    reading = read_hours(written)
    osm = " ".join(written.split())
    told = _in_osm(osm)
    if told is None:
        return _read(cells, "horaires", reading=reading, quoted=written)
    if doubt := _doubt_on(osm):
        cells.doubt("horaires", doubt)
        return Hours(hours_text=written)
    if reading.osm and not _is_same(told, reading):
        cells.doubt("horaires", _("se lit de deux façons, en français et en syntaxe OSM"))
        return Hours(hours_text=written)
    return Hours(*told)


def _in_osm(osm: str) -> tuple[str, str] | None:
    is_osm = len(osm) <= MAX_HOURS and is_unmistakable(osm)
    return split_school_holidays(osm) if is_osm else None


def _doubt_on(osm: str) -> str:
    """Tell what the syntax allows and nobody means."""
    if runs_backwards(osm):
        return _("des heures finissent avant de commencer")
    if hides_a_rule(osm):
        return _("deux horaires pour les mêmes jours, dont le second efface le premier")
    return ""


def _is_same(told: tuple[str, str], reading: Reading) -> bool:
    hours, holidays = told
    return means_the_same(hours, reading.osm) and holidays == reading.school_holidays


def _read(cells: Cells, column: str, *, reading: Reading, quoted: str) -> Hours:
    """Keep a sure reading; quote what is not sure, and what leaves the school holidays untold."""
    if not reading.osm:
        cells.doubt(column, reading.reason)
        return Hours(hours_text=quoted)
    is_whole = reading.school_holidays != UNKNOWN
    return Hours(reading.osm, reading.school_holidays, "" if is_whole else quoted)
