from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.places.standard import COLUMN_OF_FIELD, COLUMNS, REQUIRED, VALUE_OF_CODE, PlaceData
from maillage.places.terms import (
    Access,
    Audience,
    Care,
    Fee,
    Field,
    Mobility,
    Programme,
    Service,
    Support,
    Term,
    TrainingLabel,
)

LISTS = {
    Field.SERVICE: Service,
    Field.AUDIENCE: Audience,
    Field.CARE: Care,
    Field.FEE: Fee,
    Field.PROGRAMME: Programme,
    Field.TRAINING_LABEL: TrainingLabel,
    Field.ACCESS: Access,
    Field.SUPPORT: Support,
    Field.MOBILITY: Mobility,
}
TERMS = st.frozensets(
    st.sampled_from([Term(name, code) for name, codes in LISTS.items() for code in codes])
)
SAID = st.text(min_size=1)
TEXTS = st.lists(SAID).map(tuple)


def test_the_standard_has_32_columns_in_its_own_order() -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 32
    assert [column for column in COLUMNS if column in REQUIRED] == list(REQUIRED)


def test_every_list_but_the_kinds_of_offer_has_a_column() -> None:
    assert set(COLUMN_OF_FIELD) == set(Field) - {Field.OFFER}
    assert set(COLUMN_OF_FIELD.values()) <= set(COLUMNS)


@pytest.mark.parametrize("field", LISTS)
def test_every_code_has_one_national_spelling(field: Field) -> None:
    values = VALUE_OF_CODE[field]

    assert set(values) == set(LISTS[field])
    assert len(set(values.values())) == len(values)


def test_what_is_not_said_is_left_out_of_the_json() -> None:
    data = PlaceData(name="Lieu", code_insee="17415", commune="Saintes", stated_on=date(2024, 8, 1))

    assert data.to_json() == {
        "name": "Lieu",
        "code_insee": "17415",
        "commune": "Saintes",
        "stated_on": "2024-08-01",
    }


def test_zero_degrees_is_a_position_that_is_said() -> None:
    data = PlaceData(
        name="Lieu",
        code_insee="17415",
        commune="Saintes",
        latitude=0.0,
        longitude=0.0,
        stated_on=date(2024, 8, 1),
    )

    assert data.to_json()["latitude"] == 0.0


@given(
    st.builds(
        PlaceData,
        name=SAID,
        code_insee=SAID,
        commune=SAID,
        emails=TEXTS,
        websites=TEXTS,
        other_labels=TEXTS,
        latitude=st.none() | st.floats(-90, 90),
        longitude=st.none() | st.floats(-180, 180),
        terms=TERMS,
        checked_on=st.none() | st.dates(),
    )
)
def test_a_place_comes_back_from_json_as_it_was(data: PlaceData) -> None:
    assert PlaceData.from_json(data.to_json()) == data
