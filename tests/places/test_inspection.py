from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from maillage.places.france_services import COLUMNS as FRANCE_SERVICES
from maillage.places.inspection import guesses, propose
from maillage.places.mapping import Mapping, load_mapping
from maillage.places.standard import COLUMNS
from maillage.places.table import Description, Kind, describe

NAMES = ("Médiathèque", "Mairie de Saintes", "Centre social")
SIRETS = ("73282932000074", "35600000000048", "73282932000074")


def description(**columns: tuple[str, ...]) -> Description:
    """A file of these columns; "_" in a name stands for a space."""
    names = tuple(name.replace("_", " ") for name in columns)
    sample = tuple(
        dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)
    )
    return Description(Kind.CSV, "UTF-8", ";", names, sample)


def loaded(text: str, folder: Path) -> Mapping:
    path = folder / "correspondance.toml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def proposed(folder: Path, **columns: tuple[str, ...]) -> dict[str, Any]:
    return loaded(propose(description(**columns)), folder).to_json()


@pytest.mark.parametrize(
    ("column", "values", "key"),
    [
        ("Nom_du_lieu", NAMES, "nom"),
        ("STRUCTURE", NAMES, "nom"),
        ("ville", ("Saintes", "Royan", "La Rochelle"), "commune"),
        ("CP", ("17100", "17200", "17000"), "code_postal"),
        ("codePostal", ("17100", "17200", "17000"), "code_postal"),
        ("INSEE", ("17415", "17306", "2A004"), "code_insee"),
        ("N°_SIRET", SIRETS, "pivot"),
        ("Tél.", ("05 46 00 00 00", "+33546000000", "0546000000"), "telephone"),
        ("E-mail", ("a@example.org", "b@example.org", "c@example.org"), "courriels"),
        ("Site_internet", ("https://example.org", "www.example.org", ""), "site_web"),
        ("Ouverture", ("9h-12h", "lundi 14h-17h", "9:00-12:00"), "horaires"),
        ("Mise_à_jour", ("2024-01-02", "02/01/2024", "3/1/24"), "date_maj"),
        ("Tarifs", ("Gratuit", "Payant", "Gratuit"), "frais_a_charge"),
    ],
)
def test_a_column_is_known_by_its_name_and_its_values(
    tmp_path: Path, column: str, values: tuple[str, ...], key: str
) -> None:
    mapping = proposed(tmp_path, **{column: values})

    assert mapping[key]["colonne"] == column.replace("_", " ")


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (("05 46 00 00 00", "05.46.00.00.01", "0546000002"), "telephone"),
        (("a@example.org", "b@example.org", "c@example.org"), "courriels"),
        (("https://example.org/a", "https://example.org/b", "www.example.org"), "site_web"),
        (SIRETS, "pivot"),
        (("17100", "17200", "17000"), "code_postal"),
        (("9h-12h", "lundi 14h-17h", "9:00-12:00"), "horaires"),
    ],
)
def test_values_alone_may_tell_and_it_says_to_check(
    tmp_path: Path, values: tuple[str, ...], key: str
) -> None:
    text = propose(description(A=values))

    assert loaded(text, tmp_path).to_json()[key]["colonne"] == "A"
    assert "À vérifier." in text


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("Commune", ("17415", "17306", "17300")),  # codes
        ("Ouverture", ("2019", "2020", "2021")),  # years
        ("Zone", ("17415", "17306", "17299")),  # codes of communes, under no name that says so
    ],
)
def test_values_may_contradict_a_name(tmp_path: Path, column: str, values: tuple[str, ...]) -> None:
    mapping = proposed(tmp_path, **{column: values})

    assert set(mapping) == {"source"}


def test_the_likeliest_of_two_columns_is_taken_and_the_other_listed(tmp_path: Path) -> None:
    text = propose(description(Adresse_mail=("a@example.org",), Adresse=("1 rue du Port",)))

    mapping = loaded(text, tmp_path).to_json()
    assert mapping["adresse"]["colonne"] == "Adresse"
    assert mapping["courriels"]["colonne"] == "Adresse mail"


