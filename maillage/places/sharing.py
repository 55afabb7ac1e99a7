"""What a visitor takes away, sent or on paper: a place in a few lines of plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from maillage.design.templatetags.design import phone
from maillage.places.cards import Day, days_of
from maillage.places.models import Place
from maillage.places.queries.places import Candidate
from maillage.places.stops import holiday_words, passages_of, quote_of

# One of these, and a text message no longer fits the short alphabet: it costs twice as much.
COSTLY = str.maketrans({"\u00a0": " ", "’": "'", "–": "-", "…": "..."})


@dataclass(frozen=True)
class Week:
    """`lines`: (« Lundi à jeudi », « 9 h à 12 h ») and so on; `period` as in cards.Day."""

    period: str
    lines: Sequence[tuple[str, str]]


def hours_of(found: Candidate, *, today: date) -> tuple[list[Week], str]:
    """The sure hours of the place or, of a bus, of this stop alone; then what is only quoted."""
    stop = found.stop
    if stop is None:
        days = [] if found.is_adrift else days_of(found.place, today=today)
        return weeks_of(days), found.place.hours_text
    weeks = [Week("", passages_of(stop, today=today)), Week(holiday_words(stop, today=today), [])]
    return [week for week in weeks if week.period or week.lines], quote_of(stop)


def line_words(line: tuple[str, str]) -> str:
    """« Lundi à jeudi : 9 h à 12 h »."""
    days, hours = line
    return _("%(days)s : %(hours)s") % {"days": days, "hours": hours}


def weeks_of(days: Iterable[Day]) -> list[Week]:
    """Put together the days in a row that are alike; each period starts on a Monday."""
    return [
        Week(period, _lines(list(alike))) for period, alike in groupby(days, lambda day: day.period)
    ]


def address_lines(place: Place) -> list[str]:
    town = f"{place.postcode} {place.commune.name}".strip()
    return [*filter(None, (place.address_details, place.address)), town]


def message_about(place: Place, *, days: Iterable[Day], is_itinerant: bool, url: str) -> str:
    """Tell where, when and whom to call; a bus is not at its address."""
    lines = [
        place.name,
        "" if is_itinerant else ", ".join(address_lines(place)),
        phone(place.phone) if place.phone else "",
        *(line for week in weeks_of(days) for line in (week.period, *map(line_words, week.lines))),
        url,
    ]
    return "\n".join(filter(None, lines))


def sms_url(message: str) -> str:
    """Open a text message to a number still to be chosen, on Android and on iOS.

    Android reads what follows "?", iOS what follows "&": the empty parameter suits both.
    """
    return f"sms:?&body={quote(message.translate(COSTLY), safe='')}"


def mail_url(message: str, *, subject: str) -> str:
    """Source: RFC 6068, where lines end with a carriage return too."""
    body = message.replace("\n", "\r\n")
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def route_url(place: Place) -> str:
    """Where a route to the place is planned; "" for one whose position is unknown."""
    if place.position is None:
        return ""
    route = settings.ROUTE_URL.replace("{latitude}", str(place.latitude))
    return route.replace("{longitude}", str(place.longitude))


def _lines(days: Sequence[Day]) -> list[tuple[str, str]]:
    lines = []
    for hours, run in groupby(enumerate(days), lambda numbered: numbered[1].hours):
        (_number, first), *others = run
        lines.append((_names(first, following=[number for number, _day in others]), hours))
    return lines


def _names(first: Day, *, following: Sequence[int]) -> str:
    """« Lundi », « Samedi, dimanche », « Lundi à jeudi »."""
    if not following:
        return first.name
    pattern = _("%(first)s à %(last)s") if len(following) > 1 else "%(first)s, %(last)s"
    return pattern % {"first": first.name, "last": WEEKDAYS[following[-1]]}
