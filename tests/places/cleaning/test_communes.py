"""Where rows are, asked of the real communes."""

import pytest

from maillage.places import cleaning
from maillage.places.cleaning import Doubtful, Kept
from maillage.places.cleaning.communes import Found, Whereabouts, commune_of
from maillage.territory.gazetteer import Gazetteer, load_gazetteer

SAINTES = ("45.7464", "-0.6333")
LA_ROCHELLE = ("46.1603", "-1.1511")


@pytest.fixture(scope="module")
def france(loaded_territory: None) -> Gazetteer:
    return load_gazetteer()


def found(
    france: Gazetteer,
    *,
    code: str = "",
    name: str = "",
    postcode: str = "",
    at: tuple[str, str] = ("", ""),
) -> Found | None:
    said = Whereabouts(code=code, name=name, postcode=postcode, latitude=at[0], longitude=at[1])
    return commune_of(said, gazetteer=france)


# --- Postcodes ---


@pytest.mark.parametrize(
    ("written", "meant"),
    [("17100", "17100"), (" 17 100 ", "17100"), ("17100.0", "17100"), ("00000", ""), ("", "")],
)
def test_a_postcode_has_five_digits(written: str, meant: str) -> None:
    assert cleaning.postcode(written) == Kept(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1500", "01500"), ("1500.0", "01500"), ("F-17100", "17100"), ("17107 CEDEX", "17107")],
)
def test_a_postcode_is_mended_and_told(written: str, meant: str) -> None:
    postcode, doubts = cleaning.postcode(written)

    assert postcode == meant
    assert len(doubts) == 1


@pytest.mark.parametrize("written", ["171", "171000", "Saintes", "17100 ou 17000", "１７１００"])
def test_what_is_no_postcode_is_doubtful(written: str) -> None:
    with pytest.raises(Doubtful):
        cleaning.postcode(written)


# --- Communes that their cells tell ---


@pytest.mark.parametrize(
    ("code", "name", "postcode", "expected"),
    [
        ("17415", "?", "", "17415"),
        ("17415", "non renseigné", "", "17415"),
        ("17415", "", "", "17415"),
        ("17323", "Saint-Denis", "", "17323"),  # shortened
        ("17415", "Sainte", "", "17415"),
        ("17415.0", "", "", "17415"),
        ("1053", "", "", "01053"),
        ("17189", "Hiers-Brouage", "17320", "17219"),  # merged in 2019
        ("75112", "PARIS 12", "75012", "75056"),
        ("98818", "Nouméa", "98800", "98818"),
        ("97801", "Saint-Martin", "97150", "97801"),
        ("", "SAINTES", "17100", "17415"),
        ("", "St Pierre d'Oleron", "17310", "17385"),
        ("", "Rochelle", "17000", "17300"),
        ("", "Hiers Brouage", "17320", "17219"),
        ("", "Paris 12e Arrondissement", "75012", "75056"),
        ("", "Nouméa", "98800", "98818"),
        ("", "Saint-Denis", "97400", "97411"),
        ("", "Ajaccio", "20000", "2A004"),
    ],
)
def test_a_commune_is_told_by_its_code_or_by_its_name_and_postcode(
    france: Gazetteer, code: str, name: str, postcode: str, expected: str
) -> None:
    answer = found(france, code=code, name=name, postcode=postcode)

    assert answer
    assert answer == Found(answer.commune)
    assert answer.commune.code_insee == expected


def test_a_wrong_position_does_not_refute_a_name_and_a_cedex(france: Gazetteer) -> None:
    answer = found(france, name="Saintes", postcode="17107", at=("45.46", "4.51"))

    assert answer
    assert answer.commune.code_insee == "17415"


def test_a_code_that_nobody_knows_is_told(france: Gazetteer) -> None:
    answer = found(france, code="17999", name="Saintes", postcode="17100")

    assert answer
    assert answer.commune.code_insee == "17415"
    assert (len(answer.code_doubts), len(answer.name_doubts)) == (1, 0)


# --- Codes that contradict the rest ---


@pytest.mark.parametrize(
    ("code", "name", "postcode", "at", "expected"),
    [
        ("17300", "Saintes", "17100", ("", ""), "17415"),
        # A geocoder took a town for its namesake: the position comes from it as well.
        ("69096", "Grigny", "91350", ("45.6085", "4.7891"), "91286"),
        ("63236", "Mont-Dore", "98800", ("-22.23039", "166.52465"), "98817"),
    ],
)
def test_name_and_postcode_win_over_a_code_that_says_otherwise(
    france: Gazetteer, code: str, name: str, postcode: str, at: tuple[str, str], expected: str
) -> None:
    answer = found(france, code=code, name=name, postcode=postcode, at=at)

    assert answer
    assert answer.commune.code_insee == expected
    assert (len(answer.code_doubts), len(answer.name_doubts)) == (1, 0)


