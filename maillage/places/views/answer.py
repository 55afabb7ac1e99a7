"""The answer sheet: a search on one page of paper, for someone who asks on behalf of another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from maillage.design.caching import keep_until
from maillage.lib.qr import qr_code
from maillage.places import cards, labels
from maillage.places.actions.openings import top_up_openings
from maillage.places.cards import Card
from maillage.places.filters import GIVING_UP, Group
from maillage.places.forms import read_search
from maillage.places.queries.places import Candidate
from maillage.places.queries.search import Criteria, search
from maillage.places.sharing import Week, hours_of
from maillage.places.terms import Field, Service, Term
from maillage.places.views.places import which_commune
from maillage.territory.queries import current_territory

MOST_PLACES = 3
# Of the A4 page that answer.css lays out, what the places may take; and what one takes at least.
LINES_FOR_PLACES = 28
LINES_OF_A_TITLE, LINES_OF_AN_ADDRESS = 3, 5
SIGNS_IN_HOURS, SIGNS_IN_A_LINE, MOST_SIGNS_QUOTED = 34, 50, 160


@dataclass(frozen=True)
class Entry:
    """One place of the sheet; `quote` is what it says of its hours, where that is not sure.

    `unknown_hours` stands where there is neither week nor quote.
    """

    card: Card
    weeks: Sequence[Week]
    quote: str
    unknown_hours: str
    price: str
    checked: str

    @property
    def line_count(self) -> int:
        """How much of the paper it takes, about."""
        told = [hours for week in self.weeks for _days, hours in week.lines]
        hours = sum(1 + len(words) // SIGNS_IN_HOURS for words in told)
        others = [*(week.period for week in self.weeks), self.quote]
        hours += sum(1 + len(words) // SIGNS_IN_A_LINE for words in others if words)
        return LINES_OF_A_TITLE + max(LINES_OF_AN_ADDRESS, hours)


@require_safe
def answer_sheet(request: HttpRequest) -> HttpResponse:
    now, territory = timezone.localtime(), current_territory()
    wanted = read_search(request.GET, territory=territory, today=now.date())
    if wanted.where.homonyms:
        return which_commune(request, wanted)
    top_up_openings(now=now)
    findings = search(wanted.criteria, territory=territory, now=now, size=MOST_PLACES)
    ranked = enumerate(findings.page, start=1)
    entries = [_entry(found, rank=rank, now=now) for rank, found in ranked]
    back_url = reverse("places:list") + wanted.query()
    online_url = request.build_absolute_uri(back_url)
    context = {
        "search": wanted,
        "words": cards.words_of(wanted, findings, today=now.date()),
        "notes": cards.search_notes(wanted, findings),
        "conditions": _conditions(wanted.criteria, today=now.date()),
        "entries": list(_that_fit(entries)),
        "is_paperwork": wanted.criteria.need == Term(Field.SERVICE, Service.PAPERWORK),
        "back_url": back_url,
        "online_url": online_url,
        "qr": qr_code(online_url),
        "printed_on": labels.full_date_words(now.date()),
    }
    return keep_until(
        render(request, "places/answer.html", context),
        findings.changes_at,
        now=now,
    )


def _conditions(criteria: Criteria, *, today: date) -> list[str]:
    """What was asked beside the need and the place, in the words of the filters."""
    groups = [group for group in reversed(GIVING_UP) if group is not Group.NEED]
    return [
        cards.asked_words(criteria, group, today=today) for group in groups if criteria.asks(group)
    ]


def _entry(found: Candidate, *, rank: int, now: datetime) -> Entry:
    fees = {term.code for term in found.terms if term.field is Field.FEE}
    weeks, quote = hours_of(found, today=now.date())
    return Entry(
        card=cards.card_of(found, rank=rank, query="", now=now),
        weeks=weeks,
        quote=Truncator(" · ".join(quote.splitlines())).chars(MOST_SIGNS_QUOTED),
        unknown_hours=cards.unknown_hours_words(found.place),
        price=", ".join(labels.term_labels(Field.FEE, fees)),
        checked=cards.checked_words(found.place, today=now.date()),
    )


def _that_fit(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The first ones, as many as one page holds; one at least."""
    room = LINES_FOR_PLACES
    for entry in entries:
        room -= entry.line_count
        if room < 0 and entry is not entries[0]:
            return
        yield entry