def test_lost_zeros_are_noticed(tmp_path: Path) -> None:
    mapping = proposed(tmp_path, CP=("1000", "17200"), Tel=("546000000", "0546000001"))

    assert mapping["code_postal"]["chiffres"] == 5
    assert mapping["telephone"]["chiffres"] == 10


def test_coordinates_are_proposed_by_pairs(tmp_path: Path) -> None:
    both = proposed(tmp_path, Lat=("45,74", "46,16"), Long=("-0,63", "-1,15"))
    half = proposed(tmp_path, Lat=("45,74", "46,16"))

    assert both["latitude"] == {"colonne": "Lat"}
    assert both["longitude"] == {"colonne": "Long"}
    assert "latitude" not in half


def test_lambert_93_is_recognised(tmp_path: Path) -> None:
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True).transform(-0.6, 45.7)

    mapping = proposed(tmp_path, X=(f"{x:.1f}",), Y=(f"{y:.1f}",))

    assert mapping["longitude"] == {"colonne": "X", "systeme": "Lambert-93"}
    assert mapping["latitude"] == {"colonne": "Y", "systeme": "Lambert-93"}


@pytest.mark.parametrize(
    ("points", "latitude"),
    [
        (("45.74, -0.63", "46.16, -1.15"), 0),
        (("[-0.63,45.74]", "[-1.15,46.16]"), 1),
        (("45,74;-0,63", "46,16;-1,15"), 0),
    ],
)
def test_a_pair_in_one_cell_is_cut(tmp_path: Path, points: tuple[str, ...], latitude: int) -> None:
    text = propose(description(Geo=points))

    row = loaded(text, tmp_path).apply({"Geo": points[0]})
    assert (row["latitude"], row["longitude"]) == ("45.74", "-0.63")
    assert f"latitude.dissocier.partie = {latitude}" in text


def test_a_pair_outside_of_france_is_no_position(tmp_path: Path) -> None:
    assert "latitude" not in proposed(tmp_path, Ratio=("12.5, 80.25", "13.0, 82.5"))


def test_a_postcode_inside_a_cell_is_cut_out(tmp_path: Path) -> None:
    town = loaded(propose(description(Ville=("17100 Saintes", "17200 Royan"))), tmp_path)
    whole = loaded(propose(description(Adresse=("1 rue du Port 17100 Saintes",))), tmp_path)

    assert town.apply({"Ville": "17100 Saintes"})["code_postal"] == "17100"
    assert town.apply({"Ville": "17100 Saintes"})["commune"] == "Saintes"
    row = whole.apply({"Adresse": "1 rue du Port 17100 Saintes"})
    assert (row["adresse"], row["code_postal"], row["commune"]) == (
        "1 rue du Port",
        "17100",
        "Saintes",
    )


def test_weekdays_are_hours_and_may_have_two_columns(tmp_path: Path) -> None:
    hours = ("9h-12h",)

    mapping = proposed(
        tmp_path, h_lundi=hours, Mardi_matin=hours, Mardi_après_midi=hours, Wednesday=hours
    )

    assert mapping["horaires"]["jours"] == {
        "lundi": "h lundi",
        "mardi": ["Mardi matin", "Mardi après midi"],
        "mercredi": "Wednesday",
    }


def test_values_unknown_to_the_standard_open_a_table_to_fill_in() -> None:
    text = propose(description(Tarif=("Gratuit", "5 €", "5 €"), Accueil=("oui", "non", "oui")))

    assert '# frais_a_charge.correspondance."5 €" = ""' in text
    assert 'correspondance."Gratuit"' not in text
    assert "« Gratuit sous condition »" in text
    assert '# - "Accueil". Exemples : "oui", "non".' in text


def test_the_separator_of_a_list_is_found(tmp_path: Path) -> None:
    mapping = proposed(tmp_path, Publics=("Jeunes, Seniors", "Seniors", "Femmes, Jeunes"))

    assert mapping["publics_specifiquement_adresses"]["separateur"] == ","


