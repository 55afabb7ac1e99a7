import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful


def test_a_text_loses_its_spare_spaces() -> None:
    assert cleaning.text(" France\u00a0services \n de  Pau\u00a0", max_length=50) == (
        "France services de Pau"
    )


def test_a_text_that_does_not_fit_is_doubtful_rather_than_cut() -> None:
    with pytest.raises(Doubtful, match="3"):
        cleaning.text("abcd", max_length=3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            r"Le\x20lundi\x20de\x2012\xA0\x3A45\x20\xE0\x2017\x3A00",
            "Le lundi de 12\u00a0:45 à 17:00",
        ),
        (r"L\u2019auditoire", "L’auditoire"),
        ("rien à décoder", "rien à décoder"),
        (r"C:\xyz", r"C:\xyz"),
        (r"\x00 \uD83D", r"\x00 \uD83D"),  # nothing a database could hold
    ],
)
def test_escapes_are_decoded(written: str, meant: str) -> None:
    assert cleaning.unescaped(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("17100.0", "17100"),
        (" 17100,00 ", "17100"),
        ("17100", "17100"),
        ("1.5", "1.5"),
        ("1.50", "1.50"),
        ("05.46.26.23.00", "05.46.26.23.00"),
        (".0", ".0"),
        ("", ""),
    ],
)
def test_a_code_loses_the_decimals_that_a_spreadsheet_gave_it(written: str, meant: str) -> None:
    assert cleaning.whole_number(written) == meant
