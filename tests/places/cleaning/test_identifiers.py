import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, Kept


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("73282932000074", "73282932000074"),
        ("732 829 320 00074", "73282932000074"),
        ("73282932000074.0", "73282932000074"),
        ("35600000000048", "35600000000048"),  # the seat of La Poste follows Luhn
        ("35600000049837", "35600000049837"),  # its offices do not: their digits add up to 45
        ("w171234560", "W171234560"),
        ("00000000000000", ""),
        ("0", ""),
        ("0.0", ""),
        (" ", ""),
    ],
)
def test_a_siret_or_a_rna_number_is_kept_and_zeros_are_unknown(written: str, meant: str) -> None:
    assert cleaning.siret_or_rna(written) == Kept(meant)


def test_a_siret_gets_back_the_zero_that_a_spreadsheet_took_and_this_is_told() -> None:
    siret, doubts = cleaning.siret_or_rna("5520176800011")

    assert siret == "05520176800011"
    assert len(doubts) == 1


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("73282932000075", "clé"),
        ("35600000049838", "clé"),  # at La Poste
        ("5520176800010", "clé"),  # with its zero back
        ("732829320", "SIREN"),
        ("4.21E+13", "tableur"),
        ("4,21e13", "tableur"),
        ("1234567", "ni un SIRET"),  # a RIDET
        ("W17123456", "ni un SIRET"),
        ("néant", "ni un SIRET"),
        ("７３２８２９３２００００７４", "ni un SIRET"),
    ],
)
def test_what_is_neither_a_siret_nor_a_rna_number_is_doubtful(written: str, reason: str) -> None:
    with pytest.raises(Doubtful, match=reason):
        cleaning.siret_or_rna(written)
