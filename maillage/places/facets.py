"""The words a place can be searched by: one bit each, so that counting them is arithmetic.

Bits are stored (Spot.facets), and a word more or another order moves those that follow: the
migration that comes with it deletes the spots, and the next planning makes them again.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from maillage.places.terms import (
    Access,
    Audience,
    Care,
    Fee,
    Field,
    Mobility,
    Offer,
    Programme,
    Service,
    Support,
    Term,
    TrainingLabel,
)

LISTS: tuple[tuple[Field, type[StrEnum]], ...] = (
    (Field.SERVICE, Service),
    (Field.OFFER, Offer),
    (Field.AUDIENCE, Audience),
    (Field.CARE, Care),
    (Field.FEE, Fee),
    (Field.PROGRAMME, Programme),
    (Field.TRAINING_LABEL, TrainingLabel),
    (Field.ACCESS, Access),
    (Field.SUPPORT, Support),
    (Field.MOBILITY, Mobility),
)
TERMS = tuple(Term(field, code) for field, codes in LISTS for code in codes)
BIT_OF_TERM = {term: 1 << number for number, term in enumerate(TERMS)}
# What no closed list says: the hours of the school holidays are « off ».
TERM_TIME_ONLY = 1 << len(TERMS)
SERVICES = sum(bit for term, bit in BIT_OF_TERM.items() if term.field is Field.SERVICE)


def mask_of(terms: Iterable[Term], *, is_term_time_only: bool = False) -> int:
    """Add up the bits of these terms; those that no search asks for have none."""
    mask = TERM_TIME_ONLY if is_term_time_only else 0
    for term in terms:
        mask |= BIT_OF_TERM.get(term, 0)
    return mask


@lru_cache(maxsize=8192)
def terms_in(mask: int) -> frozenset[Term]:
    """Tell the terms back: all that a place carries, but its typology."""
    return frozenset(term for term, bit in BIT_OF_TERM.items() if mask & bit)


# Of Spot.open_days. More than are planned, and whole weeks: where nobody planned for a month, what
# was true of a Tuesday is told of a Tuesday.
DAYS_HELD = 28


def day_bit(day: date) -> int:
    return 1 << day.toordinal() % DAYS_HELD


def week_bits(first_day: date) -> int:
    """The bits of seven days from this one."""
    return sum(day_bit(first_day + timedelta(days=number)) for number in range(7))
