import pytest
from django.template import Context, Template
from django.utils import translation

from maillage.design.direction import mirror_url
from maillage.design.icons import ICONS, MIRRORED_ICONS
from maillage.design.templatetags.design import icon, kind_shape, kind_symbol, phone, stylesheet


def test_an_icon_is_drawn_from_the_sprite_and_skipped_by_readers():
    html = icon("phone")

    assert 'href="/static/design/vendor/icons.svg#phone"' in html
    assert 'aria-hidden="true"' in html


def test_an_icon_missing_from_the_sprite_is_found_at_once():
    with pytest.raises(ValueError, match="unicorn"):
        icon("unicorn")


def test_arrows_point_where_one_reads():
    with translation.override("ar"):
        html = icon("arrow-left"), icon("phone")

    assert ["#arrow-right" in html[0], "#phone" in html[1]] == [True, True]


def test_mirrored_icons_are_in_the_sprite():
    assert set(MIRRORED_ICONS) | set(MIRRORED_ICONS.values()) <= set(ICONS)


def test_a_style_sheet_is_mirrored_where_one_reads_from_the_right():
    with translation.override("ar"):
        mirrored = stylesheet("maillage")

    assert stylesheet("maillage") == ('<link rel="stylesheet" href="/static/design/maillage.css">')
    assert mirrored == f'<link rel="stylesheet" href="{mirror_url("maillage")}">'


def test_a_telephone_number_keeps_its_order_in_arabic():
    with translation.override("ar"):
        assert phone("+33546734118").replace("\u00a0", " ") == "\u206605 46 73 41 18\u2069"


def test_icons_are_sorted_and_listed_once():
    assert list(ICONS) == sorted(set(ICONS))


@pytest.mark.parametrize(
    ("kind", "shape", "letter"),
    [("wifi", "<circle", "W"), ("equipped", "<rect", "O"), ("mediators", "<path", "A")],
)
def test_each_kind_has_its_own_shape_and_letter(kind, shape, letter):
    html = kind_symbol(kind)

    assert shape in html
    assert f">{letter}</text>" in html
    assert 'aria-hidden="true"' in html


def test_the_rank_in_the_list_replaces_the_letter():
    html = kind_symbol("mediators", rank=7)

    assert ">7</text>" in html
    assert ">A</text>" not in html


def test_a_rank_of_three_digits_is_written_smaller():
    assert "kind-long" not in kind_symbol("wifi", rank=99)
    assert "kind-long" in kind_symbol("wifi", rank=100)


def test_a_symbol_too_small_to_read_carries_no_letter():
    assert "<text" not in kind_symbol("wifi", size=18)
    assert "<text" in kind_symbol("wifi", size=24)


def test_an_empty_rank_draws_the_shape_alone():
    assert "<text" not in kind_shape("mediators", rank="")


def test_a_place_of_unknown_kind_gets_a_plain_disc():
    assert "kind-unknown" in kind_shape(None)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+33546734118", "05 46 73 41 18"),
        ("+262262301000", "02 62 30 10 00"),
        ("+590590811234", "05 90 81 12 34"),
        ("+3225551212", "02 555 12 12"),
        ("3639", "3639"),
        ("", ""),
    ],
)
def test_a_telephone_number_reads_in_pairs_that_never_break(number, written):
    assert phone(number) == written.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", 'aria-current="page"'),
        ("/lieux/saintes/", 'aria-current="true"'),
        ("/carte/", ""),
    ],
)
def test_the_menu_marks_the_page_or_the_part_of_the_site(rf, path, expected):
    template = Template('{% load design %}{% current "/" "/lieux/" "/ou/" %}')

    assert template.render(Context({"request": rf.get(path)})) == expected


def test_the_menu_stands_without_a_request():
    template = Template('{% load design %}{% current "/" %}')

    assert template.render(Context({})) == ""
