from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.places.facets import (
    BIT_OF_TERM,
    DAYS_HELD,
    TERM_TIME_ONLY,
    TERMS,
    day_bit,
    mask_of,
    week_bits,
)
from maillage.places.terms import Care, Field, Service, Term


def test_every_bit_fits_in_a_column_and_is_of_one_term() -> None:
    assert len(set(BIT_OF_TERM.values())) == len(TERMS)
    assert TERM_TIME_ONLY < 2**63


# These are stored: see the head of facets.py before changing one.
@pytest.mark.parametrize(
    ("term", "bit"),
    [
        (Term(Field.SERVICE, Service.PAPERWORK), 1),
        (Term(Field.SERVICE, Service.LEISURE), 1 << 8),
        (Term(Field.CARE, Care.SIGHT), 1 << 23),
    ],
)
def test_the_bits_are_those_of_the_rows_already_written(term: Term, bit: int) -> None:
    assert BIT_OF_TERM[term] == bit
    assert TERM_TIME_ONLY == 1 << 60


@given(st.sets(st.sampled_from(TERMS)), st.booleans())
def test_a_mask_holds_its_terms_and_no_other(terms: set[Term], is_term_time_only: bool) -> None:
    mask = mask_of(terms, is_term_time_only=is_term_time_only)

    assert {term for term, bit in BIT_OF_TERM.items() if mask & bit} == terms
    assert bool(mask & TERM_TIME_ONLY) is is_term_time_only


def test_a_word_that_no_search_asks_for_has_no_bit() -> None:
    assert mask_of([Term(Field.TYPOLOGY, "BIB")]) == 0


@given(st.dates(max_value=date(9000, 1, 1)))
def test_days_planned_together_never_share_a_bit(day: date) -> None:
    days = [day + timedelta(days=number) for number in range(DAYS_HELD)]

    assert len({day_bit(one) for one in days}) == DAYS_HELD
    assert max(map(day_bit, days)) < 2**31
    assert week_bits(day) == sum(map(day_bit, days[:7]))
    assert day_bit(day + timedelta(days=DAYS_HELD)) == day_bit(day)
