"""The links of a page of results that change its search: filters, then orders."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from maillage.places.cards import Chip, orders_of, when_words
from maillage.places.filters import CHIP_LABELS, OPTIONS, Group, Moment, Option
from maillage.places.forms import Search
from maillage.places.queries.search import Counts, Findings, Order


def _option(group: Group, value: str) -> Option:
    return next(option for option in OPTIONS[group] if option.value == value)


# The first two are always offered; then two of the others, if they would choose.
FIRST_OPTIONS = (_option(Group.WHEN, Moment.NOW), _option(Group.WHEN, Moment.SATURDAY))
NEXT_OPTIONS = (
    _option(Group.WHEN, Moment.EVENING),
    _option(Group.ACCESS, "sans-rendez-vous"),
    _option(Group.OFFER, "ordinateur"),
    _option(Group.OFFER, "aide"),
)
MOST_NEXT = 2


@dataclass(frozen=True)
class Arrangement:
    """A link that puts the list in another order."""

    label: str
    query: str


def chips_of(wanted: Search, findings: Findings, *, today: date) -> list[Chip]:
    """The filters that are on, then those most often wanted."""
    counts = findings.counts
    offered = [option for option in FIRST_OPTIONS if not wanted.has(option)]
    following = [option for option in NEXT_OPTIONS if _would_choose(option, wanted, counts)]
    return [
        *_chips_that_only_go(wanted, findings, today=today),
        *(_chip(option, wanted, counts) for option in (*_chosen(wanted), *offered)),
        *(
            replace(_chip(option, wanted, counts), is_extra=True)
            for option in following[:MOST_NEXT]
        ),
    ]


def options_shown(wanted: Search) -> list[Option]:
    """What the search must count for chips_of."""
    return list(dict.fromkeys((*_chosen(wanted), *FIRST_OPTIONS, *NEXT_OPTIONS)))


def arrangements_of(wanted: Search, findings: Findings) -> list[Arrangement]:
    """The other orders that make sense for this answer."""
    if findings.total < 2:
        return []
    _current, *others = orders_of(findings.kept)
    words = {
        Order.RELEVANCE: _("Ranger par ressemblance des noms"),
        Order.DISTANCE: _("Ranger du plus proche au plus loin"),
        Order.NAME: _("Ranger par commune"),
    }
    return [Arrangement(words[order], wanted.query(tri=order)) for order in others]


def _chosen(wanted: Search) -> list[Option]:
    return [option for options in OPTIONS.values() for option in options if wanted.has(option)]


def _would_choose(option: Option, wanted: Search, counts: Counts) -> bool:
    """Tell whether it is off and would leave some, not all."""
    if wanted.has(option) or not counts.of(option):
        return False
    return counts.of(option) != counts.total or wanted.criteria.asks(option.group)


def _chip(option: Option, wanted: Search, counts: Counts) -> Chip:
    return Chip(
        label=CHIP_LABELS.get(option.value, option.label),
        count=counts.of(option),
        query=wanted.toggled(option),
        is_on=wanted.has(option),
    )


def _chips_that_only_go(wanted: Search, findings: Findings, *, today: date) -> list[Chip]:
    """What narrows the search and is no option: what the map shows, a name, a day."""
    criteria, total = wanted.criteria, findings.total
    chips = []
    if criteria.zone:
        label = _("Dans cette partie de la carte")
        chips.append(Chip(label, total, wanted.query(zone=None), is_on=True))
    if criteria.words and criteria.where:  # else the field of the search shows them
        label = _("Nommés « %(words)s »") % {"words": criteria.words}
        count = 0 if findings.are_words_unknown else total
        chips.append(Chip(label, count, wanted.query(q=None), is_on=True))
    if isinstance(criteria.when, date):
        label = when_words(criteria.when, today=today)
        count = 0 if Group.WHEN in findings.given_up else total
        chips.append(Chip(label, count, wanted.query(ouvert=None), is_on=True))
    return chips
