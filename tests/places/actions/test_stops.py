from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.lib.distance import Position
from maillage.places.actions.stops import (
    StopData,
    StopGone,
    add_stop,
    change_stop,
    remove_stop,
)
from maillage.places.models import Place, Spot, Stop
from maillage.places.terms import Field, Mobility, Term
from tests.cast import place, town

pytestmark = pytest.mark.django_db

COORDINATOR = Actor(kind=Entry.ActorKind.USER, identifier="1")
TUESDAYS = "le mardi de 9 h à 12 h"
EVERY_OTHER_WEEK = "un mardi sur deux, de 9 h à 12 h"


def bus() -> Place:
    return place("Bus", in_town="Saintes", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),))


def told(hours_text: str = TUESDAYS, *, in_town: str = "Fontcouverte", **more: object) -> StopData:
    return StopData(commune=town(in_town), hours_text=hours_text, **more)  # type: ignore[arg-type]


def test_a_stop_holds_the_hours_that_were_understood_and_the_words(now: datetime) -> None:
    stop = add_stop(
        bus(),
        told=told(address="Place de la Mairie", position=Position(45.77, -0.58)),
        by=COORDINATOR,
        now=now,
    )

    stop.refresh_from_db()
    assert (stop.commune.name, stop.address) == ("Fontcouverte", "Place de la Mairie")
    assert stop.position == (45.77, -0.58)
    assert (stop.opening_hours, stop.holiday_hours) == ("Tu 09:00-12:00", "")
    assert stop.hours_text == TUESDAYS
    assert stop.stated_on == now.date()


def test_the_school_holidays_are_understood_apart(now: datetime) -> None:
    words = f"{TUESDAYS}, fermé pendant les vacances scolaires"

    stop = add_stop(bus(), told=told(words), by=COORDINATOR, now=now)

    assert (stop.opening_hours, stop.holiday_hours) == ("Tu 09:00-12:00", "off")


def test_what_is_not_understood_is_only_quoted(now: datetime) -> None:
    stop = add_stop(bus(), told=told(EVERY_OTHER_WEEK), by=COORDINATOR, now=now)

    assert (stop.opening_hours, stop.hours_text) == ("", EVERY_OTHER_WEEK)


def test_the_search_finds_the_bus_at_its_stops(now: datetime) -> None:
    itinerant = bus()

    stop = add_stop(itinerant, told=told(), by=COORDINATOR, now=now)
    spots = Spot.objects.filter(place=itinerant)
    assert [spot.commune.name for spot in spots.filter(stop=stop)] == ["Fontcouverte"]

    change_stop(stop, told=told(in_town="Jonzac"), by=COORDINATOR, now=now)
    assert [spot.commune.name for spot in spots.filter(stop=stop)] == ["Jonzac"]

    remove_stop(stop, by=COORDINATOR, now=now)
    assert [(spot.commune.name, spot.stop) for spot in spots] == [("Saintes", None)]


def test_a_change_says_what_changed_and_dates_it_anew(now: datetime) -> None:
    stop = add_stop(bus(), told=told(), by=COORDINATOR, now=now - timedelta(days=30))

    changed = change_stop(stop, told=told("le jeudi de 9 h à 12 h"), by=COORDINATOR, now=now)

    stop.refresh_from_db()
    assert changed == ["hours_text", "opening_hours"]
    assert stop.opening_hours == "Th 09:00-12:00"
    assert stop.stated_on == date(2026, 11, 24)


def test_saying_it_again_confirms_it(now: datetime) -> None:
    stop = add_stop(bus(), told=told(), by=COORDINATOR, now=now - timedelta(days=30))

    changed = change_stop(stop, told=told(), by=COORDINATOR, now=now)

    stop.refresh_from_db()
    assert changed == []
    assert stop.stated_on == date(2026, 11, 24)


def test_hours_no_longer_understood_leave_no_old_ones_behind(now: datetime) -> None:
    stop = add_stop(bus(), told=told(f"{TUESDAYS} sauf vacances"), by=COORDINATOR, now=now)

    change_stop(stop, told=told(EVERY_OTHER_WEEK), by=COORDINATOR, now=now)

    stop.refresh_from_db()
    assert (stop.opening_hours, stop.holiday_hours) == ("", "")


def test_each_act_has_its_line_even_of_a_stop_that_is_no_more(now: datetime) -> None:
    stop = add_stop(bus(), told=told(), by=COORDINATOR, now=now)
    key = str(stop.pk)

    change_stop(stop, told=told(in_town="Jonzac"), by=COORDINATOR, now=now + timedelta(hours=1))
    remove_stop(stop, by=COORDINATOR, now=now + timedelta(hours=2))

    lines = Entry.objects.order_by("at")
    assert [(line.act, line.subject, line.actor) for line in lines] == [
        ("places.add_stop", key, "1"),
        ("places.change_stop", key, "1"),
        ("places.remove_stop", key, "1"),
    ]
    assert lines[1].facts == {
        "place": "bus",
        "commune": "17197",
        "is_understood": True,
        "changed": ["commune"],
    }


@pytest.mark.parametrize(
    "act",
    [lambda stop, **who: change_stop(stop, told=told(), **who), remove_stop],
    ids=["change", "remove"],
)
def test_of_two_people_the_one_who_comes_after_a_removal_is_told(
    now: datetime, act: Callable[..., object]
) -> None:
    stop = add_stop(bus(), told=told(), by=COORDINATOR, now=now)
    same_page_elsewhere = Stop.objects.get(pk=stop.pk)
    remove_stop(stop, by=COORDINATOR, now=now)

    with pytest.raises(StopGone, match="retiré"):
        act(same_page_elsewhere, by=COORDINATOR, now=now)

    assert not Stop.objects.exists()
    assert Entry.objects.count() == 2
