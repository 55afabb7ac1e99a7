from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from maillage.places.actions.openings import (
    BATCH_SIZE,
    lacking_openings,
    plan_openings,
    top_up_openings,
)
from maillage.places.actions.spots import refresh_spots
from maillage.places.facets import day_bit
from maillage.places.models import Opening, Spot
from maillage.places.opening_hours import OpeningKind, state_at, sure_openings, timezone_of
from tests.cast import place

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = datetime(2026, 10, 1), datetime(2027, 1, 20)  # noqa: DTZ001 (hypothesis adds none)
OPEN = (OpeningKind.OPEN, OpeningKind.CLOSES_SOON)


def test_two_weeks_are_planned_with_their_days_and_evenings(now: datetime) -> None:
    place("Ici", in_town="Saintes", opening_hours="Tu 09:00-12:00,17:00-19:00; Sa 10:00-12:00")

    count = plan_openings(now=now)

    spot = Spot.objects.get()
    assert count == 1
    assert spot.planned_until == date(2026, 12, 9)
    assert Opening.objects.count() == 8  # three Tuesdays, two Saturdays
    assert spot.open_days & day_bit(date(2026, 11, 28))
    assert not spot.open_days & day_bit(date(2026, 11, 25))
    assert spot.open_evenings & day_bit(date(2026, 12, 1))
    assert not spot.open_evenings & day_bit(date(2026, 11, 28))


def test_a_second_planning_does_nothing_until_the_week_ahead_is_short(now: datetime) -> None:
    place("Ici", in_town="Saintes")

    plan_openings(now=now)

    assert plan_openings(now=now) == 0
    assert plan_openings(now=now + timedelta(days=7)) == 0
    assert plan_openings(now=now + timedelta(days=8)) == 1


def test_days_gone_by_are_forgotten(now: datetime) -> None:
    place("Ici", in_town="Saintes")
    plan_openings(now=now)
    later = now + timedelta(days=5)

    plan_openings(now=later)

    assert not Opening.objects.filter(ends_at__lt=later - timedelta(days=1)).exists()


def test_places_of_before_there_were_spots_get_theirs(now: datetime) -> None:
    place("Ici", in_town="Saintes")
    place("Parti", in_town="Saintes", withdrawn_at=now)
    Spot.objects.all().delete()

    plan_openings(now=now)

    assert [spot.place.name for spot in Spot.objects.all()] == ["Ici"]
    assert Opening.objects.exists()


