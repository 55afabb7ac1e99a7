from datetime import date

import pytest

from maillage.places.cleaning import Unusable
from maillage.places.mapping import Mapping
from maillage.places.sources import KNOWN_SOURCES, reader_of, source_named
from maillage.territory.gazetteer import load_gazetteer
from tests.cast import town

CENSUS = Mapping.from_json(
    {
        "source": {"nom": "Recensement", "producteur": "Nous", "rang": 30},
        "nom": {"colonne": "Lieu"},
        "commune": {"colonne": "Ville"},
        "code_postal": {"colonne": "CP"},
        "telephone": {"colonne": "Tél"},
    }
)


def test_a_source_we_know_is_read_by_its_own_reader() -> None:
    assert source_named("france-services") is KNOWN_SOURCES["france-services"]


def test_a_source_we_do_not_know_is_read_at_the_standard_and_claims_no_licence() -> None:
    source = source_named("recensement-17")

    assert source.reader is KNOWN_SOURCES["cartographie-nationale"].reader
    assert (source.name, source.producer, source.licence) == ("recensement-17", "", "")


def test_a_mapping_describes_its_source() -> None:
    source = source_named("census", mapping=CENSUS)

    assert (source.name, source.producer, source.rank) == ("Recensement", "Nous", 30)
    assert source.columns == ("Lieu", "Ville", "CP")


def test_a_mapping_that_says_nothing_of_its_source_leaves_it_its_name() -> None:
    source = source_named("census", mapping=Mapping.from_json({"nom": {"colonne": "Lieu"}}))

    assert (source.name, source.licence, source.rank) == ("census", "", 100)


@pytest.mark.django_db
def test_doubts_name_the_columns_of_the_census() -> None:
    town("Saintes")
    row = {"Lieu": "Mairie", "Ville": "Saintes", "CP": "17100", "Tél": "12"}

    reader = source_named("census", mapping=CENSUS).reader
    data, flags = reader.understand(row, dated_on=date(2024, 8, 1), gazetteer=load_gazetteer())

    assert (data.name, data.code_insee) == ("Mairie", "17415")
    assert [(flag.field, flag.value) for flag in flags] == [("Tél", "12")]


@pytest.mark.django_db
def test_refusals_name_the_columns_of_the_census() -> None:
    town("Saintes")
    reader = source_named("census", mapping=CENSUS).reader

    with pytest.raises(Unusable) as refusal:
        reader.understand(
            {"Lieu": "", "Ville": "Saintes", "CP": "17100"},
            dated_on=date(2024, 8, 1),
            gazetteer=load_gazetteer(),
        )

    assert refusal.value.field == "Lieu"


def test_the_reader_of_an_import_is_found_from_what_it_kept() -> None:
    reader = reader_of("census", mapping=CENSUS.to_json())

    assert reader == source_named("census", mapping=CENSUS).reader
    assert reader_of("france-services", mapping=None) is KNOWN_SOURCES["france-services"].reader
