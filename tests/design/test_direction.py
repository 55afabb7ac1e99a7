import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from maillage.design.direction import (
    COMMENT,
    SHEETS,
    left_to_right,
    mirror_url,
    mirrored,
    mirrored_digest,
    mirrored_sheet,
)

SIDES = st.sampled_from(["left", "right"])
LENGTHS = st.sampled_from(["0", "auto", "-8px", "1.5rem"])
DECLARATIONS = st.one_of(
    st.builds("margin-{}: {}".format, SIDES, LENGTHS),
    st.builds("{}: {}".format, SIDES, LENGTHS),
    st.builds("text-align: {}".format, SIDES),
    st.builds("padding: {} {} {} {}".format, LENGTHS, LENGTHS, LENGTHS, LENGTHS),
    st.builds("border-radius: {} {} {} {}".format, LENGTHS, LENGTHS, LENGTHS, LENGTHS),
)


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("margin-left: 4px", "margin-right: 4px"),
        ("left: 0; right: 8px", "right: 0; left: 8px"),
        ("text-align: right", "text-align: left"),
        ("border-left: 5px solid var(--ok)", "border-right: 5px solid var(--ok)"),
        ("padding: 0 16px 2px 4px", "padding: 0 4px 2px 16px"),
        ("margin: 0 -8px .75rem 0 !important", "margin: 0 0 .75rem -8px !important"),
        ("border-width: 1px 2px 3px 4px", "border-width: 1px 4px 3px 2px"),
        ("border-radius: 1px 2px 3px 4px", "border-radius: 2px 1px 4px 3px"),
        ("margin: 0 auto", "margin: 0 auto"),
        ("padding: 1px 2px 3px", "padding: 1px 2px 3px"),
        ("direction: ltr", "direction: ltr"),
    ],
)
def test_left_and_right_are_exchanged(css, expected):
    assert mirrored(f"a {{ {css}; }}") == f"a {{ {expected}; }}"


def test_selectors_keep_their_names():
    css = "@media screen { .arrow-left { float: left } }"

    assert mirrored(css) == "@media screen { .arrow-left { float: right } }"


def test_comments_are_dropped():
    assert mirrored("a{}/* left\n{} */b{}") == "a{}b{}"


@given(st.lists(DECLARATIONS, min_size=1, max_size=4).map("; ".join))
def test_the_mirror_of_a_mirror_is_the_original(declarations):
    css = f"a {{ {declarations}; }}"

    assert mirrored(mirrored(css)) == css


@pytest.mark.parametrize("name", SHEETS)
def test_the_sheets_of_the_site_have_a_mirror(name):
    sheet = COMMENT.sub("", SHEETS[name].read_text())

    assert mirrored(mirrored(sheet)) == sheet
    assert mirrored_sheet(name).count("margin-left") == sheet.count("margin-right")


def test_the_font_is_found_from_the_address_of_the_mirror():
    assert 'url("/static/design/font/maillage-sans.woff2")' in mirrored_sheet("maillage")


def test_the_address_of_a_mirror_names_its_version():
    assert mirror_url("team") == f"/apparence/miroir/team/{mirrored_digest('team')}.css"
    assert mirrored_digest("team") != mirrored_digest("maillage")


def test_numbers_are_isolated_only_in_a_text_written_from_the_right():
    assert left_to_right("9 h à 12 h") == "9 h à 12 h"

    with translation.override("ar"):
        assert left_to_right("9 h à 12 h") == "\u20669 h à 12 h\u2069"
