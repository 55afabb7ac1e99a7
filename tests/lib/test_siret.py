import pytest

from maillage.lib.siret import is_siret


@pytest.mark.parametrize("number", ["73282932000074", "35600000000048", "35600000049837"])
def test_a_siret_has_the_right_key(number: str) -> None:
    assert is_siret(number)


@pytest.mark.parametrize(
    "number",
    ["73282932000075", "7328293200007", "732829320000745", "73282932A00074", "", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"],
    ids=["wrong key", "too short", "too long", "letter", "nothing", "other digits"],
)
def test_anything_else_is_none(number: str) -> None:
    assert not is_siret(number)
