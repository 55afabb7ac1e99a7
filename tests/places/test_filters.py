from itertools import chain

from maillage.places.facets import BIT_OF_TERM
from maillage.places.filters import (
    FIELD_GROUPS,
    GIVING_UP,
    GROUP_TITLES,
    OPTIONS,
    SLUG_OF_TERM,
    TERM_BY_SLUG,
    Group,
)


def test_an_address_means_one_term_and_no_other() -> None:
    assert {TERM_BY_SLUG[FIELD_GROUPS[t.field], slug]: t for t, slug in SLUG_OF_TERM.items()} == {
        term: term for term in SLUG_OF_TERM
    }


def test_every_question_but_the_need_has_a_title_and_answers() -> None:
    asked = set(Group) - {Group.NEED}

    assert set(GROUP_TITLES) == asked
    assert {group for group, options in OPTIONS.items() if options} == asked


def test_every_answer_has_words_and_a_term_its_bit() -> None:
    for option in chain(*OPTIONS.values()):
        assert str(option.label)
        is_counted_apart = option.group in (Group.WHEN, Group.RADIUS)
        assert is_counted_apart == (option.bit == 0)


def test_every_term_that_can_be_asked_is_counted() -> None:
    assert set(SLUG_OF_TERM) <= set(BIT_OF_TERM)


def test_what_matters_most_is_given_up_last() -> None:
    assert GIVING_UP[-1] is Group.NEED
    assert GIVING_UP[0] is Group.RADIUS