def test_a_postcode_of_another_town_does_not_win_over_code_and_position(france: Gazetteer) -> None:
    answer = found(france, code="43034", name="Boisset", postcode="15000", at=("45.3217", "3.9801"))

    assert answer
    assert answer == Found(answer.commune)
    assert answer.commune.code_insee == "43034"


@pytest.mark.parametrize(
    ("code", "name", "postcode", "at", "expected"),
    [
        ("17416", "Saintes", "", ("", ""), "17415"),  # a cell dragged down the column
        ("17416", "Saintes", "17101", ("", ""), "17415"),
        ("17416", "Saintes", "", SAINTES, "17415"),
        ("22278", "Rennes", "", ("", ""), "35238"),
        ("17300", "Jonzac", "", ("", ""), "17197"),
        ("44100", "Nantes", "44999", ("", ""), "44109"),
        ("17300", "Saint-Denis (93)", "", ("", ""), "93066"),
    ],
)
def test_a_code_is_not_believed_alone_against_a_name_that_tells_a_commune(
    france: Gazetteer, code: str, name: str, postcode: str, at: tuple[str, str], expected: str
) -> None:
    answer = found(france, code=code, name=name, postcode=postcode, at=at)

    assert answer
    assert answer.commune.code_insee == expected
    assert "autre commune que le nom" in answer.code_doubts[0]


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("Saint-Denis", ("", "")),  # several
        ("Bellevue-les-Flots", ("", "")),
        ("Bellevue-les-Flots", LA_ROCHELLE),
        ("Jonzac", SAINTES),  # the position says neither
    ],
)
def test_a_row_whose_name_contradicts_its_code_and_tells_no_commune_is_refused(
    france: Gazetteer, name: str, at: tuple[str, str]
) -> None:
    assert found(france, code="44100", name=name, at=at) is None


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("17100", "Saintes", "17415"),  # Chérac's code, too
        ("69003", "Lyon", "69123"),
        ("44100", "Nantes", "44109"),
        ("17000", "La Rochelle", "17300"),
        ("97400", "Saint-Denis", "97411"),  # of two
    ],
)
def test_a_postcode_in_place_of_the_code_is_seen(
    france: Gazetteer, code: str, name: str, expected: str
) -> None:
    answer = found(france, code=code, name=name)

    assert answer
    assert answer.commune.code_insee == expected
    assert answer.code_doubts == ("code postal à la place du code de la commune",)
    assert answer.name_doubts == ()


@pytest.mark.parametrize(
    ("name", "postcode", "at"),
    [
        ("Quartier Bellevue", "17100", ("", "")),
        ("Quartier Bellevue", "", SAINTES),
        ("Jonzac", "17100", ("", "")),  # of another postcode: only the name says so
        ("", "34000", ("", "")),
    ],
)
def test_a_code_that_another_cell_backs_holds(
    france: Gazetteer, name: str, postcode: str, at: tuple[str, str]
) -> None:
    answer = found(france, code="17415", name=name, postcode=postcode, at=at)

    assert answer
    assert answer == Found(answer.commune)
    assert answer.commune.name == "Saintes"


# --- Communes that are inferred, and told to be ---


@pytest.mark.parametrize(
    ("name", "postcode", "expected", "how"),
    [
        ("17100 SAINTES", "17100", "Saintes", "autres mots"),
        ("MARSEILLE 11e", "13011", "Marseille", "autres mots"),
        ("Lyon 3ème arr.", "69003", "Lyon", "autres mots"),
        ("Chamonix", "74400", "Chamonix-Mont-Blanc", "abrégé"),
        ("SAINT GERVAIS", "74170", "Saint-Gervais-les-Bains", "abrégé"),
        ("Bourg-en-Bresse", "01500", "Bourg-en-Bresse", "département"),
        ("Saintes cedex 2", "17107", "Saintes", "département"),
        ("Annecy Cedex 03", "74003", "Annecy", "département"),
        ("Ajaccio cedex", "20189", "Ajaccio", "département"),
        ("Saint-Paul", "97499", "Saint-Paul", "département"),
        ("Vorey sur Arzon", "43800", "Vorey", "approchant"),
        ("Les Molettes", "73800", "Les Mollettes", "approchant"),
        ("Boulouparis", "98800", "Bouloupari", "approchant"),
        ("Grase", "06100", "Grasse", "approchant"),  # of the département, not of the postcode
        ("Aix-en-Pce", "13100", "Aix-en-Provence", "approchant"),
        ("Ivry/Seine", "94200", "Ivry-sur-Seine", "approchant"),
        ("Ville de Saintes", "17100", "Saintes", "autres mots"),
        ("Mairie de Saintes", "17100", "Saintes", "autres mots"),
        ("17415", "17100", "Saintes", "à la place de son nom"),
        ("Saintes", "", "Saintes", "sans code postal"),
        ("Mairie de Saintes", "", "Saintes", "sans code postal"),
        ("Ville-d’Avray", "", "Ville-d'Avray", "sans code postal"),
        ("Aucun", "", "Aucun", "sans code postal"),
        ("Paris", "", "Paris", "sans code postal"),
        ("Rochefort (17)", "", "Rochefort", "sans code postal"),
        ("Saint-Denis (93)", "", "Saint-Denis", "sans code postal"),
        ("Sainte-Marie (Martinique)", "", "Sainte-Marie", "sans code postal"),
        ("Cap d’Agde", "34300", "Agde", "inconnu"),  # a word that its commune alone bears
        ("Malo-les-Bains", "59240", "Dunkerque", "inconnu"),  # which has a postcode a quarter
        ("Marigot", "97150", "Saint-Martin", "île"),
    ],
)
def test_a_commune_is_inferred_where_one_answer_is_left(
    france: Gazetteer, name: str, postcode: str, expected: str, how: str
) -> None:
    answer = found(france, name=name, postcode=postcode)

    assert answer
    assert answer.commune.name == expected
    assert how in answer.name_doubts[0]
    assert len(answer.name_doubts) == 1


