"""The values of the closed lists, however they are spelt."""

from functools import lru_cache

from maillage.lib.text import search_name
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import Field, Programme, Term

# How else sources spell the values of the lists, beyond accents, capitals and punctuation.
VARIANTS: dict[Field, dict[str, str]] = {
    Field.PROGRAMME: {
        "Bibliothèques numériques de référence": Programme.BIBLIOTHEQUES_NUMERIQUES,
        "CNFS": Programme.CONSEILLERS_NUMERIQUES,
        "Conseiller numérique": Programme.CONSEILLERS_NUMERIQUES,
        "Grandes écoles du numérique": Programme.GRANDE_ECOLE_DU_NUMERIQUE,
        "Point numérique CAF": Programme.POINT_NUMERIQUE_CAF,
    },
}
TERM_OF_WORDS: dict[Field, dict[str, Term]] = {
    field: {
        search_name(value): Term(field, code)
        for value, code in (
            *((value, code) for code, value in values.items()),
            *VARIANTS.get(field, {}).items(),
        )
    }
    for field, values in VALUE_OF_CODE.items()
}


def term(value: str, *, field: Field) -> Term | None:
    """Find a value in a closed list, whatever its accents, capitals and punctuation.

    So "Étapes numériques (La Poste)" is the "Étapes numériques(La Poste)" of the standard.
    """
    return TERM_OF_WORDS[field].get(words_of(value))


@lru_cache(maxsize=1024)
def words_of(value: str) -> str:
    """Reduce a value as `search_name` does, once for all the rows that hold it."""
    return search_name(value)
