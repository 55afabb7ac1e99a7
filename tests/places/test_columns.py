import pytest

from maillage.places.columns import cells_in_order, columns_named, first_filled

COLUMNS = ("nom", "voie", "ville", "nom, prénom", "")


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        ("nom", ["nom"]),
        ("voie, ville", ["voie", "ville"]),
        ("voie, pays", ["voie"]),
        ("nom, prénom", ["nom, prénom"]),
        ("", [""]),
        ("pays", []),
    ],
)
def test_a_field_names_a_column_or_several(field: str, columns: list[str]) -> None:
    assert columns_named(field, among=COLUMNS) == columns


def test_no_field_names_nothing_where_every_column_has_a_name() -> None:
    assert columns_named("", among=("nom",)) == []


def test_cells_come_back_in_the_order_of_their_file_and_the_missing_ones_empty() -> None:
    raw = {"ville": "Saintes", "en trop": "x", "nom": "Mairie"}

    cells = cells_in_order(raw, columns=["nom", "voie", "ville"])

    assert list(cells.items()) == [
        ("nom", "Mairie"),
        ("voie", ""),
        ("ville", "Saintes"),
        ("en trop", "x"),
    ]


def test_cells_of_an_import_that_kept_no_column_come_as_they_are() -> None:
    assert cells_in_order({"nom": "Mairie"}, columns=None) == {"nom": "Mairie"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [({"nom": "0", "voie": " 1 rue "}, "1 rue"), ({"nom": "Ici", "voie": "x"}, "Ici"), ({}, "")],
)
def test_the_first_cell_that_says_something_speaks(raw: dict[str, str], said: str) -> None:
    assert first_filled(raw, columns=("nom", "voie")) == said
