from datetime import datetime

import pytest

from maillage.desk.actions import EmptyTerritory, is_loaded, load_demonstration
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.models import Place
from maillage.territory.queries import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_territory")]

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")


@pytest.mark.parametrize(("codes", "places"), [("17", 35), ("34", 58), ("45", 23)])
def test_the_demonstration_loads_the_real_places_of_the_territory(
    codes: str, places: int, now: datetime
) -> None:
    territory = Territory.parse(codes)

    demonstration = load_demonstration(territory=territory, by=BY, now=now)

    assert demonstration.report
    assert demonstration.report.created == places
    assert Place.objects.in_territory(territory).count() == places


def test_loading_twice_changes_nothing(now: datetime) -> None:
    territory = Territory.parse("17")
    load_demonstration(territory=territory, by=BY, now=now)
    lines = Entry.objects.count()

    again = load_demonstration(territory=territory, by=BY, now=now)

    assert again.report is None
    assert Entry.objects.count() == lines


def test_a_second_territory_leaves_the_first_as_it_is(now: datetime) -> None:
    load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    load_demonstration(territory=Territory.parse("45"), by=BY, now=now)

    assert Place.objects.listed().count() == 35 + 23
    assert is_loaded(Territory.parse("17"))


def test_a_territory_without_any_place_is_refused(now: datetime) -> None:
    with pytest.raises(EmptyTerritory):
        load_demonstration(territory=Territory.parse("17002"), by=BY, now=now)
