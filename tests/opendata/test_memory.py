import pytest
from pytest_django import DjangoAssertNumQueries

from maillage.opendata.memory import published_spots
from maillage.opendata.queries import Version
from maillage.places.models import Place, Spot
from maillage.places.terms import Field, Mobility, Term
from tests.cast import place, stop

pytestmark = pytest.mark.django_db

BEFORE, AFTER = Version("before", None), Version("after", None)


def spot_of(one: Place) -> int:
    return Spot.objects.get(place=one).pk


def test_a_spot_is_read_once_for_each_version(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here, there = (spot_of(place(name, in_town="Saintes")) for name in ("Ici", "Là"))
    told = published_spots([here], version=BEFORE)
    Place.objects.filter(spots=here).update(name="Autrement")

    with django_assert_num_queries(0):
        assert published_spots([here], version=BEFORE) == told
    both = published_spots([there, here], version=BEFORE)
    later = published_spots([here], version=AFTER)

    assert [spot.said["nom"] for spot in both] == ["Là", "Ici"]
    assert [spot.said["nom"] for spot in later] == ["Autrement"]


def test_a_spot_that_is_gone_since_it_was_found_is_left_out() -> None:
    here, there = (spot_of(place(name, in_town="Saintes")) for name in ("Ici", "Là"))
    Spot.objects.filter(pk=here).delete()

    told = published_spots([here, there], version=BEFORE)

    assert [spot.said["nom"] for spot in told] == ["Là"]


def test_a_bus_is_at_its_stops_and_never_at_its_office() -> None:
    bus = place("Bus", in_town="Saintes", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),))
    (adrift,) = published_spots([spot_of(bus)], version=BEFORE)
    halt = stop(bus, in_town="Fontcouverte", opening_hours="Tu 10:00-12:00")

    (there,) = published_spots([spot_of(bus)], version=AFTER)

    assert (adrift.position, adrift.timetable, adrift.stop) == (None, None, None)
    assert there.stop is not None
    assert there.stop.said["commune"] == "Fontcouverte"
    assert there.position == halt.position
    assert there.timetable is not None
    assert there.timetable.text == "Tu 10:00-12:00"
