import pytest

from maillage.places.standard import COLUMNS
from tests.places.mapping.documents import ACCESS, cell, mapping

LEISURE = "Loisirs et créations numériques"

# Where a cell comes from


def test_a_row_has_every_column_of_the_standard() -> None:
    row = mapping(nom={"colonne": "Lieu"}).apply({"Lieu": " Médiathèque ", "Autre": "x"})

    assert row == dict.fromkeys(COLUMNS, "") | {"nom": "Médiathèque"}


def test_a_column_that_the_row_lacks_says_nothing() -> None:
    assert cell({"colonne": "Lieu"}) == ""


def test_a_constant_is_the_same_for_every_row() -> None:
    assert cell({"valeur": "2024-03-01"}, key="date_maj", Lieu="x") == "2024-03-01"


def test_several_constants_of_a_list_are_joined() -> None:
    assert cell({"valeur": ["Gratuit", "Payant"]}, key="frais_a_charge") == "Gratuit|Payant"


def test_joined_columns_skip_those_that_are_empty() -> None:
    joined = {"joindre": {"colonnes": ["numero", "voie", "lieu_dit"], "separateur": ", "}}

    assert cell(joined, numero="3", voie=" ", lieu_dit="Le Port") == "3, Le Port"


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "45.7464"), (1, "-0.6333"), (-1, "-0.6333"), (2, ""), (-3, "")]
)
def test_one_part_of_a_cell(number: int, expected: str) -> None:
    part = {"dissocier": {"colonne": "point", "separateur": ",", "partie": number}}

    assert cell(part, point="45.7464, -0.6333") == expected


@pytest.mark.parametrize(
    ("whole", "adresse", "code_postal", "commune"),
    [
        ("12 rue du Port 17000 La Rochelle", "12 rue du Port", "17000", "La Rochelle"),
        ("12 rue du Port, 17000 - La Rochelle", "12 rue du Port", "17000", "La Rochelle"),
        ("17100 Saintes", "", "17100", "Saintes"),
        ("Saintes (17100)", "Saintes", "17100", "Saintes"),
        ("12 rue du Port 17000", "12 rue du Port", "17000", ""),
        ("12345 route du Fort 17000 La Rochelle", "12345 route du Fort", "17000", "La Rochelle"),
        ("12 rue du Port", "12 rue du Port", "", ""),
        ("", "", "", ""),
    ],
)
def test_an_address_in_one_cell_is_cut_around_its_postcode(
    whole: str, adresse: str, code_postal: str, commune: str
) -> None:
    parts = {
        part: {"dissocier": {"colonne": "tout", "partie": part}}
        for part in ("adresse", "code_postal", "commune")
    }

    row = mapping(**parts).apply({"tout": whole})

    assert (row["adresse"], row["code_postal"], row["commune"]) == (adresse, code_postal, commune)


# Options of a column


@pytest.mark.parametrize(
    ("digits", "number", "expected"),
    [
        (5, "1000", "01000"),
        (5, "1000.0", "01000"),
        (5, "17100", "17100"),
        (5, "2A004", "2A004"),
        (10, "546000000", "0546000000"),
        (10, "05 46 00 00 00", "05 46 00 00 00"),
        (14, "5520135000123", "05520135000123"),
        (5, "0", "0"),
        (5, "", ""),
    ],
)
def test_lost_zeros_are_given_back_where_the_mapping_says_so(
    digits: int, number: str, expected: str
) -> None:
    assert cell({"colonne": "n", "chiffres": digits}, key="code_insee", n=number) == expected


@pytest.mark.parametrize(
    ("order", "day", "expected"),
    [
        ("MM/JJ/AAAA", "2/4/2024", "2024-02-04"),
        ("MM/JJ/AAAA", "02/04/2024 14:30", "2024-02-04"),
        ("JJ.MM.AA", "4.2.24", "2024-02-04"),
        ("JJ/MM/AA", "04/02/98", "1998-02-04"),
        ("AAAAMMJJ", "20240204", "2024-02-04"),
        ("AAAAMMJJ", "202402041430", "202402041430"),
        ("JJ/MM/AAAA", "février 2024", "février 2024"),
        ("JJ/MM/AAAA", "", ""),
    ],
)
def test_a_day_is_read_in_the_order_that_the_mapping_says(
    order: str, day: str, expected: str
) -> None:
    assert cell({"colonne": "maj", "format": order}, key="date_maj", maj=day) == expected


TARIFFS = {"Oui": "Gratuit", "Selon revenus": ["Gratuit sous condition", "Payant"], "NSP": ""}


