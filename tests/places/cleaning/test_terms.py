import pytest

from maillage.places import cleaning
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import Field, Programme, Service, Term, TrainingLabel


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("Comprehension du monde numérique", Term(Field.SERVICE, Service.UNDERSTANDING)),
        (
            "Étapes numériques (La Poste)",
            Term(Field.TRAINING_LABEL, TrainingLabel.ETAPES_NUMERIQUES),
        ),
        (
            "Bibliothèques numériques de référence",
            Term(Field.PROGRAMME, Programme.BIBLIOTHEQUES_NUMERIQUES),
        ),
        ("Point d’accès numérique CAF", Term(Field.PROGRAMME, Programme.POINT_NUMERIQUE_CAF)),
        ("CNFS", Term(Field.PROGRAMME, Programme.CONSEILLERS_NUMERIQUES)),
    ],
)
def test_a_value_of_a_list_is_found_under_its_variants(written: str, term: Term) -> None:
    assert cleaning.term(written, field=term.field) == term


@pytest.mark.parametrize("field", VALUE_OF_CODE)
def test_no_two_values_of_a_list_are_taken_for_one_another(field: Field) -> None:
    for code, value in VALUE_OF_CODE[field].items():
        assert cleaning.term(value, field=field) == Term(field, code)


@pytest.mark.parametrize("written", ["", "Aide", "France Services"])
def test_a_value_of_no_list_or_of_another_is_not_found(written: str) -> None:
    assert cleaning.term(written, field=Field.SERVICE) is None