def test_more_than_a_batch_is_planned_and_its_progress_told(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.places.actions.openings.BATCH_SIZE", 2)
    for number in range(3):
        place(f"Lieu {number}", in_town="Saintes")
    told: list[tuple[int, int]] = []

    plan_openings(now=now, progress=lambda done, total: told.append((done, total)))

    assert told == [(2, 3), (3, 3)]


def test_a_visitor_plans_what_lacks_and_the_next_ones_do_not_ask(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place("Ici", in_town="Saintes")

    top_up_openings(now=now)

    assert Opening.objects.exists()
    top_up_openings(now=now)
    with django_assert_num_queries(0):
        top_up_openings(now=now)


def test_a_visitor_plans_a_bounded_number_of_spots(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.places.actions.openings.BATCH_SIZE", 2)
    for number in range(3):
        place(f"Lieu {number}", in_town="Saintes")

    top_up_openings(now=now)

    assert lacking_openings(now.date()).count() == 1
    assert BATCH_SIZE <= 1000


def test_another_day_asks_again(now: datetime) -> None:
    place("Ici", in_town="Saintes")
    top_up_openings(now=now)
    top_up_openings(now=now)
    Spot.objects.update(planned_until=now.date() + timedelta(days=8))

    top_up_openings(now=now + timedelta(days=1))

    assert Spot.objects.get().planned_until == date(2026, 12, 10)


def test_a_visitor_never_waits_for_who_is_writing(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    place("Ici", in_town="Saintes")
    before, during = _patience(), []

    def refuse(today: date) -> int:
        during.append(_patience())
        raise OperationalError

    monkeypatch.setattr("maillage.places.actions.openings._plan_some", refuse)
    top_up_openings(now=now)

    assert not Opening.objects.exists()
    [patience] = during
    assert patience != before
    if connection.vendor == "sqlite":  # elsewhere, the end of the transaction gives it back
        assert _patience() == before


def _patience() -> str:
    """How long this connection waits for another's lock."""
    asked = "PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return str(cursor.fetchone()[0])


def test_an_opening_ends_after_it_starts(now: datetime) -> None:
    place("Ici", in_town="Saintes")

    with pytest.raises(IntegrityError):
        Opening.objects.create(spot=Spot.objects.get(), starts_at=now, ends_at=now)


@settings(max_examples=60)
@given(
    text=st.sampled_from(
        [
            "Mo-Fr 09:00-12:00,14:00-18:30",
            "24/7",
            "Fr 20:00-26:00",
            "Tu,Th 10:00-24:00; PH off",
            'Mo-Sa 09:00-12:00; We 14:00-17:00 unknown "sur rendez-vous"',
            "Sa 00:00-24:00",
        ]
    ),
    holiday_hours=st.sampled_from(["", "off", "unknown", "Mo 10:00-11:00"]),
    code_insee=st.sampled_from(["17415", "97411", "98818"]),
    at=st.datetimes(FIRST, LAST),
)
def test_what_is_planned_is_what_the_page_of_the_place_says(
    text: str, holiday_hours: str, code_insee: str, at: datetime
) -> None:
    now = at.replace(tzinfo=PARIS)
    place_words = {
        "timezone": timezone_of(code_insee),
        "departement": code_insee[:2],
        "holiday_hours": holiday_hours,
    }
    day = now.date()

    openings = sure_openings(
        text, since=day - timedelta(days=1), until=day + timedelta(days=2), **place_words
    )

    is_open = state_at(text, at=now, **place_words).kind in OPEN
    assert any(one.starts_at <= now < one.ends_at for one in openings) is is_open
    assert all(one.day == one.starts_at.date() for one in openings)


def test_nothing_is_trusted_once_a_place_changes(now: datetime) -> None:
    place("Ici", in_town="Saintes")
    top_up_openings(now=now)
    top_up_openings(now=now)

    place("Là", in_town="Saintes")
    top_up_openings(now=now)

    assert not lacking_openings(now.date()).exists()


def at_once(*acts: Callable[[], object]) -> None:
    """Run each of them in its own connection."""

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for running in [pool.submit(run, act) for act in acts]:
            running.result(timeout=20)


def one_after_the_other(*acts: Callable[[], object]) -> None:
    for act in acts:
        act()


# SQLite has one writer at a time: there, the second can only come after.
RACES = {"postgresql": at_once, "sqlite": one_after_the_other}


@pytest.mark.django_db(transaction=True)
def test_a_place_may_change_while_a_visitor_plans_it(now: datetime) -> None:
    here, is_planned, is_changing = place("Ici", in_town="Saintes"), Event(), Event()

    def plan() -> None:
        with transaction.atomic():
            top_up_openings(now=now)
            is_planned.set()
            is_changing.wait(timeout=0.5)

    def change() -> None:
        is_planned.wait(timeout=5)
        refresh_spots([here.pk])
        is_changing.set()

    RACES[connection.vendor](plan, change)

    assert list(lacking_openings(now.date())) == [here.spots.get()]
    assert not Opening.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_visitors_who_come_together_make_the_missing_spots_once(now: datetime) -> None:
    for number in range(20):
        place(f"Lieu {number}", in_town="Saintes")
    Spot.objects.all().delete()

    RACES[connection.vendor](*[lambda: top_up_openings(now=now)] * 4)

    assert Spot.objects.count() == 20
