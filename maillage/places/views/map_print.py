"""The map on paper: drawn by the server, with the numbers of the list beneath it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.design.caching import keep_until
from maillage.places import cards
from maillage.places.actions.openings import top_up_openings
from maillage.places.cards import Card
from maillage.places.drawing import (
    PAPER_PX,
    Drawing,
    Pin,
    draw_surroundings,
    draw_territory,
    draw_zone,
)
from maillage.places.forms import read_search
from maillage.places.labels import full_date_words
from maillage.places.queries.places import Candidate
from maillage.places.queries.search import Criteria, search
from maillage.places.sharing import Week, hours_of, line_words
from maillage.places.views.places import which_commune
from maillage.territory.queries import current_territory

MOST_PRINTED = 40


@dataclass(frozen=True)
class Entry:
    """One place of the paper list; `hours` has a line for each of its weeks."""

    card: Card
    hours: Sequence[str]


@require_safe
def print_map(request: HttpRequest) -> HttpResponse:
    now, territory = timezone.localtime(), current_territory()
    wanted = read_search(request.GET, territory=territory, today=now.date())
    if wanted.where.homonyms:
        return which_commune(request, wanted)
    top_up_openings(now=now)
    findings = search(wanted.criteria, territory=territory, now=now, size=MOST_PRINTED)
    ranked = list(enumerate(findings.page, start=1))
    pins = [
        pin for rank, found in ranked if (pin := cards.pin_of(found, rank=rank, query="", now=now))
    ]
    entries = [_entry(found, rank=rank, now=now) for rank, found in ranked]
    context = {
        "search": wanted,
        "words": cards.words_of(wanted, findings, today=now.date()),
        "entries": entries,
        "are_all_doubtful": cards.are_all_doubtful([entry.card for entry in entries]),
        "others": _others_words(findings.total - len(ranked)),
        "drawing": _drawing(wanted.criteria, pins),
        "printed_on": full_date_words(now.date()),
        "page_url": request.build_absolute_uri(reverse("places:map") + wanted.query()),
        "back_url": reverse("places:map") + wanted.query(),
    }
    return keep_until(
        render(request, "places/map_print.html", context),
        findings.changes_at,
        now=now,
    )


def _entry(found: Candidate, *, rank: int, now: datetime) -> Entry:
    return Entry(
        card=cards.card_of(found, rank=rank, query="", now=now),
        hours=_hours_of(found, today=now.date()),
    )


def _hours_of(found: Candidate, *, today: date) -> list[str]:
    weeks, quote = hours_of(found, today=today)
    if weeks:
        return [_week_words(week) for week in weeks]
    if quote:
        return [_("D’après le lieu : « %(text)s »") % {"text": quote}]
    return [cards.unknown_hours_words(found.place)]


def _week_words(week: Week) -> str:
    """« En période scolaire : Lundi à jeudi : 9 h à 12 h ; Vendredi : fermé »."""
    told = " ; ".join(map(line_words, week.lines))
    return line_words((week.period, told)) if week.period and told else week.period or told


def _others_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "Et %(count)d autre lieu : affinez la recherche, ou agrandissez la carte.",
        "Et %(count)d autres lieux : affinez la recherche, ou agrandissez la carte.",
        count,
    ) % {"count": count}


def _drawing(criteria: Criteria, pins: Sequence[Pin]) -> Drawing | None:
    """Numbers only: on paper, a dot leads nowhere."""
    territory, where = current_territory(), criteria.where
    commune = where.commune if where else None
    if criteria.zone:
        return draw_zone(criteria.zone, pins=pins, highlighted=commune, size=PAPER_PX)
    if pins and where and (commune is None or territory.holds(commune)):
        return draw_surroundings(pins, where=where, size=PAPER_PX)
    return draw_territory(territory, pins=pins, highlighted=commune, size=PAPER_PX)
