import pytest
from pytest_django import DjangoAssertNumQueries

from maillage.opendata.memory import said_of_places
from maillage.opendata.queries import Version
from maillage.places.models import Place
from tests.cast import place

pytestmark = pytest.mark.django_db

BEFORE, AFTER = Version("before", None), Version("after", None)


def test_a_place_is_read_once_for_each_version(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here, there = place("Ici", in_town="Saintes"), place("Là", in_town="Saintes")
    said = said_of_places([here.pk], version=BEFORE)
    Place.objects.filter(pk=here.pk).update(name="Autrement")

    with django_assert_num_queries(0):
        assert said_of_places([here.pk], version=BEFORE) == said
    both = said_of_places([here.pk, there.pk], version=BEFORE)
    later = said_of_places([here.pk], version=AFTER)

    assert [both[one.pk]["nom"] for one in (here, there)] == ["Ici", "Là"]
    assert later[here.pk]["nom"] == "Autrement"