def test_persons_telephones_and_mailboxes_are_hidden() -> None:
    text = propose(
        description(
            Nom=("Durand-Essai", "Martin-Essai"),
            Prénom=("Camille", "Claude"),
            Responsable=("Dominique Essai", ""),
            Mobile=("06 00 00 00 01", "44 57 28"),
            Mail=("camille.essai@example.org", "claude @ example.org"),
            Remarque=("Appeler le 05.46.00.00.00, ou 546000001", "écrire à c.essai@example.org"),
            **{"d.essai@example.org": ("x", "y")},
        )
    )

    for private in ("Essai", "Camille", "Claude", "06 00", "57 28", "essai", "46.00", "546000001"):
        assert private not in text.replace("Appeler", ""), private
    assert "…@example.org" in text


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("Nom_de_l_agent", ("Camille", "Claude", "Camille")),
        ("Référente", ("Camille", "", "Claude")),
        ("Mobile_2", ("oui", "non", "oui")),
        ("Commentaire_interne", ("vu", "revu", "vu")),
        ("Nom_du_président", ("Camille", "Claude", "Dominique")),
    ],
)
def test_a_column_of_no_use_that_may_be_internal_is_shown_without_its_values(
    column: str, values: tuple[str, ...]
) -> None:
    text = propose(description(A=("x", "y", "z"), **{column: values}))

    left = next(line for line in text.splitlines() if column.replace("_", " ") in line)
    assert "Supprimez-la du fichier avant l’import." in left
    assert not [value for value in values if value and f'"{value}' in text]


def test_free_text_of_no_use_is_hidden_and_may_stay() -> None:
    values = (
        "Camille est en congé jusqu’en mars, voir Claude",
        "Ne répond plus depuis le départ de Dominique",
        "rien",
    )

    text = propose(description(A=("x", "y", "z"), Divers=values))

    left = next(line for line in text.splitlines() if "Divers" in line)
    assert left.endswith("Exemples masqués.")
    assert "Camille" not in text


def test_values_and_names_that_are_enormous_are_cut_before_they_are_looked_at() -> None:
    fillers = ("a", "0 ", "1", "a@", ".", " ")
    columns = {f"{filler}x": (f"x{filler * 50_000}x",) for filler in fillers}

    text = propose(description(**columns, **{"a" * 50_000: ("x",), "+33" + " 1" * 50_000: ("x",)}))

    assert len(text) < 10_000


def test_days_and_decimals_are_not_telephones() -> None:
    text = propose(description(Lu=("02/04/2024", "02-04-2024"), Taux=("0.123456789", "0,98765432")))

    assert '"02/04/2024", "02-04-2024"' in text
    assert '"0.123456789"' in text


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (COLUMNS, "standard national"),
        ((*COLUMNS[:9], "courriel", "labels_autres", "cle_ban"), "standard national"),
        (FRANCE_SERVICES, "France services"),
    ],
)
def test_a_file_read_without_a_mapping_is_told_so(
    tmp_path: Path, columns: tuple[str, ...], words: str
) -> None:
    text = propose(Description(Kind.CSV, "UTF-8", ",", columns, ()))

    assert "Aucune correspondance n’est nécessaire" in text
    assert words in text
    assert loaded(text, tmp_path).to_json() == {}


def test_a_file_of_a_form_is_not_taken_for_the_standard(tmp_path: Path) -> None:
    columns = (
        "id",
        "nom",
        "commune",
        "code_postal",
        "ridet",
        "transport",
        "reseaux",
        "equipements",
    )

    text = propose(Description(Kind.JSON, "UTF-8", "", columns, ()))

    assert loaded(text, tmp_path).columns == ("id", "nom", "commune", "code_postal")


