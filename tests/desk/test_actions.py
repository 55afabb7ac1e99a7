from datetime import date, datetime

import pytest

from maillage.desk.actions import EmptyTerritory, is_loaded, load_demonstration
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions import ImportRefused, import_places
from maillage.places.models import ImportRun, Place, Source
from maillage.places.sources import FRANCE_SERVICES, FRANCE_SERVICES_FILE
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


def test_a_wider_territory_is_loaded_whole(now: datetime) -> None:
    load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    wider = load_demonstration(territory=Territory.parse("17,34"), by=BY, now=now)

    assert wider.report
    assert (wider.report.created, wider.report.unchanged) == (58, 35)
    assert is_loaded(Territory.parse("34,17"))
    assert not is_loaded(Territory.parse("34"))


def import_newer(territory: Territory, *, now: datetime) -> None:
    import_places(
        file=FRANCE_SERVICES_FILE,
        source=FRANCE_SERVICES,
        territory=territory,
        by=BY,
        now=now,
        dated_on=date(2025, 3, 1),
    )


def test_a_newer_import_of_the_territory_is_as_good(now: datetime) -> None:
    import_newer(Territory.parse("17"), now=now)

    demonstration = load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert demonstration.report is None
    assert ImportRun.objects.count() == 1


def test_an_older_import_of_the_territory_is_brought_up_to_date(now: datetime) -> None:
    source = Source.objects.create(slug=FRANCE_SERVICES.slug, name="France services")
    ImportRun.objects.create(
        source=source,
        territory="17",
        dated_on=date(2024, 7, 31),
        started_at=now,
        **dict.fromkeys(("read", "created", "updated", "unchanged", "quarantined", "outside"), 0),
    )

    demonstration = load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert demonstration.report
    assert demonstration.report.created == 35


def test_a_newer_import_of_another_territory_is_not_undone(now: datetime) -> None:
    import_newer(Territory.parse("45"), now=now)
    lines = Entry.objects.count()

    with pytest.raises(ImportRefused, match="2025-03-01"):
        load_demonstration(territory=Territory.parse("17"), by=BY, now=now)

    assert Place.objects.count() == 23
    assert Entry.objects.count() == lines


def test_a_territory_without_any_place_is_refused_each_time(now: datetime) -> None:
    territory = Territory.parse("17002")
    lines = Entry.objects.count()

    for _time in range(2):
        with pytest.raises(EmptyTerritory):
            load_demonstration(territory=territory, by=BY, now=now)

    assert not ImportRun.objects.exists()
    assert Entry.objects.count() == lines


def test_a_rehearsal_counts_the_same_and_keeps_nothing(now: datetime) -> None:
    lines = Entry.objects.count()

    rehearsal = load_demonstration(territory=Territory.parse("17"), by=BY, now=now, dry_run=True)

    assert rehearsal.report
    assert rehearsal.report.created == 35
    assert not Place.objects.exists()
    assert Entry.objects.count() == lines
