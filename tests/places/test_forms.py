import pytest
from django.http import QueryDict

from maillage.places.forms import CorrectionForm, Search, read_search
from maillage.places.models import ImportRun, QuarantinedRow
from maillage.places.needs import NEED_BY_SLUG
from maillage.places.terms import Offer
from tests.cast import town

pytestmark = pytest.mark.django_db


def read(query: str) -> Search:
    return read_search(QueryDict(query))


def test_every_parameter_is_understood() -> None:
    saintes = town("Saintes")

    wanted = read("besoin=demarches&commune=17415&offre=aide&ouvert=1&page=2")

    assert wanted.criteria.need is NEED_BY_SLUG["demarches"]
    assert wanted.criteria.origin == saintes
    assert wanted.criteria.offer is Offer.MEDIATORS
    assert wanted.criteria.open_now
    assert wanted.page == 2
    assert wanted.where_text == "Saintes"


@pytest.mark.parametrize(
    "query", ["besoin=voler", "offre=or", "page=-3", "page=x", "commune=99999", "ouvert=", "ou=%00"]
)
def test_an_unreadable_parameter_is_left_out(query: str) -> None:
    wanted = read(query)

    assert wanted.criteria.conditions() == []
    assert wanted.criteria.origin is None
    assert wanted.page == 1


def test_a_typed_name_wins_over_a_code() -> None:
    town("Saintes")
    jonzac = town("Jonzac")

    assert read("ou=jonzac&commune=17415").criteria.origin == jonzac


def test_a_postcode_means_its_largest_commune_and_offers_the_others() -> None:
    saintes, fontcouverte = town("Saintes"), town("Fontcouverte")

    wanted = read("ou=17100")

    assert wanted.criteria.origin == saintes
    assert wanted.same_postcode == (fontcouverte,)
    assert wanted.where_text == "Saintes"


def test_a_name_that_several_begin_with_asks_which() -> None:
    saintes = town("Saintes")
    other = town("Jonzac")
    other.name, other.search_name = "Sainte-Soulle", "sainte soulle"
    other.save()

    wanted = read("ou=saint")

    assert wanted.criteria.origin is None
    assert set(wanted.homonyms) == {saintes, other}


def test_an_unknown_name_is_said_and_kept() -> None:
    town("Saintes")

    wanted = read("ou=Xyzzy")

    assert wanted.is_place_name_unknown
    assert wanted.where_text == "Xyzzy"


def test_a_search_writes_itself_back() -> None:
    town("Saintes")
    wanted = read("besoin=demarches&ou=Saintes&offre=aide&ouvert=1&page=3")

    assert wanted.query() == "?besoin=demarches&commune=17415&offre=aide&ouvert=1"
    assert (
        wanted.query(ouvert=None, page="2") == "?besoin=demarches&commune=17415&offre=aide&page=2"
    )
    assert read("").query() == ""


def test_a_refusal_of_joined_columns_puts_them_first_and_speaks_beside_the_first() -> None:
    refused = QuarantinedRow(
        run=ImportRun(),
        field="voie, ville",
        reason="introuvable",
        raw={"nom": "Ici", "ville": "X", "voie": "Y"},
    )

    form = CorrectionForm(row=refused)

    assert [field.label for field in form] == ["voie", "ville", "nom"]
    assert [field.errors for field in form] == [["introuvable"], [], []]
    assert form.non_field_errors() == []


def test_a_refusal_of_no_column_stands_above_them_all() -> None:
    refused = QuarantinedRow(run=ImportRun(), field="", reason="trop courte", raw={"nom": "Ici"})

    assert CorrectionForm(row=refused).non_field_errors() == ["trop courte"]


def test_a_row_too_short_is_completed_in_the_order_of_its_file() -> None:
    run = ImportRun(columns=["id", "nom", "ville"])
    refused = QuarantinedRow(run=run, field="", reason="trop courte", raw={"nom": "Ici", "id": "1"})

    form = CorrectionForm(row=refused)

    assert [field.label for field in form] == ["id", "nom", "ville"]
