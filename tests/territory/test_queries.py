"""How people name communes, asked of the real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.journal.actions import Actor, record
from maillage.journal.models import Entry
from maillage.territory.mercator import Box, project, unproject
from maillage.territory.models import Commune, Contour
from maillage.territory.queries import (
    LOAD,
    Territory,
    commune_by_code,
    communes_begun,
    communes_misspelt,
    communes_named,
    contours_in_view,
    current_territory,
    find_communes,
    main_towns,
    territory_box,
    territory_contours,
    territory_name,
    territory_version,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_territory")]

CHARENTE_MARITIME = Territory.parse("17")
FRANCE = Territory.parse("FR")
CA_DE_SAINTES = "200036473"


@pytest.fixture(autouse=True)
def charente_maritime(settings):
    settings.TERRITORY = "17"
    settings.TERRITORY_NAME = ""


def names(communes):
    return [commune.name for commune in communes]


def codes(communes):
    return [commune.code_insee for commune in communes]


# --- Territory ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17", Territory(departements=frozenset({"17"}))),
        ("17, 2a,974", Territory(departements=frozenset({"17", "2A", "974"}))),
        ("200036473", Territory(epci=frozenset({"200036473"}))),
        ("17415,34", Territory(departements=frozenset({"34"}), communes=frozenset({"17415"}))),
        ("FR", Territory(is_whole_country=True)),
        ("17,FR", Territory(is_whole_country=True)),
        ("", Territory()),
    ],
)
def test_the_length_of_a_code_says_what_it_is(text, expected):
    assert Territory.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("17", 462),
        ("17,34,45", 462 + 341 + 325),
        (CA_DE_SAINTES, 36),
        (f"17,{CA_DE_SAINTES}", 462),
        ("17415,75056", 2),
        ("FR", 34_969),
        ("", 0),
    ],
)
def test_a_territory_keeps_the_communes_inside(text, count):
    assert Commune.objects.filter(Territory.parse(text).condition()).count() == count


def test_a_territory_filters_what_hangs_on_communes():
    inside = Contour.objects.filter(CHARENTE_MARITIME.condition("commune"), detail="around")

    assert inside.count() == 462


def test_the_current_territory_is_the_one_that_is_set(settings):
    settings.TERRITORY = "34"

    assert current_territory() == Territory.parse("34")


@pytest.mark.parametrize(
    ("territory", "expected"),
    [
        ("17", "Charente-Maritime"),
        ("45,17,34", "Charente-Maritime, Hérault et Loiret"),
        (f"17415,{CA_DE_SAINTES}", 'CA "Saintes - Grandes Rives - L\'Agglo" et Saintes'),
        ("FR", "France"),
        ("", ""),
    ],
)
def test_a_territory_is_named_after_what_it_is_made_of(settings, territory, expected):
    settings.TERRITORY = territory

    assert territory_name() == expected


def test_the_name_that_is_set_wins(settings):
    settings.TERRITORY_NAME = "Pays de Saintonge"

    assert territory_name() == "Pays de Saintonge"


def test_naming_a_département_asks_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        territory_name()


# --- Finding a commune ---


@pytest.mark.parametrize(
    "typed",
    [
        "Saint-Pierre-d'Oléron",
        "st pierre d oleron",
        "SAINT PIERRE D’OLERON",
        "17310",
        "Saint-Pierre-d’Oléron (17310)",
        "17310 St Pierre d'Oléron",
        "saint pierre d'ol",
    ],
)
def test_a_commune_is_found_however_it_is_written(typed):
    assert names(find_communes(typed)) == ["Saint-Pierre-d'Oléron"]


@pytest.mark.parametrize(
    "typed", ["La Rochelle", "Rochelle (La)", "rochelle", "LA ROCHELLE", "17000"]
)
def test_the_article_may_be_before_after_or_missing(typed):
    assert codes(find_communes(typed)) == ["17300"]


@pytest.mark.parametrize("typed", ["L'Houmeau", "Houmeau (L’)", "l houmeau", "Houmeau"])
def test_an_elided_article_too(typed):
    assert names(find_communes(typed)) == ["L'Houmeau"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Hiers-Brouage", "Marennes-Hiers-Brouage"),
        ("La Frédière", "Saint-Hilaire-de-Villefranche"),
        ("Bellegarde-sur-Valserine", "Valserhône"),
        ("Paris 15e Arrondissement", "Paris"),
        ("paris 15", "Paris"),
    ],
)
def test_a_name_of_yesterday_leads_to_the_commune_of_today(typed, expected):
    assert expected in names(find_communes(typed))


def test_the_name_of_the_territory_s_own_commune_asks_no_question():
    assert codes(find_communes("Saintes")) == ["17415"]  # not Saintes-Maries-de-la-Mer


def test_a_homonym_elsewhere_comes_after_those_that_begin_so_here():
    found = find_communes("Saint-Denis")

    assert codes(found)[0] == "17323"  # Saint-Denis-d'Oléron
    assert {"93066", "97411", "11339", "30247"} <= set(codes(found))
    elsewhere = [commune for commune in found if commune.departement_id != "17"]
    assert codes(elsewhere)[:2] == ["97411", "93066"]  # the biggest first
    assert found == [c for c in found if c.departement_id == "17"] + elsewhere


def test_an_exact_name_elsewhere_hides_those_that_only_begin_so():
    assert codes(find_communes("Paris")) == ["75056"]


def test_the_same_name_finds_the_other_one_from_another_territory(settings):
    settings.TERRITORY = "974"

    assert codes(find_communes("Saint-Denis")) == ["97411"]


def test_the_whole_country_has_no_elsewhere(settings):
    settings.TERRITORY = "FR"

    assert codes(find_communes("Saint-Denis"))[:2] == ["97411", "93066"]


def test_a_postcode_tells_homonyms_apart():
    assert codes(find_communes("Saint-Denis (93200)")) == ["93066"]
    assert codes(find_communes("97400 Saint-Denis")) == ["97411"]


@pytest.mark.parametrize("number", [*range(75001, 75021), 75116])
def test_every_postcode_of_paris_leads_to_paris(number):
    assert codes(find_communes(str(number))) == ["75056"]


def test_a_shared_postcode_gives_all_its_communes_the_biggest_first():
    found = find_communes("17100")

    assert len(found) == 9
    assert found[0].name == "Saintes"
    populations = [commune.population for commune in found]
    assert populations == sorted(populations, reverse=True)


def test_a_misspelt_name_beside_a_good_postcode_leaves_the_postcode():
    assert names(find_communes("17310 Sain Piere")) == ["Saint-Pierre-d'Oléron"]


def test_a_business_postcode_leaves_the_name():
    assert codes(find_communes("17107 SAINTES CEDEX")) == ["17415"]
    assert codes(find_communes("75700 Paris cedex 07")) == ["75056"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "()", "99999", "Nulle-Part-sur-Rien", "%", "_", "\0", "x" * 5000, "١٧١٠٠"]
)
def test_what_names_no_commune_finds_none(typed):
    assert find_communes(typed) == []


def test_no_more_are_given_than_asked():
    assert len(find_communes("Saint", limit=7)) == 7


def test_a_found_commune_comes_with_its_département(django_assert_num_queries):
    found = find_communes("17100")

    with django_assert_num_queries(0):
        assert {commune.departement.name for commune in found} == {"Charente-Maritime"}


@given(st.text(max_size=30))
def test_no_text_breaks_the_search(text):
    find_communes(text, limit=1)
    commune_by_code(text)


# --- Codes and postcodes ---


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("17415", "Saintes"),
        (" 17415 ", "Saintes"),
        ("17189", "Marennes-Hiers-Brouage"),
        ("75101", "Paris"),
        ("75116", "Paris"),
        ("13216", "Marseille"),
        ("1053", "Bourg-en-Bresse"),  # a spreadsheet took the zero away
        ("2A004", "Ajaccio"),
        ("2b033", "Bastia"),
        ("97411", "Saint-Denis"),
        ("01033", "Valserhône"),  # in force, though also the code of a former commune
    ],
)
def test_a_code_of_today_or_yesterday_gives_the_commune_of_today(code, expected):
    assert commune_by_code(code).name == expected


@pytest.mark.parametrize("code", ["", "17", "174", "99999", "2C004", "A4004", "17415\0", "1741５"])
def test_what_is_no_code_gives_nothing(code):
    assert commune_by_code(code) is None


def test_main_towns_are_the_biggest_of_the_territory():
    assert names(main_towns(CHARENTE_MARITIME, limit=4)) == [
        "La Rochelle",
        "Saintes",
        "Rochefort",
        "Royan",
    ]


# --- Contours ---


def test_the_view_brings_what_it_touches_and_nothing_else():
    x, y = project(latitude=46.0145, longitude=-1.1740)  # the island of Aix

    seen = contours_in_view(
        detail=Contour.Detail.COMMUNE,
        box=Box(min_x=x - 20, min_y=y - 20, max_x=x + 20, max_y=y + 20),
    )

    assert [contour.commune_id for contour in seen] == ["17004"]


def test_a_view_that_only_brushes_a_contour_brings_it():
    aix = Contour.objects.get(commune="17004", detail="commune")
    beside = Box(min_x=aix.max_x + 0.5, min_y=aix.min_y, max_x=aix.max_x + 0.9, max_y=aix.max_y)

    assert aix in contours_in_view(detail="commune", box=beside)


def test_a_view_of_the_ocean_is_empty():
    ocean = Box(min_x=-40_000, min_y=-580_000, max_x=-39_000, max_y=-579_000)

    assert not contours_in_view(detail=Contour.Detail.AROUND, box=ocean).exists()


def test_the_box_of_a_département_holds_all_its_communes():
    box = territory_box(CHARENTE_MARITIME)

    south, west = unproject(x=box.min_x, y=box.max_y)
    north, east = unproject(x=box.max_x, y=box.min_y)
    assert (south, west, north, east) == pytest.approx((45.09, -1.56, 46.37, 0.006), abs=0.01)


@pytest.mark.parametrize(
    ("territory", "south", "north"),
    [
        ("35", 47.63, 48.70),  # from its outline
        (CA_DE_SAINTES, 45.63, 45.85),  # from the contours of its communes
        ("200039022", 47.90, 48.25),  # Vitré: from centroids alone
        ("17004", 46.01, 46.03),
        ("17,35", 45.09, 48.70),
        ("FR", 41.35, 51.09),  # Corsica to Dunkerque
    ],
)
def test_every_kind_of_territory_has_a_box(territory, south, north):
    box = territory_box(Territory.parse(territory))

    found_south, _west = unproject(x=box.min_x, y=box.max_y)
    found_north, _west = unproject(x=box.min_x, y=box.min_y)
    assert (found_south, found_north) == pytest.approx((south, north), abs=0.02)


def test_a_territory_of_no_known_place_has_no_box():
    assert territory_box(Territory.parse("98735")) is None  # Papeete, whose centroid is unknown
    assert territory_box(Territory()) is None


def test_the_contours_of_the_territory_come_with_names():
    contours = territory_contours(CHARENTE_MARITIME, detail=Contour.Detail.DEPARTEMENT)

    assert len(contours) == 462
    assert contours["17004"].startswith("M-1")


def test_the_version_changes_with_the_territory_and_with_each_load(settings, now):
    first = territory_version()
    settings.TERRITORY = "34"
    second = territory_version()
    by = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
    record(act=LOAD, subject_kind="territory.Commune", subject="FR", by=by, now=now)

    assert len({first, second, territory_version()}) == 3
    assert territory_version() == territory_version()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("île d'Oléron", {"Saint-Pierre-d'Oléron", "Le Château-d'Oléron"}),
        ("oleron", {"Saint-Pierre-d'Oléron", "Le Château-d'Oléron"}),
        ("ile de ré", {"Saint-Martin-de-Ré", "Ars-en-Ré"}),
        ("12 rue du Port Saintes", {"Saintes"}),
        ("4 place de la Mairie, La Rochelle", {"La Rochelle"}),
    ],
)
def test_islands_and_ends_of_addresses_are_understood(text, names):
    assert names <= {commune.name for commune in find_communes(text)}


def test_the_end_of_an_address_is_the_commune_of_the_territory():
    assert codes(find_communes("4 place de la Mairie, La Rochelle")) == ["17300"]  # not that of 70


# --- What is written in full, in part or wrong ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saintes", ["17415"]),
        ("saintes (17100)", ["17415"]),
        ("17310", ["17385"]),
        ("saint pierre d'ol", ["17385"]),
        ("17107 SAINTES CEDEX", ["17415"]),
        ("Paris", ["75056"]),  # elsewhere, the very name
        ("Hiers-Brouage", ["17219"]),
    ],
)
def test_a_commune_that_the_whole_text_names_is_found(text, expected):
    assert codes(communes_named(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "12 rue du Port 17100 Saintes", "17310 Sain Piere", "rue du Port Saintes", "Bordea"],
)
def test_a_text_that_says_more_or_less_names_none(text):
    assert communes_named(text) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sianctes", "Saintes"),
        ("Saintez", "Saintes"),
        ("La Rochele", "La Rochelle"),
        ("royant", "Royan"),
        ("st jean dangely", "Saint-Jean-d'Angély"),
        ("Ste Marie de Rée", "Sainte-Marie-de-Ré"),
        ("Hier Brouage", "Marennes-Hiers-Brouage"),
        ("17100 Sianctes", "Saintes"),
        ("17107 Sianctes Cedex", "Saintes"),
        ("Toulouze", "Toulouse"),  # a town elsewhere
    ],
)
def test_a_misspelt_name_leaves_the_only_commune_it_may_mean(typed, name):
    assert names(communes_misspelt(typed)) == [name]


def test_of_two_names_as_close_the_far_larger_is_meant(settings):
    settings.TERRITORY = "FR"

    assert names(communes_misspelt("paaris")) == ["Paris"]  # not Paars


def test_of_several_names_as_close_the_largest_comes_first(settings):
    settings.TERRITORY = "FR"

    assert names(communes_misspelt("Sianctes")) == ["Saintes", "Santes"]


def test_a_postcode_leaves_its_own_communes():
    assert communes_misspelt("17000 Sianctes") == []


def test_villages_elsewhere_are_not_guessed():
    assert communes_misspelt("Mairie") == []  # neither Magrie, Maire nor Marie


@pytest.mark.parametrize("text", ["", "Po", "xyzzy", "Z" * 200, "17100", "\0"])
def test_nothing_is_close_to_nonsense(text):
    assert communes_misspelt(text) == []


def test_once_the_names_are_read_guessing_takes_few_queries(django_assert_max_num_queries):
    communes_misspelt("Sianctes")

    with django_assert_max_num_queries(4):
        communes_misspelt("Rochefrot")


def test_names_are_read_again_once_others_are_loaded(now):
    communes_misspelt("Sianctes")
    Commune.objects.filter(pk="17415").update(name="Mediolanum", search_name="mediolanum")
    by = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
    record(act=LOAD, subject_kind="territory.Commune", subject="FR", by=by, now=now)

    assert names(communes_misspelt("Mediolanumm")) == ["Mediolanum"]


@pytest.mark.parametrize(
    ("begun", "first"),
    [
        ("sai", "Saintes"),
        ("la roch", "La Rochelle"),
        ("oler", "Saint-Pierre-d'Oléron"),
        ("171", "Saintes"),
        ("17480", "Le Château-d'Oléron"),
        ("hiers", "Marennes-Hiers-Brouage"),
    ],
)
def test_a_name_begun_is_told_the_rest(begun, first):
    assert names(communes_begun(begun, limit=8))[0] == first


@pytest.mark.parametrize("begun", ["", "%", "Bordea", "75", "xyzzy"])
def test_nothing_is_told_of_what_begins_no_name_of_the_territory(begun):
    assert communes_begun(begun, limit=8) == []


def test_telling_the_rest_takes_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = communes_begun("s", limit=8)
        assert all(commune.departement.name for commune in found)
        assert all(list(commune.postcodes.all()) for commune in found)

    assert len(found) == 8
