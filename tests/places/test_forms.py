from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.forms import BoundField
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.places.filters import OPTIONS, Group, Moment
from maillage.places.forms import CorrectionForm, Search, SearchForm, read_filters, read_search
from maillage.places.models import ImportRun, QuarantinedRow
from maillage.places.needs import NEED_BY_SLUG
from maillage.places.queries.search import Criteria, Order, Zone
from maillage.places.terms import (
    Access,
    Audience,
    Care,
    Fee,
    Field,
    Mobility,
    Offer,
    Programme,
    Service,
    Term,
)
from maillage.places.whereabouts import Precision, Whereabouts
from maillage.territory.queries import Territory
from tests.cast import town

pytestmark = pytest.mark.django_db


TODAY = date(2026, 11, 24)
CHARENTE_MARITIME = Territory.parse("17")
EVERYTHING = (
    "besoin=demarches&commune=17415&ouvert=samedi&offre=aide&prix=gratuit&lieu=fixe"
    "&public=seniors&public=femmes&accueil=surdite&label=france-services&acces=sans-rendez-vous"
    "&scolaire=1&rayon=20&tri=nom"
)


def read(query: str) -> Search:
    return read_search(QueryDict(query), territory=CHARENTE_MARITIME, today=TODAY)


def test_every_parameter_is_understood() -> None:
    saintes = town("Saintes")

    wanted = read(f"{EVERYTHING}&page=2&vue=carte&zone=45,-1,46,0.5&q=poste")

    assert wanted.criteria == Criteria(
        where=Whereabouts.of_commune(saintes),
        words="poste",
        zone=Zone(45, -1, 46, 0.5),
        radius_km=20,
        when=Moment.SATURDAY,
        terms=frozenset(
            {
                Term(Field.SERVICE, Service.PAPERWORK),
                Term(Field.OFFER, Offer.MEDIATORS),
                Term(Field.FEE, Fee.FREE),
                Term(Field.MOBILITY, Mobility.FIXED),
                Term(Field.AUDIENCE, Audience.SENIORS),
                Term(Field.AUDIENCE, Audience.WOMEN),
                Term(Field.CARE, Care.DEAFNESS),
                Term(Field.PROGRAMME, Programme.FRANCE_SERVICES),
                Term(Field.ACCESS, Access.WALK_IN),
            }
        ),
        is_term_time=True,
        order=Order.NAME,
    )
    assert (wanted.page, wanted.is_on_map, wanted.where_text) == (2, True, "Saintes")
    assert wanted.need is NEED_BY_SLUG["demarches"]


@pytest.mark.parametrize(
    "query",
    [
        "besoin=voler",
        "offre=or",
        "page=-3",
        "page=x",
        "commune=99999",
        "ouvert=",
        "ouvert=demain",
        "ouvert=2020-01-01",
        "ouvert=9999-12-31",
        "ou=%00",
        "zone=1,2,3",
        "zone=46,0,45,1",
        "zone=nan,0,45,1",
        "zone=a,b,c,d",
        "rayon=15",
        "rayon=ici",
        "lat=45.7",
        "lat=450&lon=0",
        "lat=nan&lon=0",
        "lat=45&lon=inf",
        "public=martiens",
        "accueil=surdite&accueil=tout",
        "scolaire=0",
        "tri=hasard",
        "q=%00",
    ],
)
def test_an_unreadable_parameter_is_left_out(query: str) -> None:
    wanted = read(query)

    assert wanted.criteria == Criteria()
    assert wanted.page == 1


def test_a_link_of_before_moments_still_means_now() -> None:
    assert read("ouvert=1").criteria.when is Moment.NOW


def test_a_day_of_the_coming_week_can_be_asked() -> None:
    last = TODAY + timedelta(days=6)

    assert read(f"ouvert={TODAY}").criteria.when == TODAY
    assert read(f"ouvert={last}").criteria.when == last
    assert read(f"ouvert={last + timedelta(days=1)}").criteria.when is None
    assert read(f"ouvert={TODAY - timedelta(days=1)}").criteria.when is None


