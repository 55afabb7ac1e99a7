from base64 import b64decode
from collections.abc import Iterator

import orjson
import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place, Spot
from maillage.places.queries.map import payload_of, points_of, points_version, shown_bits
from maillage.places.terms import Field, Mobility, Offer, Term
from maillage.territory.mercator import project
from maillage.territory.queries import Territory
from tests.cast import HELPED_WITH_PAPERWORK, SELF_SERVICE_COMPUTER, place

CHARENTE_MARITIME = Territory.parse("17")
WIFI = (Term(Field.OFFER, Offer.WIFI),)
BUS = (*HELPED_WITH_PAPERWORK, Term(Field.MOBILITY, Mobility.ITINERANT))


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Keys of spots begin anew with each test: what was kept of another would be read."""
    cache.clear()
    yield
    cache.clear()


def spot_of(said: Place) -> int:
    refresh_spots([said.pk])
    return Spot.objects.get(place=said).pk


@pytest.mark.django_db
def test_columns_add_up_to_the_places_in_the_order_of_their_keys() -> None:
    keys = [
        spot_of(place("Aide", in_town="Saintes")),
        spot_of(place("Poste", in_town="La Rochelle", terms=SELF_SERVICE_COMPUTER)),
        spot_of(place("Wifi", in_town="Jonzac", terms=WIFI)),
        spot_of(place("Muet", in_town="Saintes", terms=())),
    ]

    payload = orjson.loads(payload_of(points_of(CHARENTE_MARITIME)))

    assert payload["kind"] == "aowu"
    assert running_sums(payload["ids"]) == keys
    assert running_sums(payload["lat"]) == [4574640, 4616030, 4544690, 4574640]
    assert running_sums(payload["lon"]) == [-63330, -115110, -43390, -63330]


def running_sums(steps: list[int]) -> list[int]:
    return [sum(steps[: index + 1]) for index in range(len(steps))]


@pytest.mark.django_db
def test_a_position_that_is_only_presumed_is_told_by_a_capital() -> None:
    spot_of(place("Quelque part", in_town="Saintes", latitude=None, longitude=None))
    spot_of(place("Bus", in_town="Saintes", terms=BUS))

    assert points_of(CHARENTE_MARITIME).kinds == "AA"


@pytest.mark.django_db
def test_places_elsewhere_or_nowhere_are_no_points() -> None:
    spot_of(place("Ailleurs", in_town="Montpellier"))
    nowhere = spot_of(place("Nulle part", in_town="Saintes"))
    Spot.objects.filter(pk=nowhere).update(latitude=None, longitude=None)

    assert list(points_of(CHARENTE_MARITIME).pks) == []


@pytest.mark.django_db
def test_the_points_of_an_answer_lie_on_the_plane_of_the_contours() -> None:
    spot_of(place("Ici", in_town="Saintes"))
    wanted = spot_of(place("Là", in_town="Jonzac", terms=WIFI))

    (point,) = points_of(CHARENTE_MARITIME).among([wanted, 999])

    assert (point.pk, point.kind) == (wanted, Offer.WIFI)
    assert (point.x, point.y) == project(latitude=45.4469, longitude=-0.4339)


@pytest.mark.django_db
def test_the_version_changes_with_any_spot_and_only_then() -> None:
    here, there = place("Ici", in_town="Saintes"), place("Là", in_town="Jonzac")
    versions = [points_version(CHARENTE_MARITIME)]
    for change in (
        lambda: refresh_spots([here.pk]),
        lambda: refresh_spots([there.pk]),
        lambda: refresh_spots([here.pk]),  # again: it may have moved
        lambda: Spot.objects.filter(place=here).delete(),
    ):
        change()
        versions.append(points_version(CHARENTE_MARITIME))

    assert len(set(versions)) == 5
    assert points_version(CHARENTE_MARITIME) == versions[-1]


@pytest.mark.django_db
def test_a_place_that_moves_moves_on_the_map() -> None:
    moved = place("Ici", in_town="Saintes")
    before = points_of_it(moved)
    Place.objects.filter(pk=moved.pk).update(latitude=46.0)

    assert points_of_it(moved) != before


def points_of_it(said: Place) -> list[int]:
    refresh_spots([said.pk])
    return list(points_of(CHARENTE_MARITIME).latitudes)


@pytest.mark.django_db
def test_points_are_read_once_for_each_state(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    spot_of(place("Ici", in_town="Saintes"))
    with django_assert_num_queries(2):
        points_of(CHARENTE_MARITIME)

    with django_assert_num_queries(1):
        points_of(CHARENTE_MARITIME)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.booleans()), unique_by=lambda one: one[0]))
def test_bits_tell_which_points_are_shown(marked: list[tuple[int, bool]]) -> None:
    order = [pk for pk, _is_shown in marked]
    shown = [pk for pk, is_shown in marked if is_shown]

    bits = b64decode(shown_bits(shown, order=order))

    if len(shown) == len(order):
        assert bits == b""
    else:
        read = [bits[index >> 3] >> (index & 7) & 1 for index in range(len(order))]
        assert read == [is_shown for _pk, is_shown in marked]


def test_the_bits_of_a_whole_country_are_light() -> None:
    assert len(shown_bits(range(0, 20_000, 2), order=range(20_000))) <= 3_400
