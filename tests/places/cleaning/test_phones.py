import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, Kept


@pytest.mark.parametrize(
    ("written", "code_insee", "number"),
    [
        ("05 46 26 23 16", "17024", "+33546262316"),
        ("05.46.26.23.16", "17024", "+33546262316"),
        ("05.46.26.23.00", "17024", "+33546262300"),
        ("05  46 26 23 16", "17024", "+33546262316"),
        ("Tél : 05-46-26-23-16", "17024", "+33546262316"),
        ("+33 (0)5 46 26 23 16", "17024", "+33546262316"),
        ("0033 5 46 26 23 16", "17024", "+33546262316"),
        ("05 96 53 20 87", "97209", "+596596532087"),
        ("06 39 69 57 84", "97608", "+262639695784"),
        ("02 62 37 80 39", "97411", "+262262378039"),
        ("06 90 66 88 66", "97801", "+590690668866"),
        ("44.57.28", "98818", "+687445728"),
        ("05 46 26 23 16", "97411", "+33546262316"),
        ("08 05 29 04 40", "68224", "+33805290440"),
        ("+33 5 46 26 23 16", "17024", "+33546262316"),
        ("  ", "17024", ""),
        ("0692 12 34 56", "17024", "+262692123456"),
        ("0508 41 12 34", "97502", "+508411234"),
        ("05 08 41 12 34", "97502", "+508411234"),
        ("+508 41 12 34", "97502", "+508411234"),
    ],
)
def test_phones_become_e164_where_the_place_is(written: str, code_insee: str, number: str) -> None:
    assert cleaning.phone(written, code_insee=code_insee) == Kept(number)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("05 46 26 23 16 / 06 12 34 56 78", "plusieurs"),
        ("05.46.26.23.16/06.12.34.56.78", "plusieurs"),
        ("05 46 26 23 16 ou 06 12 34 56 78", "plusieurs"),
        ("+33546262316|+33612345678", "plusieurs"),
        ("0546262316;0612345678", "plusieurs"),
        ("0546262316, 0612345678", "plusieurs"),
        ("05 46 26 23 16\n06 12 34 56 78", "plusieurs"),
        ("05 46 26 23 16  06 12 34 56 78", "plusieurs"),
        ("05 46 26 23 16 06 12 34 56 78", "plusieurs"),
        ("05462623160612345678", "plusieurs"),
        ("Fax : 05 46 26 23 99 - Tél : 05 46 26 23 16", "texte"),
        ("05 46 26 23 16 (fax 05 46 26 23 99)", "texte"),
        ("05 46 26 23 99 (fax) / 05 46 26 23 16", "texte"),
        ("Tél./Fax : 05 46 26 23 16", "texte"),
        ("05 46 26 23 16 (secrétariat)", "texte"),
        ("05 46 26 23 16 poste 12", "texte"),
        ("05 46 26 23 16 ou 05 46 26 23 16", "texte"),
        ("546262316", "zéro"),
        ("546262316.0", "zéro"),
        ("5 46 26 23 16", "zéro"),
    ],
)
def test_the_first_number_of_a_cell_is_kept_and_the_rest_told(written: str, reason: str) -> None:
    number, (doubt,) = cleaning.phone(written, code_insee="17024")

    assert number == "+33546262316"
    assert reason in doubt


@pytest.mark.parametrize(
    "written",
    ["00 00 00 00 00", "05 46", "à l’accueil", "5.46E+08", "05 46 26 CAF", "+687", "1" * 30],
)
def test_impossible_phones_are_doubtful(written: str) -> None:
    with pytest.raises(Doubtful, match="existe pas"):
        cleaning.phone(written, code_insee="17024")


@pytest.mark.parametrize("written", ["3646", "36 46", "115", "18", "116 117", "1013"])
def test_a_short_number_is_doubtful_for_what_it_is(written: str) -> None:
    with pytest.raises(Doubtful, match="court"):
        cleaning.phone(written, code_insee="17024")


@pytest.mark.parametrize(
    "written",
    [
        "non public : 06 12 34 56 78",
        "06 12 34 56 78 (ne pas diffuser)",
        "06 12 34 56 78 (privé)",
        "Interne : 05 46 26 23 16",
    ],
)
def test_a_number_that_is_not_for_the_public_is_not_kept(written: str) -> None:
    with pytest.raises(Doubtful, match="public"):
        cleaning.phone(written, code_insee="17024")


@pytest.mark.parametrize("written", ["Fax 05 46 26 23 99", "05 46 26 23 99 (télécopie)"])
def test_a_fax_is_no_telephone(written: str) -> None:
    with pytest.raises(Doubtful, match="télécopie"):
        cleaning.phone(written, code_insee="17024")