@pytest.mark.parametrize(
    ("tariff", "expected"),
    [
        ("Oui", "Gratuit"),
        ("  OUI ", "Gratuit"),
        ("selon  Revenus", "Gratuit sous condition|Payant"),
        ("nsp", ""),
        ("5 euros", "5 euros"),  # kept, for the reader to flag
        ("", ""),
    ],
)
def test_exact_values_are_translated_and_the_others_kept(tariff: str, expected: str) -> None:
    value = {"colonne": "tarif", "correspondance": TARIFFS}

    assert cell(value, key="frais_a_charge", tarif=tariff) == expected


def test_a_cell_of_several_values_is_cut_before_they_are_translated() -> None:
    publics = {
        "colonne": "publics",
        "separateur": ",",
        "correspondance": {"Ados": "Jeunes", "16-25 ans": "Jeunes"},
    }

    found = cell(publics, key="publics_specifiquement_adresses", publics="ados, 16-25 ans,Femmes,")

    assert found == "Jeunes|Femmes"


# Choices


def choices(**row: str) -> str:
    rules = [
        {
            "colonnes": ["detail", "accueil"],
            "termes": ["atelier"],
            "cible": "Loisirs et créations numériques",
        },
        {"colonnes": ["detail"], "termes": ["wifi", "PC"], "sauf": ["abonnés"], "cible": ACCESS},
        {"colonnes": ["postes"], "cible": ACCESS},
    ]
    return cell(rules, key="services", **row)


def test_targets_come_once_in_the_order_of_the_rules() -> None:
    found = choices(detail="PC, wifi", postes="3", accueil="Ateliers le jeudi")

    assert found == f"{LEISURE}|{ACCESS}"


def test_what_a_rule_excludes_counts_in_the_same_cell_only() -> None:
    assert choices(detail="wifi pour les abonnés") == ""
    assert choices(detail="wifi", accueil="abonnés") == ACCESS


def test_a_rule_alone_needs_no_list() -> None:
    rule = {"colonnes": ["detail"], "termes": ["wifi"], "cible": ACCESS}

    assert cell(rule, key="services", detail="wifi") == ACCESS


@pytest.mark.parametrize("nothing", ["", " ", "0", "Non", "FALSE", "Néant", "-", "NC", "n/a"])
def test_a_rule_without_terms_wants_a_cell_that_says_something(nothing: str) -> None:
    assert choices(postes=nothing) == ""
    assert choices(postes="2") == ACCESS


@pytest.mark.parametrize(
    "nothing", ["Non renseigné", "null", "–", "sans objet", "inconnu", "N", "0.0", "."]
)
def test_a_rule_without_terms_knows_every_way_to_say_nothing(nothing: str) -> None:
    assert choices(postes=nothing) == ""


# Hours


def test_hours_come_from_weekday_columns_in_both_spellings() -> None:
    listed = mapping(horaires={"jours": [{"colonne": "L", "osm": "Mo"}]})
    named = mapping(horaires={"jours": {"lundi": "L", "mardi": ["M matin", "M soir"]}})
    row = {"L": "9h-12h", "M matin": "10h-12h", "M soir": "14h-17h"}

    assert listed.apply(row)["horaires_lundi"] == "9h-12h"
    assert named.apply(row)["horaires_mardi"] == "10h-12h, 14h-17h"
    assert named.apply(row)["horaires"] == ""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"o": "Mo 09:00-12:00", "l": "9h-12h", "s": "lundi matin"}, ("Mo 09:00-12:00", "")),
        ({"o": "", "l": "9h-12h", "s": "lundi matin"}, ("", "9h-12h")),
        ({"o": "", "l": "", "s": "lundi matin"}, ("lundi matin", "")),
    ],
)
def test_hours_written_several_times_are_taken_from_the_surest(
    row: dict[str, str], expected: tuple[str, str]
) -> None:
    hours = mapping(horaires={"osm": "o", "jours": {"lundi": "l"}, "semaine": "s"}).apply(row)

    assert (hours["horaires"], hours.get("horaires_lundi", "")) == expected


def test_hours_in_one_column_may_be_named_as_any_column() -> None:
    assert cell({"colonne": "Ouverture"}, key="horaires", Ouverture="9h-12h") == "9h-12h"


def test_what_wraps_a_column_still_names_it() -> None:
    wrapped = mapping(
        code_postal={"colonne": "CP", "chiffres": 5},
        date_maj={"colonne": "Maj", "format": "JJ/MM/AA"},
        frais_a_charge={"colonne": "Tarif", "separateur": ","},
        commune={"dissocier": {"colonne": "Adresse", "partie": "commune"}},
    )

    origins = [wrapped.origin_of(key) for key in wrapped.values]

    assert origins == ["CP", "Maj", "Tarif", "Adresse"]
