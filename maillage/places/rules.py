"""What a place is, from what its records say. Plain values in, plain values out."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from maillage.places.standard import SILENT, PlaceData
from maillage.places.terms import Field, Offer, Programme, Service, Support, Term

# Fields that only make sense together come from one source, whole: the street of one and the
# town of another would be an address that nobody gave.
GROUPS = (
    ("name",),
    ("pivot",),
    ("code_insee", "commune", "postcode", "address", "address_details"),
    ("latitude", "longitude"),
    ("phone",),
    ("emails",),
    ("websites",),
    ("opening_hours", "holiday_hours", "hours_text"),
    ("notes",),
    ("summary",),
    ("description",),
    ("other_labels",),
    ("parent_structure",),
    ("accessibility_url",),
    ("appointment_url",),
    ("stated_on",),
    ("checked_on",),
)

SIGNS_OF_MEDIATORS = frozenset(
    {
        Term(Field.SUPPORT, Support.INDIVIDUAL),
        Term(Field.SUPPORT, Support.WORKSHOP),
        Term(Field.PROGRAMME, Programme.FRANCE_SERVICES),
        Term(Field.PROGRAMME, Programme.CONSEILLERS_NUMERIQUES),
        Term(Field.PROGRAMME, Programme.AIDANTS_CONNECT),
    }
)
SIGN_OF_EQUIPMENT = Term(Field.SERVICE, Service.INTERNET_ACCESS)


def compose(said: Sequence[PlaceData]) -> PlaceData:
    """Compose the place from its records, best source first (at least one).

    Each group of fields comes from the first source that says something of it; the terms of
    all are united, and the kinds of offer follow from them.
    """
    values = {
        field: getattr(speaker, field)
        for group in GROUPS
        for speaker in [said[first_to_speak(said, group) or 0]]
        for field in group
    }
    terms = frozenset(term for one in said for term in one.terms)
    return PlaceData(**values, terms=terms | offer_terms(terms))


def first_to_speak(said: Sequence[PlaceData], group: Iterable[str]) -> int | None:
    """Tell which of the records, best source first, is the first to say anything of a group."""
    names = tuple(group)
    return next(
        (
            rank
            for rank, one in enumerate(said)
            if any(getattr(one, name) not in SILENT for name in names)
        ),
        None,
    )


def offer_terms(terms: Iterable[Term]) -> frozenset[Term]:
    """Deduce the kinds of offer; free wifi cannot be deduced, a source must state it."""
    terms = frozenset(terms)
    offers = set()
    if terms & SIGNS_OF_MEDIATORS:
        offers.add(Term(Field.OFFER, Offer.MEDIATORS))
    if SIGN_OF_EQUIPMENT in terms:
        offers.add(Term(Field.OFFER, Offer.EQUIPPED))
    return frozenset(offers)


def richest_offer(terms: Iterable[Term]) -> Offer | None:
    """Tell the kind a place is drawn as; None when no kind is known."""
    carried = {term.code for term in terms if term.field == Field.OFFER}
    return next((offer for offer in reversed(Offer) if offer in carried), None)


# Those that ask for the name of the source and no more may stand in one file together; the others
# would impose their own terms on the rest, or forbid a use.
OPEN_LICENCES = ("licence ouverte", "open licence", "etalab", "lov2", "cc0", "cc 0", "cc by")
MORE_THAN_A_CREDIT = frozenset({"nc", "nd", "sa", "odbl"})


def is_open_licence(licence: str) -> bool:
    """Tell whether what comes under this licence may be published with the rest, if credited."""
    words = re.sub(r"[\W_]+", " ", licence).lower().strip()
    is_named = any(f" {name} " in f" {words} " for name in OPEN_LICENCES)
    return is_named and MORE_THAN_A_CREDIT.isdisjoint(words.split())


class Freshness(StrEnum):
    FRESH = "fresh"  # under 6 months
    AGING = "aging"  # 6 to 12 months
    STALE = "stale"  # over 12 months


class Dated(Protocol):
    @property
    def stated_on(self) -> date: ...
    @property
    def checked_on(self) -> date | None: ...


def freshness(dated: Dated, *, today: date) -> Freshness:
    """Tell how old the last word on a place is: someone's check, else the source's date."""
    spoken_on = dated.checked_on or dated.stated_on
    if today < _months_later(spoken_on, 6):
        return Freshness.FRESH
    if today <= _months_later(spoken_on, 12):
        return Freshness.AGING
    return Freshness.STALE


def _months_later(day: date, months: int) -> date:
    """31 August plus 6 months is the last day of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
