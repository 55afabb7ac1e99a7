from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place, Spot
from maillage.places.queries import names
from maillage.places.queries.names import (
    KnownName,
    names_matching,
    understand_where,
    word_condition,
)
from maillage.places.whereabouts import Precision
from maillage.territory.geocoder import Address, GeocoderError, Kind
from maillage.territory.models import Commune
from maillage.territory.queries import Territory
from tests.cast import place, town

pytestmark = pytest.mark.django_db

CHARENTE_MARITIME = Territory.parse("17")
FRANCE = Territory.parse("FR")


@pytest.fixture(autouse=True)
def some_places(db: None, settings: Any) -> None:
    """Four places of three towns."""
    settings.TERRITORY = "17"
    town("Jonzac")
    a_place("France services de Saintes", in_town="Saintes", address="12 rue Alsace-Lorraine")
    a_place("Médiathèque François-Mitterrand", in_town="Saintes", address="Place de l’Échevinage")
    a_place("Médiathèque Michel-Crépeau", in_town="La Rochelle", address="Avenue de Saintes")
    a_place("Pôle social", in_town="Montpellier", address="3 rue du Port")


def a_place(name: str, **values: Any) -> Place:
    made = place(name, **values)
    refresh_spots([made.pk])
    return made


def names_of(text: str, *, territory: Territory = CHARENTE_MARITIME) -> list[str]:
    return [known.name for known in names_matching(text, territory=territory, limit=8)]


def found(text: str, *, territory: Territory = CHARENTE_MARITIME) -> set[str]:
    condition, _corrected = word_condition(text, territory=territory)
    spots = Spot.objects.in_territory(territory).filter(condition)
    return set(spots.values_list("place__name", flat=True))


# --- Names ---


@pytest.mark.parametrize(
    "text",
    [
        "France services",
        "france serv",
        "FRANCE SERVICES DE SAINTES",
        "services saintes",
        "france services d",
    ],
)
def test_a_place_is_known_by_its_name_or_the_beginning_of_its_words(text: str) -> None:
    assert names_of(text) == ["France services de Saintes"]


def test_a_known_name_tells_its_page_and_its_commune() -> None:
    (known,) = names_matching("crépeau", territory=CHARENTE_MARITIME, limit=8)

    assert known == KnownName(
        "Médiathèque Michel-Crépeau", "mediatheque-michel-crepeau", "La Rochelle"
    )


@pytest.mark.parametrize(
    "text", ["", "!!", "%", "alsace", "12", "saintes", "pole social", "rue", "mediateque", "م"]
)
def test_an_address_a_commune_or_a_place_elsewhere_is_no_known_name(text: str) -> None:
    assert names_of(text) == []


def test_the_name_that_begins_so_comes_first() -> None:
    a_place("Annexe de la Médiathèque", in_town="Jonzac")

    assert names_of("médiathèque") == [
        "Médiathèque Michel-Crépeau",
        "Médiathèque François-Mitterrand",
        "Annexe de la Médiathèque",
    ]
    assert len(names_matching("médiathèque", territory=CHARENTE_MARITIME, limit=2)) == 2


def test_names_are_found_in_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        names_of("médiathèque")


# --- Words ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("médiathèque", {"Médiathèque François-Mitterrand", "Médiathèque Michel-Crépeau"}),
        (
            "mediatheque de saintes",
            {"Médiathèque François-Mitterrand", "Médiathèque Michel-Crépeau"},
        ),
        ("mediatheque rochelle", {"Médiathèque Michel-Crépeau"}),
        ("alsace", {"France services de Saintes"}),
        ("17000", {"Médiathèque Michel-Crépeau"}),
        ("pole", set()),
        ("xyzzy", set()),
        ("", set()),
        ("%", set()),
    ],
)
def test_every_word_must_begin_a_word_of_the_spot(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("mediateque", "mediatheque"),
        ("Médiatèhque", "mediatheque"),
        ("mediateque rochele", "mediatheque rochelle"),
        ("Frnace services", "france services"),
        ("alsacce", "alsace"),
        ("médiathèque", ""),
        ("mediath", ""),  # not over
        ("1200", ""),
        ("xyzzy", ""),
    ],
)
def test_a_misspelt_word_is_replaced_and_said(typed: str, corrected: str) -> None:
    _condition, said = word_condition(typed, territory=CHARENTE_MARITIME)

    assert said == corrected
    assert bool(found(typed)) == (typed not in {"xyzzy", "1200"})


