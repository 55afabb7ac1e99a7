from datetime import date

import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Cells, Unusable
from maillage.territory.gazetteer import load_gazetteer
from tests.cast import town


def flagged(cells: Cells) -> list[tuple[str, str]]:
    return [(flag.field, flag.value) for flag in cells.flags]


def test_a_required_cell_must_say_something_that_fits() -> None:
    cells = Cells({"name": " ", "long": "abcd"})

    with pytest.raises(Unusable) as empty:
        cells.required("name", max_length=3)
    with pytest.raises(Unusable) as too_long:
        cells.required("long", max_length=3)

    assert (empty.value.field, empty.value.value) == ("name", "")
    assert (too_long.value.field, too_long.value.value) == ("long", "abcd")


def test_a_doubtful_cell_is_flagged_and_says_nothing() -> None:
    cells = Cells({"address": "abcd"})

    value = cells.text("address", max_length=3)

    assert value == ""
    assert flagged(cells) == [("address", "abcd")]
    assert cells.flags[0].reason


def test_a_mended_cell_is_flagged_and_kept() -> None:
    cells = Cells({"date": "décembre 2019"})

    value = cells.kept("date", cleaning.day, otherwise=None)

    assert value == date(2019, 12, 1)
    assert flagged(cells) == [("date", "décembre 2019")]


@pytest.mark.parametrize("written", ["", " ", "-", "--", "/", "?", "Néant", " N/A ", "nan"])
def test_a_dash_or_a_word_for_nothing_says_nothing(written: str) -> None:
    cells = Cells({"mail": written})

    value = cells.kept("mail", cleaning.emails, otherwise=())

    assert (value, cells.flags) == ((), [])


@pytest.mark.django_db
class TestWhere:
    ROW = {"code": "", "name": "Saintes", "latitude": "", "longitude": ""}

    def test_a_commune_that_nothing_tells_makes_the_row_unusable(self) -> None:
        town("Saintes")
        cells = Cells(self.ROW | {"code": "99999", "name": "Jonzac"})

        with pytest.raises(Unusable) as refusal:
            cells.commune(code="code", name="name", postcode="34000", gazetteer=load_gazetteer())

        assert (refusal.value.field, refusal.value.value) == ("name", "99999 Jonzac 34000")

    def test_a_doubt_on_the_code_and_one_on_the_name_are_told_where_they_are(self) -> None:
        town("Saintes")
        cells = Cells(self.ROW | {"code": "99999", "name": "Sainte"})

        found = cells.commune(
            code="code", name="name", postcode="17100", gazetteer=load_gazetteer()
        )

        assert found.name == "Saintes"
        assert flagged(cells) == [("code", "99999"), ("name", "Sainte")]

    def test_a_longitude_alone_is_flagged(self) -> None:
        town("Saintes")
        gazetteer = load_gazetteer()
        cells = Cells(self.ROW | {"longitude": "-0.63"})

        found = cells.position(
            commune=gazetteer.by_current_code["17415"], postcode="17100", gazetteer=gazetteer
        )

        assert found is None
        assert flagged(cells) == [("longitude", "-0.63")]
