from collections.abc import Callable
from datetime import datetime

import pytest

from maillage.places.queries.places import candidate_at, nearest_to, place_for_page
from maillage.places.terms import Field, Mobility, Term
from maillage.territory.queries import Territory
from tests.cast import place, stop, town

pytestmark = pytest.mark.django_db

CHARENTE_MARITIME = Territory.parse("17")
BUS = (Term(Field.MOBILITY, Mobility.ITINERANT),)


def test_neighbours_leave_out_the_place_itself(now: datetime) -> None:
    here = place("Ici", in_town="Saintes")
    place("Loin", in_town="La Rochelle")
    place("Près", in_town="Fontcouverte")

    around = nearest_to(here, territory=CHARENTE_MARITIME, now=now, limit=1)

    assert [candidate.place.name for candidate in around] == ["Près"]


def test_a_place_without_position_has_no_neighbours(now: datetime) -> None:
    nowhere = place("Quelque part", in_town="Saintes", latitude=None, longitude=None)
    place("Près", in_town="Saintes")

    assert nearest_to(nowhere, territory=CHARENTE_MARITIME, now=now, limit=3) == []


def test_a_bus_is_a_neighbour_where_it_stops(now: datetime) -> None:
    here = place("Ici", in_town="Saintes")
    bus = place("Bus", in_town="La Rochelle", terms=BUS)
    place("Moins près", in_town="Jonzac")
    stop(bus, in_town="Fontcouverte")

    around = nearest_to(here, territory=CHARENTE_MARITIME, now=now, limit=2)

    assert [(near.place.name, near.site.commune.name) for near in around] == [
        ("Bus", "Fontcouverte"),
        ("Moins près", "Jonzac"),
    ]


@pytest.mark.parametrize(
    "hide",
    [
        lambda now: {"withdrawn_at": now},
        lambda now: {"commune": town("Montpellier")},
    ],
    ids=["withdrawn", "elsewhere"],
)
def test_a_hidden_place_has_no_page(
    now: datetime, hide: Callable[[datetime], dict[str, object]]
) -> None:
    place("Caché", in_town="Saintes", **hide(now))

    assert place_for_page("cache", territory=CHARENTE_MARITIME) is None


def test_a_bus_is_not_to_be_found_at_its_office(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes", terms=BUS)

    found = candidate_at(bus, origin=town("Fontcouverte").position, now=now)

    assert found.is_adrift
    assert found.distance_m is None