def test_of_two_words_as_close_the_commonest_is_meant() -> None:
    a_place("Relais Rosier", in_town="Saintes")
    a_place("Relais Rosiez", in_town="Jonzac")
    a_place("Atelier Rosiez", in_town="Jonzac")

    assert word_condition("rosiet", territory=CHARENTE_MARITIME)[1] == "rosiez"


def test_words_are_read_again_once_a_place_changes() -> None:
    changed = Place.objects.get(name="France services de Saintes")
    assert not found("tournesol")

    Place.objects.filter(pk=changed.pk).update(name="Maison Tournesol")
    refresh_spots([changed.pk])

    assert found("tournesole") == {"Maison Tournesol"}


def test_words_once_read_take_one_query(django_assert_num_queries: Any) -> None:
    word_condition("mediateque", territory=CHARENTE_MARITIME)

    with django_assert_num_queries(1):
        word_condition("rochele mediateque", territory=CHARENTE_MARITIME)


@given(st.text(max_size=30))
def test_no_text_breaks_the_search(text: str) -> None:
    found(text)
    names_of(text)


# --- Where ---


@pytest.mark.parametrize("text", ["Saintes", "SAINTES", "Saintes (17100)", "17100 saintes"])
def test_a_commune_is_understood_as_written(text: str) -> None:
    where = understand_where(text, territory=CHARENTE_MARITIME)

    assert where.whereabouts
    assert where.whereabouts.name == "Saintes"
    assert where.whereabouts.precision is Precision.COMMUNE
    assert (where.corrected_from, where.is_street_left_out, where.words) == ("", False, "")


def test_a_postcode_means_its_largest_commune() -> None:
    town("Fontcouverte")

    where = understand_where("17100", territory=CHARENTE_MARITIME)

    assert where.whereabouts
    assert where.whereabouts.name == "Saintes"
    assert [commune.name for commune in where.same_postcode] == ["Fontcouverte"]


def test_namesakes_are_left_to_choose_from() -> None:
    other = Commune.objects.get(pk="17415")
    Commune.objects.create(
        code_insee="17999", name="Saintes", search_name="saintes", departement=other.departement
    )

    where = understand_where("Saintes", territory=CHARENTE_MARITIME)

    assert where.whereabouts is None
    assert len(where.homonyms) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sianctes", "Saintes"),
        ("la rochele", "La Rochelle"),
        ("Jonz", "Jonzac"),
        ("17100 Sianctes", "Saintes"),
        ("17500 xyzzy", "Jonzac"),
        ("centre-ville Saintes", "Saintes"),
    ],
)
def test_what_is_not_as_written_is_said(text: str, name: str) -> None:
    where = understand_where(text, territory=CHARENTE_MARITIME)

    assert where.whereabouts
    assert where.whereabouts.name == name
    assert where.corrected_from == text


def test_when_several_may_be_meant_the_likeliest_is_offered() -> None:
    saintes = Commune.objects.get(pk="17415")
    Commune.objects.create(
        code_insee="59550",
        name="Santes",
        search_name="santes",
        departement=saintes.departement,
        population=5_800,
    )

    where = understand_where("Sianctes", territory=CHARENTE_MARITIME)

    assert where.is_unknown
    assert where.whereabouts is None
    assert where.closest == saintes


@pytest.mark.parametrize(
    "text", ["France services", "médiathèque", "Mediathèque Saintes", "médiateque", "françois"]
)
def test_the_name_of_a_place_is_searched_by_its_words(text: str) -> None:
    where = understand_where(text, territory=CHARENTE_MARITIME)

    assert where.words == text
    assert where.whereabouts is None
    assert not where.is_unknown


