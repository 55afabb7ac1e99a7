from collections.abc import Iterable

import pytest
from django.forms import BoundField
from django.http import QueryDict

from maillage.places.forms import CorrectionForm, Search, read_filters, read_search
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


def labels(fields: Iterable[BoundField]) -> list[str]:
    return [str(field.label) for field in fields]


def test_joined_columns_at_fault_come_first_with_the_reason_beside_the_first() -> None:
    refused = QuarantinedRow(
        run=ImportRun(),
        field="voie, ville",
        reason="introuvable",
        raw={"nom": "Ici", "tel": "05", "ville": "X", "voie": "Y"},
    )

    form = CorrectionForm(row=refused, place_columns=("nom", "ville", "absente"))

    assert labels(form.first_cells) == ["voie", "ville", "nom"]
    assert labels(form.other_cells) == ["tel"]
    assert [field.help_text for field in form] == ["introuvable", "", "", ""]
    assert not form.errors


def test_a_refusal_of_typed_cells_is_an_error_wherever_its_column_is() -> None:
    refused = QuarantinedRow(
        run=ImportRun(), field="voie", reason="vide", raw={"voie": "", "tel": "05"}
    )
    form = CorrectionForm({"cell-0": "1 rue", "cell-1": "05"}, row=refused)

    before = form.is_refused_elsewhere
    form.refuse(field="tel", reason="court")

    assert not before
    assert form.is_refused_elsewhere
    assert [field.errors for field in form] == [[], ["court"]]
    assert [field.help_text for field in form] == ["", ""]


def test_a_refusal_of_no_column_shows_them_all_and_its_error_stands_above() -> None:
    refused = QuarantinedRow(run=ImportRun(), field="", reason="trop courte", raw={"nom": "Ici"})
    form = CorrectionForm({"cell-0": "Ici"}, row=refused)

    form.refuse(field="", reason="trop courte")

    assert labels(form.first_cells) == ["nom"]
    assert form.other_cells == []
    assert form.non_field_errors() == ["trop courte"]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("source=a&raison=%20b", {"source": "a", "raison": " b"}),
        ("source=%00&raison=b", {"raison": "b"}),
        ("raison=%00", {}),
        (f"source={'x' * 51}", {}),
        ("source=&page=2", {}),
    ],
)
def test_a_filter_of_the_quarantine_that_cannot_be_read_is_left_out(
    query: str, asked: dict[str, str]
) -> None:
    assert read_filters(QueryDict(query)) == asked


def test_a_row_too_short_is_completed_in_the_order_of_its_file() -> None:
    run = ImportRun(columns=["id", "nom", "ville"])
    refused = QuarantinedRow(run=run, field="", reason="trop courte", raw={"nom": "Ici", "id": "1"})

    form = CorrectionForm(row=refused)

    assert [field.label for field in form] == ["id", "nom", "ville"]