def test_a_real_file_is_described_then_proposed(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text("Lieu;Ville;CP\nMédiathèque;Bourg-en-Bresse;1000\n", encoding="cp1252")

    mapping = loaded(propose(describe(path)), tmp_path)

    row = mapping.apply({"Lieu": "Médiathèque", "Ville": "Bourg-en-Bresse", "CP": "1000"})
    mapping.check(("Lieu", "Ville", "CP"))
    assert (row["nom"], row["commune"], row["code_postal"]) == (
        "Médiathèque",
        "Bourg-en-Bresse",
        "01000",
    )


HEADERS = st.lists(
    st.text(max_size=12) | st.sampled_from(["nom", "cp", "lat", "x", "lundi", "Tél", "tarif"]),
    max_size=6,
    unique=True,
)
CELLS = st.text(max_size=12) | st.sampled_from(["17100", "45.7", "a@b.fr", "0546000000", "oui"])


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_any_table_gives_a_mapping_that_loads(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    columns = tuple(data.draw(HEADERS))
    rows = st.fixed_dictionaries(dict.fromkeys(columns, CELLS))
    sample = tuple(data.draw(st.lists(rows, max_size=3)))

    text = propose(Description(Kind.CSV, "UTF-8", ",", columns, sample))

    loaded(text, tmp_path_factory.getbasetemp())


MAILBOXES = ("a@example.org", "b@example.org", "c@example.org")


@pytest.mark.parametrize(
    ("of_someone", "of_the_place"),
    [
        ("Courriel_du_référent", "Mail_accueil"),
        ("Courriel", "Mail_accueil"),
        ("Mail_de_la_responsable", "Contact_mail"),
        ("Mail_personnel", "Mail_du_lieu"),
    ],
)
def test_a_mailbox_of_someone_is_not_that_of_the_place(
    tmp_path: Path, of_someone: str, of_the_place: str
) -> None:
    mapping = proposed(tmp_path, **{of_someone: MAILBOXES, of_the_place: MAILBOXES})
    alone = proposed(tmp_path, **{of_someone: MAILBOXES})

    if of_someone == "Courriel":  # of nobody in particular
        assert mapping["courriels"]["colonne"] == alone["courriels"]["colonne"] == "Courriel"
    else:
        assert mapping["courriels"]["colonne"] == of_the_place.replace("_", " ")
        assert "courriels" not in alone


def test_the_telephone_of_someone_is_not_that_of_the_place(tmp_path: Path) -> None:
    phones = ("05 46 00 00 00", "05 46 00 00 01", "05 46 00 00 02")

    mapping = proposed(tmp_path, Téléphone_du_médiateur=phones)

    assert "telephone" not in mapping


@pytest.mark.parametrize("stamp", ["Horodateur", "Timestamp"])
def test_who_answered_a_form_is_not_the_contact_of_the_public(tmp_path: Path, stamp: str) -> None:
    days = ("12/03/2024 14:05:11", "13/03/2024 14:05:11", "14/03/2024 14:05:11")
    question = "6._Adresse_mail_de_contact_du_public"

    form = proposed(
        tmp_path, **{stamp: days, "Adresse_e-mail": MAILBOXES, question: MAILBOXES, "Nom": NAMES}
    )
    no_form = proposed(tmp_path, **{"Adresse_e-mail": MAILBOXES, "Nom": NAMES})

    assert form["courriels"]["colonne"] == question.replace("_", " ")
    assert no_form["courriels"]["colonne"] == "Adresse e-mail"


def test_the_siret_of_who_carries_the_place_is_not_its_own(tmp_path: Path) -> None:
    assert set(proposed(tmp_path, Siret_porteur=SIRETS)) == {"source"}
    assert proposed(tmp_path, Siret_porteur=SIRETS, Siret=SIRETS)["pivot"]["colonne"] == "Siret"


@pytest.mark.parametrize("last", ["Date_de_la_visite", "Mise_à_jour", "Date_de_modification"])
def test_a_creation_is_no_update(tmp_path: Path, last: str) -> None:
    days = ("01/03/2012", "02/03/2012", "03/03/2012")

    mapping = proposed(tmp_path, Date_de_création=days, **{last: days})

    assert mapping["date_maj"]["colonne"] == last.replace("_", " ")
    assert "date_maj" not in proposed(tmp_path, Date_de_création=days)


@pytest.mark.parametrize("name", ["N°", "No", "Code", "id"])
def test_a_number_is_an_identifier_when_no_two_are_alike(tmp_path: Path, name: str) -> None:
    unique = proposed(tmp_path, **{name: ("1", "2", "3")})
    repeated = proposed(tmp_path, **{name: ("1", "2", "2")})

    assert unique["id"]["colonne"] == name
    assert "id" not in repeated


def test_every_column_of_the_standard_may_be_proposed(tmp_path: Path) -> None:
    mapping = proposed(tmp_path, Formations_labels=("SUD LABS (PACA)", "ORDI 3.0"))

    assert mapping["formations_labels"]["colonne"] == "Formations labels"
    assert set(guesses.NAMES) == set(COLUMNS) - {"source"}
