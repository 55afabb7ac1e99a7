import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.places.mapping import BadMapping, Mapping
from maillage.places.standard import COLUMNS
from tests.places.mapping.documents import ACCESS, OF_THE_STATE, mapping


def test_a_mapping_of_the_state_is_read_as_it_is() -> None:
    row = mapping(**OF_THE_STATE).apply(
        {
            "gid": "7",
            "c_nom": "Médiathèque",
            "c_source": "Hub",
            "c_numero": "3",
            "c_voie": "quai du Port",
            "Geo Point": "45.7, -0.6",
            "c_mail": "contact@example.org",
            "c_tarif": "Gratuit ; impressions 10 €",
            "c_postes": "4",
            "c_mardi_matin": "9h-12h",
        }
    )

    assert {key: value for key, value in row.items() if value} == {
        "id": "7",
        "nom": "Médiathèque",
        "source": "Hub",
        "adresse": "3 quai du Port",
        "latitude": "45.7",
        "longitude": "-0.6",
        "date_maj": "2024-03-01",
        "courriels": "contact@example.org",
        "frais_a_charge": "Gratuit|Payant",
        "services": f"{ACCESS}|Maîtrise des outils numériques du quotidien",
        "horaires_mardi": "9h-12h",
    }


def test_a_mapping_kept_as_json_is_the_same_mapping() -> None:
    before = mapping(**OF_THE_STATE)

    after = Mapping.from_json(json.loads(json.dumps(before.to_json())))

    assert after == before


def test_messages_name_the_columns_of_the_source() -> None:
    state = mapping(**OF_THE_STATE)

    assert state.origin_of("code_postal") == "c_cp"
    assert state.origin_of("adresse") == "c_numero, c_voie"
    assert state.origin_of("horaires_mardi") == "c_mardi_matin, c_mardi_soir"
    assert state.origin_of("horaires").startswith("c_osm, c_lundi, ")
    assert state.origin_of("date_maj") == "date_maj"
    assert state.origin_of("pivot") == "pivot"


def test_a_file_must_have_the_columns_of_names_and_communes() -> None:
    state = mapping(**OF_THE_STATE)

    assert state.columns == ("gid", "c_nom", "c_ville", "c_cp")
    with pytest.raises(BadMapping, match="Vouliez-vous dire « c_noms »"):
        state.check(["gid", "c_noms", "c_ville", "c_cp"])


def test_the_other_columns_may_be_missing_and_are_named() -> None:
    state = mapping(**OF_THE_STATE)
    columns = ["gid", "c_nom", "c_ville", "c_cp", "c_tarifs"]

    state.check(columns)
    warnings = "\n".join(state.warnings(columns))

    assert "frais_a_charge" in warnings
    assert "« c_tarif »" in warnings
    assert "« c_osm »" in warnings
    assert "colonne « c_nom »" not in warnings


@pytest.mark.parametrize(
    ("document", "missing"),
    [({"commune": {"colonne": "c"}}, "nom"), ({"nom": {"colonne": "c"}}, "commune")],
)
def test_a_mapping_that_names_no_place_serves_no_import(
    document: dict[str, Any], missing: str
) -> None:
    with pytest.raises(BadMapping, match=f"^{missing}"):
        Mapping.from_json(document).check(["c"])


ROW_OF_THE_STATE = st.dictionaries(
    st.sampled_from(["gid", "c_nom", "c_tarif", "c_postes", "Geo Point", "c_lundi", "c_osm"]),
    st.text(max_size=30),
)


@given(ROW_OF_THE_STATE)
@settings(max_examples=100)
def test_any_row_gives_a_row_of_the_standard(row: dict[str, str]) -> None:
    applied = mapping(**OF_THE_STATE).apply(row)

    assert applied.keys() >= set(COLUMNS)
    assert all(isinstance(value, str) for value in applied.values())
