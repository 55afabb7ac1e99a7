import pytest

from maillage.places.cleaning import typology


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CCAS", "CCAS"),
        ("ccas", "CCAS"),
        ("Autre", "Autre"),
        ("Bibliothèque / Médiathèque", "BIB"),
        ("Centre social", "CS"),
        ("Entreprise adaptée", "EA"),
        ("NOUVEAU_CODE", "NOUVEAU_CODE"),
    ],
)
def test_a_structure_is_known_by_its_code_or_its_label(written: str, code: str) -> None:
    assert typology(written) == code


@pytest.mark.parametrize("written", ["", "Mairie", "Tiers-lieu !", "une bibliothèque", "A" * 50])
def test_any_other_word_is_no_code(written: str) -> None:
    assert typology(written) == ""
