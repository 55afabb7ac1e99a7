import pytest

from maillage.places.mapping.words import holds, plain


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("Copies, scanner", "scan", True),
        ("siège de l'EPCI", "PC", False),
        ("EPCI puis PC", "PC", True),
        ("ACCÈS à l’ordinateur", "accès a l'ordinateur", True),
        ("utilisation d’internet", "internet", True),
        ("œuvre  sociale", "oeuvre sociale", True),
        ("tarif 5€", "€", True),
        ("11 postes", "1 poste", False),
        ("salle multimédia", "média", False),
        ("", "x", False),
    ],
)
def test_a_term_is_found_where_a_word_begins(text: str, term: str, expected: bool) -> None:
    assert holds(plain(text), plain(term)) is expected
