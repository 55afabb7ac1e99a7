import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.lib.text import commune_search_name, search_name


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Saint-Pierre-d'Oléron", "saint pierre d oleron"),
        ("ST PIERRE D’OLERON", "saint pierre d oleron"),
        ("Ste-Foy", "sainte foy"),
        ("Stes Maries de la Mer", "saintes maries de la mer"),
        ("Bourg-St-Andéol", "bourg saint andeol"),
        ("Sœurdres", "soeurdres"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("  Saintes  ", "saintes"),
        ("France services de Saintes (17)", "france services de saintes 17"),
        ("Estrées", "estrees"),  # "st" inside a word is not a saint
        ("%_\0", ""),
        ("", ""),
    ],
)
def test_a_name_is_reduced_to_its_plain_words(typed, expected):
    assert search_name(typed) == expected


@given(st.text())
@example("ﬆ")  # one letter that is two
@example("İ")
def test_reducing_twice_is_reducing_once(text):
    once = search_name(text)

    assert search_name(once) == once
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", once)


@given(st.text(alphabet="abéïœ -'ST"))
def test_case_does_not_matter(text):
    assert search_name(text.upper()) == search_name(text.lower())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("La Rochelle", "rochelle"),
        ("Rochelle", "rochelle"),
        ("Le Château-d’Oléron", "chateau d oleron"),
        ("Les Gonds", "gonds"),
        ("L'Houmeau", "houmeau"),
        ("Lalande", "lalande"),
        ("La", "la"),
        ("Saint-Georges-lès-Baillargeaux", "saint georges les baillargeaux"),
    ],
)
def test_a_commune_is_looked_for_without_its_leading_article(name, expected):
    assert commune_search_name(name) == expected
