"""The page of all the filters: one question after the other, each answer with its count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from maillage.design.caching import keep_until
from maillage.places import cards
from maillage.places.filters import GROUP_TITLES, MULTIPLE, OPTIONS, Group, Moment, Option
from maillage.places.forms import DAYS_AHEAD, Search, read_search
from maillage.places.queries.search import Counts, coming_saturday
from maillage.places.views.places import NO_FILTER, find, which_commune
from maillage.territory.queries import current_territory


@dataclass(frozen=True)
class Choice:
    """One answer; one that would leave nothing is shown, and cannot be chosen."""

    value: str
    label: str | Promise
    count: int
    is_on: bool

    @property
    def is_empty(self) -> bool:
        return self.count == 0 and not self.is_on


@dataclass(frozen=True)
class Question:
    name: str
    title: str | Promise
    is_multiple: bool
    choices: list[Choice]

    @property
    def is_answered(self) -> bool:
        return any(choice.is_on for choice in self.choices)


@require_safe
def all_filters(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    wanted = read_search(request.GET, territory=current_territory(), today=now.date())
    if wanted.where.homonyms:
        return which_commune(request, wanted)
    days = _days(now.date())
    findings = find(wanted, now=now, counted=list(chain(*OPTIONS.values(), days.values())))
    view = "carte" if wanted.is_on_map else None
    list_url = reverse("places:map" if wanted.is_on_map else "places:list")
    context = {
        "search": wanted,
        "words": cards.words_of(wanted, findings, today=now.date()),
        "questions": list(_questions(wanted, findings.counts, days=days)),
        # What the form does not ask for, and must keep.
        "kept": [(name, value) for name, value in wanted.parameters() if name not in NO_FILTER],
        "action": list_url,
        "back_url": list_url + wanted.query(),
        "cleared_url": request.path + wanted.query(vue=view, **NO_FILTER),
    }
    return keep_until(
        render(request, "places/filters.html", context),
        findings.changes_at,
        now=now,
    )


def _days(today: date) -> dict[date, Option]:
    """The days of the week ahead, as answers to « Quand ? »."""
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    return {
        day: Option(Group.WHEN, day.isoformat(), cards.when_words(day, today=today)) for day in days
    }


def _questions(
    wanted: Search, counts: Counts, *, days: Mapping[date, Option]
) -> Iterator[Question]:
    """The questions to which there is an answer; how far only makes sense from somewhere."""
    for group, title in GROUP_TITLES.items():
        choices = _choices(group, wanted, counts)
        if group is Group.WHEN:
            choices = _when(wanted, counts, choices, days=days)
        if group is Group.LABEL:  # those of another region are no answer here
            choices = [choice for choice in choices if not choice.is_empty]
        if group is Group.RADIUS and wanted.criteria.origin is None:
            continue
        if not all(choice.is_empty for choice in choices):
            yield Question(group, title, group in MULTIPLE or len(choices) == 1, choices)


def _choices(group: Group, wanted: Search, counts: Counts) -> list[Choice]:
    return [_choice(option, wanted, counts) for option in OPTIONS[group]]


def _choice(option: Option, wanted: Search, counts: Counts) -> Choice:
    return Choice(option.value, option.label, counts.of(option), wanted.has(option))


def _when(
    wanted: Search, counts: Counts, moments: Sequence[Choice], *, days: Mapping[date, Option]
) -> list[Choice]:
    """The days of the week ahead, by the moments that name them if any, between the others."""
    choices = {choice.value: choice for choice in moments}
    today = min(days)
    meant = {Moment.TODAY: today, Moment.SATURDAY: coming_saturday(today)}
    named = {day: choices[moment] for moment, day in reversed(meant.items())}
    asked = wanted.criteria.when
    asked_on = meant.get(asked) if isinstance(asked, Moment) else asked
    week = [
        replace(named.get(day) or _choice(option, wanted, counts), is_on=day == asked_on)
        for day, option in days.items()
    ]
    return [choices[Moment.NOW], *week, choices[Moment.EVENING]]