def test_no_form_looks_at_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("django.utils.timezone.now")

    assert read("ouvert=2026-11-25").criteria.when == date(2026, 11, 25)
    assert read("ouvert=demain").criteria.when is None


def test_a_typed_name_wins_over_a_code() -> None:
    town("Saintes")
    jonzac = town("Jonzac")

    where = read("ou=jonzac&commune=17415").criteria.where

    assert where == Whereabouts.of_commune(jonzac)


def test_a_position_wins_over_both() -> None:
    town("Jonzac")

    where = read("ou=jonzac&commune=17197&lat=45.7464&lon=-0.633&precision=rue").criteria.where

    assert where == Whereabouts("jonzac", Position(45.7464, -0.633), None, Precision.STREET)


def test_a_postcode_means_its_largest_commune_and_offers_the_others() -> None:
    saintes, fontcouverte = town("Saintes"), town("Fontcouverte")

    wanted = read("ou=17100")

    assert wanted.criteria.where == Whereabouts.of_commune(saintes)
    assert wanted.where.same_postcode == (fontcouverte,)
    assert wanted.where_text == "Saintes"


def test_an_unknown_name_is_said_and_kept() -> None:
    town("Saintes")

    wanted = read("ou=Xyzzy")

    assert wanted.where.is_unknown
    assert wanted.where_text == "Xyzzy"


def test_an_empty_answer_to_where_is_told_from_no_question() -> None:
    assert read("ou=").where.is_missing
    assert not read("besoin=demarches").where.is_missing
    assert not read("ou=&q=poste").where.is_missing


def test_a_search_writes_itself_back() -> None:
    town("Saintes")
    asked = f"{EVERYTHING}&zone=45.0,-1.0,46.0,0.5&q=poste"

    written = read(f"{asked}&page=3").query()

    assert sorted(written[1:].split("&")) == sorted(quote(asked, safe="&=").split("&"))
    assert read(written[1:]).criteria == read(asked).criteria
    assert read("").query() == ""


def test_a_position_writes_itself_back() -> None:
    wanted = read("ou=12+rue+du+Port&lat=45.7464&lon=-0.633&precision=adresse")

    assert wanted.query() == "?ou=12+rue+du+Port&lat=45.74640&lon=-0.63300&precision=adresse"


def test_a_change_replaces_or_takes_away_and_comes_back_to_the_first_page() -> None:
    wanted = read("besoin=demarches&ouvert=samedi&page=3")

    assert wanted.query(ouvert=None, page="2") == "?besoin=demarches&page=2"
    assert wanted.query(ouvert="soir") == "?besoin=demarches&ouvert=soir"
    assert wanted.query_of_this_page(is_map=True) == (
        "?besoin=demarches&ouvert=samedi&page=3&vue=carte"
    )


def test_a_filter_takes_the_place_of_its_rivals_and_goes_as_it_came() -> None:
    wanted = read("ouvert=samedi&accueil=surdite")
    evening = next(one for one in OPTIONS[Group.WHEN] if one.value == "soir")
    saturday = next(one for one in OPTIONS[Group.WHEN] if one.value == "samedi")
    wheelchair = next(one for one in OPTIONS[Group.CARE] if one.value == "fauteuil")

    assert wanted.has(saturday)
    assert not wanted.has(evening)
    assert wanted.toggled(evening) == "?accueil=surdite&ouvert=soir"
    assert wanted.toggled(saturday) == "?accueil=surdite"
    assert wanted.toggled(wheelchair) == "?accueil=surdite&ouvert=samedi&accueil=fauteuil"


@given(st.text(max_size=40), st.sampled_from(list(SearchForm.base_fields)))
def test_no_value_of_a_parameter_is_an_error(value: str, name: str) -> None:
    form = SearchForm(QueryDict(f"{name}={quote(value)}"))

    form.is_valid()

    assert set(form.errors) <= {name}


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
