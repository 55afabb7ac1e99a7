from datetime import date

import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Cells, Kept, Unusable
from maillage.places.cleaning.cells import MAX_LENGTH
from maillage.territory.gazetteer import load_gazetteer
from maillage.territory.models import Commune
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


@pytest.mark.parametrize("written", ["-", "NC", "0"])
def test_a_required_cell_must_say_something_and_an_identifier_be_filled(written: str) -> None:
    cells = Cells({"name": written})

    with pytest.raises(Unusable) as refusal:
        cells.required("name", max_length=10)

    assert (refusal.value.field, refusal.value.value) == ("name", written)
    assert cells.filled("name", max_length=10) == written


def test_an_enormous_cell_is_flagged_before_it_is_cleaned() -> None:
    cells = Cells({"phone": "1" * (MAX_LENGTH + 1)})
    cleaned: list[str] = []

    value = cells.kept("phone", lambda cell: Kept(cleaned.append(cell)), otherwise=None)

    assert (value, cleaned) == (None, [])
    assert [flag.field for flag in cells.flags] == ["phone"]


def test_a_reason_holds_nothing_of_what_is_doubted() -> None:
    cells = Cells({"mail": "Camille Essai", "date": "le jour d’Essai", "site": "Essai"})

    cells.kept("mail", cleaning.emails, otherwise=())
    cells.kept("date", cleaning.day, otherwise=None)
    cells.kept("site", cleaning.web_addresses, otherwise=())

    assert len(cells.flags) == 3
    assert not [flag for flag in cells.flags if "Essai" in flag.reason]


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


@pytest.mark.parametrize(
    "written", ["", " ", "-", "–", "?", "_", "0", "0,0", "Néant", " N/A ", "nan"]
)
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

    def test_a_commune_may_be_called_as_nothing_is(self) -> None:
        town("Saintes")
        Commune.objects.update(search_name="aucun")
        cells = Cells(self.ROW | {"name": "Aucun"})

        found = cells.commune(
            code="code", name="name", postcode="17100", gazetteer=load_gazetteer()
        )

        assert found.search_name == "aucun"
        assert cells.flags == []

    def test_a_doubt_on_the_code_and_one_on_the_name_are_told_where_they_are(self) -> None:
        town("Saintes")
        cells = Cells(self.ROW | {"code": "99999", "name": "Saintess"})

        found = cells.commune(
            code="code", name="name", postcode="17100", gazetteer=load_gazetteer()
        )

        assert found.name == "Saintes"
        assert flagged(cells) == [("code", "99999"), ("name", "Saintess")]

    def test_a_longitude_alone_is_flagged(self) -> None:
        town("Saintes")
        gazetteer = load_gazetteer()
        cells = Cells(self.ROW | {"longitude": "-0.63"})

        found = cells.position(
            commune=gazetteer.by_current_code["17415"], postcode="17100", gazetteer=gazetteer
        )

        assert found is None
        assert flagged(cells) == [("longitude", "-0.63")]
