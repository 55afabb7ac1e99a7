import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.spelling import letters_forgiven, nearly

KNOWN = ("saintes", "la rochelle", "royan", "mediatheque", "pons", "rue")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sianctes", "saintes"),  # two letters swapped, one too many
        ("saintez", "saintes"),
        ("aintes", "saintes"),
        ("zaintes", "saintes"),  # the first letter is no better known than the others
        ("sainttes", "saintes"),
        ("la rochele", "la rochelle"),
        ("mediateque", "mediatheque"),
        ("ryoan", "royan"),
    ],
)
def test_a_misspelt_word_is_near_the_one_it_means(typed: str, meant: str) -> None:
    assert list(nearly(typed, known=KNOWN)) == [meant]


@pytest.mark.parametrize("typed", ["", "ru", "rus", "xyzzy", "poms pons", "ryoam", "z" * 200])
def test_what_is_too_short_or_too_far_is_near_nothing(typed: str) -> None:
    assert nearly(typed, known=KNOWN) == {}


def test_the_closest_comes_first() -> None:
    near = nearly("chateau neuf", known=("chateauneus", "chateauneuf", "chateau"))

    assert list(near.items()) == [("chateauneuf", 1), ("chateauneus", 2)]


@given(st.text(alphabet="abc ", max_size=12), st.text(alphabet="abc ", max_size=12))
def test_no_more_letters_are_forgiven_than_said(typed: str, known: str) -> None:
    found = nearly(typed, known=(known,))

    assert all(
        distance <= letters_forgiven(typed) and abs(len(one) - len(typed)) <= distance
        for one, distance in found.items()
    )
    if typed == known and len(typed) >= 4:
        assert found == {known: 0}