@pytest.mark.parametrize(
    ("name", "postcode", "at"),
    [
        ("", "", ("", "")),
        ("Saint-Denis", "", ("", "")),  # several, in as many départements
        ("Bellevue-les-Flots", "17100", ("", "")),  # several communes, and none like it
        ("", "17100", ("", "")),
        ("Bordeaux", "17390", ("", "")),  # another commune, elsewhere
        ("Bellevue-les-Flots", "17390", ("", "")),  # not where one commune has the postcode
        ("", "17390", ("", "")),
        ("Saint", "56660", ("", "")),
        ("Carnon", "34280", ("", "")),  # of Mauguio, which the lists forget
        ("Marne-la-Vallée", "77420", ("", "")),  # the Marne flows through other towns
        ("Montpelier", "13400", ("", "")),  # nearly a town elsewhere
        ("Toulouze", "59240", ("", "")),
        ("La Réunion", "", ("", "")),  # in Lot-et-Garonne, nobody means that one
        ("Landes", "40000", ("", "")),
        ("Charente-Maritime", "97150", ("", "")),
        ("Tout le département", "59240", ("", "")),
        ("Plusieurs communes", "59240", ("", "")),
        ("Le Marigot", "97150", ("", "")),
        ("17415", "17000", ("", "")),
        ("Saint", "17100", ("", "")),  # the beginning of a name
        ("Bellevue-les-Flots", "99999", ("", "")),
        ("Bourg-en-Bresse", "01500", SAINTES),  # refuted by the position
        ("Saintes", "", LA_ROCHELLE),
        ("Bellevue-les-Flots", "17390", SAINTES),
        ("Saint-Denis", "", ("0", "0")),
        ("Saint-Denis", "", ("nord", "est")),
    ],
)
def test_a_commune_is_not_guessed(
    france: Gazetteer, name: str, postcode: str, at: tuple[str, str]
) -> None:
    assert found(france, name=name, postcode=postcode, at=at) is None


@pytest.mark.parametrize(
    ("name", "postcode", "at", "expected"),
    [
        ("Saint-Denis", "", ("48,9356", "2,3580"), "93066"),  # of several, the one that is there
        ("Saint-Denis", "", ("-20.88", "55.45"), "97411"),
        ("Saint-Denis", "", ("55.45", "-20.88"), "97411"),  # one for the other
        ("", "17100", SAINTES, "17415"),  # of those of the postcode
        ("Bordeaux", "17100", SAINTES, "17415"),  # the postcode and the position agree
        ("Grase", "06100", ("43.7", "7.26"), "06088"),
        ("Saintes", "33000", SAINTES, "17415"),  # the name and the position agree
        ("", "", SAINTES, "17415"),
        ("", "17390", ("45.7686", "-1.1406"), "17452"),
        ("Bellevue-les-Flots", "17999", SAINTES, "17415"),
    ],
)
def test_the_position_tells_the_commune_where_words_do_not(
    france: Gazetteer, name: str, postcode: str, at: tuple[str, str], expected: str
) -> None:
    answer = found(france, name=name, postcode=postcode, at=at)

    assert answer
    assert answer.commune.code_insee == expected
    assert "coordonnées" in answer.name_doubts[0]
    assert len(answer.name_doubts) == 1


@pytest.mark.parametrize(
    ("postcode", "at"),
    [
        ("", ("46.5", "-3.0")),  # at sea
        ("34999", SAINTES),  # the postcode says another département
    ],
)
def test_a_position_far_from_all_or_refuted_tells_nothing(
    france: Gazetteer, postcode: str, at: tuple[str, str]
) -> None:
    assert found(france, postcode=postcode, at=at) is None


def test_a_position_between_two_communes_tells_nothing(france: Gazetteer) -> None:
    saintes = france.by_current_code["17415"].position
    fontcouverte = france.by_current_code["17164"].position
    assert saintes
    assert fontcouverte
    latitude = (saintes.latitude + fontcouverte.latitude) / 2
    longitude = (saintes.longitude + fontcouverte.longitude) / 2

    assert found(france, postcode="17100", at=(str(latitude), str(longitude))) is None
