import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, says_something
from maillage.places.cleaning.texts import text, without_markup


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "-", "–", ".", "_", "0", "0.0", "00", "N", "NC", "N.C.", "n/a", "null", "NÉANT"),
        *("(aucun)", "Non", "Faux", "Non renseigné", "sans objet", "inconnu", "s.o."),
        *("#N/A", "#REF!", "#VALEUR!", "#NOM?", "#DIV/0!", "########", "\\N", "(vide)", "NSP"),
        *("idem", "undefined", "NA", "XXX", "xx", "à compléter", "N/A"),
    ],
)
def test_some_words_say_nothing(written: str) -> None:
    assert not says_something(written)


@pytest.mark.parametrize(
    "written",
    [
        "1",
        "10",
        "0.5",
        "A",
        "oui",
        "Nantes",
        "Центр",
        "北京",
        "aucun frais",
        "0 " * 100,
        "#Fablab",
        "Maxxx",
    ],
)
def test_the_others_say_something(written: str) -> None:
    assert says_something(written)


def test_a_text_loses_its_spare_spaces() -> None:
    assert text(" France\u00a0services \n de  Pau\u00a0", max_length=50) == (
        "France services de Pau"
    )


def test_a_text_that_does_not_fit_is_doubtful_rather_than_cut() -> None:
    with pytest.raises(Doubtful, match="3"):
        text("abcd", max_length=3)


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


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<p>Aide &amp;amp; conseil&amp;nbsp;", "\nAide & conseil\u00a0"),
        ("un<br/>deux", "un\ndeux"),
        ('<a href="https://example.org">le <B>site</B></a>', "le site"),
        ("&lt;p&gt;Atelier&lt;/p&gt;", "\nAtelier\n"),
        ("moins de <5 ans, 1 < 2", "moins de <5 ans, 1 < 2"),
        ("écrire à <contact@example.org>", "écrire à <contact@example.org>"),
        ("/?a=1&copy=2, R&D", "/?a=1&copy=2, R&D"),
    ],
)
def test_markup_is_taken_away_and_nothing_else(written: str, meant: str) -> None:
    assert without_markup(written) == meant