def test_a_place_wins_over_a_commune_whose_name_only_begins_so() -> None:
    saintes = Commune.objects.get(pk="17415")
    Commune.objects.create(
        code_insee="17998",
        name="Relaisville",
        search_name="relaisville",
        departement=saintes.departement,
    )
    a_place("Relais du port", in_town="Saintes")

    assert understand_where("relais", territory=CHARENTE_MARITIME).words == "relais"
    assert understand_where("relaisv", territory=CHARENTE_MARITIME).whereabouts


@pytest.mark.parametrize("text", ["xyzzy", "!!", "%", "\0", "рус", "x" * 300])
def test_nonsense_is_not_known(text: str) -> None:
    where = understand_where(text, territory=CHARENTE_MARITIME)

    assert where.is_unknown
    assert where.text == text
    assert where.closest is None


# --- Addresses ---


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an address service is asked, that knows of one house."""
    texts: list[str] = []

    def answer(text: str, *, territory: Territory) -> Address:
        texts.append(text)
        commune = Commune.objects.get(pk="17415")
        return Address("7 Rue du Port 17100 Saintes", Position(45.7, -0.6), commune, Kind.HOUSE)

    monkeypatch.setattr(names, "find_address", answer)
    return texts


def test_an_address_is_where_the_service_says(asked: list[str]) -> None:
    where = understand_where("7 rue du Port Saintes", territory=CHARENTE_MARITIME)

    assert asked == ["7 rue du Port Saintes"]
    assert where.whereabouts
    assert where.whereabouts.name == "7 Rue du Port 17100 Saintes"
    assert where.whereabouts.position == Position(45.7, -0.6)
    assert where.whereabouts.precision is Precision.ADDRESS
    assert where.whereabouts.commune
    assert not where.is_street_left_out


@pytest.mark.parametrize("text", ["Saintes", "17100", "Sianctes", "France services", "xyzzy"])
def test_nothing_else_is_sent_to_the_service(asked: list[str], text: str) -> None:
    understand_where(text, territory=CHARENTE_MARITIME)

    assert asked == []


@pytest.mark.parametrize(
    "text", ["7 rue du Port Saintes", "7 rue du Port, 17100 Saintes", "place de la Gare Saintes"]
)
def test_without_a_service_the_commune_is_kept_and_the_street_left_out(text: str) -> None:
    where = understand_where(text, territory=CHARENTE_MARITIME)

    assert where.whereabouts
    assert where.whereabouts.name == "Saintes"
    assert where.is_street_left_out
    assert where.corrected_from == ""


def test_so_it_is_when_the_service_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_text: str, *, territory: Territory) -> Address:
        raise GeocoderError("ConnectionError")

    monkeypatch.setattr(names, "find_address", fail)

    where = understand_where("7 rue du Port Saintes", territory=CHARENTE_MARITIME)

    assert where.whereabouts
    assert where.is_street_left_out


def test_and_when_it_knows_the_commune_alone(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Address(
        "Saintes", Position(45.7, -0.6), Commune.objects.get(pk="17415"), Kind.COMMUNE
    )
    monkeypatch.setattr(names, "find_address", lambda _text, territory: address)

    where = understand_where("7 rue du Port Saintes", territory=CHARENTE_MARITIME)

    assert where.is_street_left_out


def test_the_commune_at_the_end_of_an_address_may_be_misspelt() -> None:
    where = understand_where("7 rue du Port Sianctes", territory=CHARENTE_MARITIME)

    assert where.whereabouts
    assert where.whereabouts.name == "Saintes"
    assert where.corrected_from == "Sianctes"
    assert where.is_street_left_out


def test_a_street_without_its_commune_leads_to_the_places_along_it() -> None:
    assert understand_where("rue Alsace Loraine", territory=CHARENTE_MARITIME).words
    assert understand_where("rue Inconnue", territory=CHARENTE_MARITIME).is_unknown


@given(st.text(max_size=40))
def test_any_text_is_understood_or_not(text: str) -> None:
    where = understand_where(text, territory=CHARENTE_MARITIME)

    understood = (where.whereabouts, where.homonyms, where.words, where.is_unknown)
    assert sum(map(bool, understood)) == 1
