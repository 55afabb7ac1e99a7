import pytest

from maillage.places.columns import cells_in_order, columns_named

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
