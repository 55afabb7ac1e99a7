import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.territory.gazetteer import Gazetteer, KnownCommune, load_gazetteer, named_among
from maillage.territory.models import Commune, CommunePostcode, Departement
from maillage.territory.queries import Territory, commune_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_communes")]


def codes(communes: tuple[KnownCommune, ...]) -> list[str]:
    return [one.code_insee for one in communes]


def test_a_commune_is_known_with_all_that_a_reading_asks_of_it() -> None:
    saintes = load_gazetteer().by_code("17415")

    assert saintes
    assert (saintes.name, saintes.departement_id, saintes.epci_id) == ("Saintes", "17", "200036473")
    assert saintes.position
    assert saintes.position.metres_to(Position(45.7464, -0.6333)) < 2_000
    assert saintes.population
    assert saintes.search_name == "saintes"
    assert saintes.postcodes == ("17100",)


def test_it_is_read_in_four_queries_and_asks_no_more(django_assert_num_queries) -> None:
    with django_assert_num_queries(4):
        gazetteer = load_gazetteer()

    with django_assert_num_queries(0):
        gazetteer.by_code("17415")
        gazetteer.of_postcode("17100")
        gazetteer.named("saintes")


@pytest.mark.parametrize(
    "code",
    [
        *("17415", " 17415 ", "17189", "75101", "2A004", "2a004", "97411"),
        *("", "17", "99999", "2C004", "17415\0", "1741５"),
    ],
)
def test_a_code_is_found_as_in_the_database(code: str) -> None:
    asked = commune_by_code(code)

    answered = load_gazetteer().by_code(code)

    assert (answered and answered.code_insee) == (asked and asked.pk)


@pytest.mark.parametrize("postcode", ["17100", "17320", " 75012 ", "97400", "99999", ""])
def test_a_postcode_is_found_as_in_the_database(postcode: str) -> None:
    asked = Commune.objects.filter(postcodes__code=postcode.strip()).order_by("-population")

    answered = load_gazetteer().of_postcode(postcode)

    assert codes(answered) == [one.pk for one in asked]


def test_a_postcode_may_lack_its_zero() -> None:
    ain = Departement.objects.create(code="01", name="Ain")
    bourg = Commune.objects.create(code_insee="01053", name="Bourg-en-Bresse", departement=ain)
    CommunePostcode.objects.create(commune=bourg, code="01000")

    assert codes(load_gazetteer().of_postcode("1000")) == ["01053"]


@given(text=st.text(max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    gazetteer = Gazetteer({}, {}, {}, {}, {}, {}, frozenset(), (), ())

    assert gazetteer.by_code(text) is None
    assert gazetteer.of_postcode(text) == ()
    assert gazetteer.named(text) == ()


def test_a_departement_holds_its_communes_the_biggest_first() -> None:
    communes = load_gazetteer().of_departement("17")

    assert codes(communes)[:2] == ["17300", "17415"]
    assert "34172" not in codes(communes)


def test_a_name_is_found_wherever_it_is_and_under_its_former_spelling() -> None:
    gazetteer = load_gazetteer()

    assert codes(gazetteer.named("saint denis")) == ["97411", "93066"]
    assert codes(gazetteer.named("hiers brouage")) == ["17219"]
    assert gazetteer.named("") == gazetteer.named("nulle part") == ()


def test_who_bears_a_name_hides_who_bore_it() -> None:
    old = KnownCommune("1", "Neuve", "01", None, None, None, "neuve", ("saintes",))
    new = KnownCommune("2", "Saintes", "02", None, None, None, "saintes")

    assert named_among((old, new), search_name="saintes") == (new,)
    assert named_among((old,), search_name="saintes") == (old,)


def test_an_area_is_known_by_its_code_its_name_and_that_of_its_region() -> None:
    areas = load_gazetteer().areas

    assert areas["17"] == areas["charente maritime"] == ("17",)
    assert areas["reunion"] == ("974",)
    assert areas["nouvelle aquitaine"] == ("17",)  # of the départements that are loaded


def test_towns_are_the_communes_that_people_know_far_away() -> None:
    towns = load_gazetteer().towns

    assert {"rochelle", "montpellier"} <= towns
    assert "ile d aix" not in towns


def test_communes_are_found_between_two_latitudes() -> None:
    gazetteer = load_gazetteer()
    saintes = gazetteer.by_current_code["17415"]
    assert saintes.position
    latitude = saintes.position.latitude

    assert saintes in gazetteer.between(south=latitude, north=latitude)
    assert gazetteer.between(south=latitude + 0.001, north=latitude) == ()
    assert set(gazetteer.between(south=-90, north=90)) == {
        one for one in gazetteer.by_current_code.values() if one.position
    }


@pytest.mark.parametrize(
    ("territory", "is_held"),
    [("FR", True), ("17", True), ("200036473", True), ("17415", True), ("34", False), ("", False)],
)
def test_a_territory_holds_a_known_commune_as_it_holds_one_of_the_database(
    territory: str, is_held: bool
) -> None:
    saintes = load_gazetteer().by_current_code["17415"]

    assert Territory.parse(territory).holds(saintes) is is_held
