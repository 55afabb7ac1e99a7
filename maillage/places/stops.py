"""The stops of a bus, or of an office held now and then, in words.

It comes on some days only: the others are left out, where a place would say « fermé ».
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.lib.distance import Position
from maillage.places import cards, labels
from maillage.places.models import Place, PlaceTerm, Stop
from maillage.places.opening_hours import (
    CLOSED,
    UNKNOWN,
    OpeningKind,
    OpeningState,
    state_at,
    sure_openings,
    timezone_of,
    week,
)
from maillage.places.terms import Field, Mobility
from maillage.places.weekly_hours import WEEKDAYS
from maillage.places.whereabouts import Whereabouts
from maillage.territory.queries import Territory

OF_MONTH = re.compile(r"\[([-\d,]+)\]")  # "Th[1,3] 14:00-17:00"
RANK_WORDS: dict[str, str | Promise] = {
    "1": gettext_lazy("1er"),
    "2": gettext_lazy("2e"),
    "3": gettext_lazy("3e"),
    "4": gettext_lazy("4e"),
    "5": gettext_lazy("5e"),
    "-1": gettext_lazy("dernier"),
}
ONE_DAY = timedelta(days=1)


class Passage(NamedTuple):
    """« Mardi », or « 1er et 3e jeudi du mois », and the hours of that day."""

    days: str
    hours: str


@dataclass(frozen=True, kw_only=True)
class StopLine:
    """A stop in words.

    `comes_at` is now when it is there, None when nothing tells; `changes_at`, until when `coming`
    holds.
    """

    stop: Stop
    passages: Sequence[Passage]
    holidays: str
    quote: str
    coming: str
    distance: str
    distance_m: float
    comes_at: datetime | None
    changes_at: datetime | None


def stop_lines(
    place: Place, *, now: datetime, whereabouts: Whereabouts | None = None
) -> list[StopLine]:
    """The stops of a place: first the one where it will be soonest, then the nearest."""
    start = whereabouts.position if whereabouts else None
    prefetch_related_objects([place], "stops__commune")  # unless they were already
    lines = [line_of(stop, now=now, start=start) for stop in place.stops.all()]
    return sorted(lines, key=_rank)


def line_of(stop: Stop, *, now: datetime, start: Position | None = None) -> StopLine:
    """One stop, which need not be saved: whoever writes it reads it before."""
    state = state_at(stop.opening_hours, at=now, **_where(stop))
    today = now.astimezone(timezone_of(stop.commune_id)).date()
    distance_m = start.metres_to(stop.position) if start and stop.position else inf
    return StopLine(
        stop=stop,
        passages=passages_of(stop, today=today),
        holidays=holiday_words(stop, today=today),
        quote=quote_of(stop),
        coming=_coming_words(stop, state, today=today),
        distance="" if distance_m == inf else labels.distance_words(distance_m),
        distance_m=distance_m,
        comes_at=now if _is_there(state) else state.opens_at,
        changes_at=state.changes_at,
    )


def passages_of(stop: Stop, *, today: date) -> list[Passage]:
    told = _passages(stop.opening_hours, today=today)
    return [one._replace(days=capfirst(one.days)) for one in told]


def holiday_words(stop: Stop, *, today: date) -> str:
    """What is told of the school holidays; "" when they are as the rest of the year."""
    if not stop.holiday_hours:
        return ""
    if stop.holiday_hours == CLOSED:
        return _("Pas de passage pendant les vacances scolaires.")
    if stop.holiday_hours == UNKNOWN:
        return _("Pendant les vacances scolaires : à vérifier.")
    passages = _passages(stop.holiday_hours, today=today)
    told = " ; ".join(f"{passage.days}, {passage.hours}" for passage in passages)
    return _("Pendant les vacances scolaires : %(passages)s.") % {"passages": told}


def quote_of(stop: Stop) -> str:
    """What the team wrote of its days, where it was not understood."""
    return "" if stop.opening_hours else stop.hours_text


def rounds(territory: Territory) -> QuerySet[Place]:
    """The buses of the territory and the places that have stops, with how many (`stop_count`)."""
    buses = PlaceTerm.objects.filter(field=Field.MOBILITY, code=Mobility.ITINERANT)
    return (
        Place.objects.listed()
        .in_territory(territory)
        .annotate(stop_count=Count("stops"))
        .filter(Q(pk__in=buses.values("place")) | Q(stop_count__gt=0))
        .select_related("commune")
    )


def _rank(line: StopLine) -> tuple[float, float, str]:
    comes_at = line.comes_at.timestamp() if line.comes_at else inf
    return comes_at, line.distance_m, line.stop.commune.name


def _where(stop: Stop) -> dict[str, Any]:
    """What its openings depend on, beside its hours."""
    return {
        "timezone": timezone_of(stop.commune_id),
        "departement": stop.commune.departement_id,
        "holiday_hours": stop.holiday_hours,
    }


def _is_there(state: OpeningState) -> bool:
    return state.kind in (OpeningKind.OPEN, OpeningKind.CLOSES_SOON)


def _coming_words(stop: Stop, state: OpeningState, *, today: date) -> str:
    if _is_there(state):
        if state.changes_at is None:
            return _("Sur place en ce moment")
        end = labels.hour_words(state.changes_at)
        return _("Sur place en ce moment, jusqu’à %(hour)s") % {"hour": end}
    if state.opens_at is None:
        if stop.place.phone:
            return _("Prochain passage à vérifier : appelez avant de venir")
        return _("Prochain passage à vérifier")
    return _("Prochain passage : %(day)s, de %(hours)s") % {
        "day": _day_words(state.opens_at.date(), today=today),
        "hours": _interval_words(stop, since=state.opens_at),
    }


def _day_words(day: date, *, today: date) -> str:
    return _("aujourd’hui") if day == today else labels.day_words(day, today=today)


def _interval_words(stop: Stop, *, since: datetime) -> str:
    """From when to when it is there, the day that it comes; at midnight, « 24 h »."""
    day = since.date()
    told = sure_openings(stop.opening_hours, since=day, until=day + ONE_DAY, **_where(stop))
    end = next(one.ends_at for one in told if one.ends_at > since)
    return labels.interval_words(since.time(), time.max if end.date() > day else end.time())


def _passages(osm: str, *, today: date) -> list[Passage]:
    """The days when it comes, Monday first.

    french_hours never gives two sets of hours to one day of the week: « 1er et 3e jeudi » is read
    as any Thursday, then named.
    """
    every_week = OF_MONTH.sub("", osm)
    told = cards.days_of(Place(opening_hours=every_week), today=today)
    return [
        Passage(_name_of_day(hours.day, osm=osm), day.hours)
        for hours, day in zip(week(every_week, day=today), told, strict=True)
        if hours.intervals or hours.unsure
    ]


def _name_of_day(day: date, *, osm: str) -> str:
    name = formats.date_format(day, "l")
    of_month = re.search(rf"\b{WEEKDAYS[day.weekday()]}{OF_MONTH.pattern}", osm)
    if of_month is None:
        return name
    ranks = [str(RANK_WORDS.get(rank, rank)) for rank in of_month[1].split(",")]
    return _("%(ranks)s %(weekday)s du mois") % {"ranks": _joined(ranks), "weekday": name}


def _joined(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s et %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
