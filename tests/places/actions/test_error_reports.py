from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.error_reports import handle_report, report_error
from maillage.places.models import ErrorReport, Place
from tests.cast import place

pytestmark = pytest.mark.django_db

About = ErrorReport.About
VISITOR = Actor(kind=Entry.ActorKind.PUBLIC, identifier="places:report")
COORDINATOR = Actor(kind=Entry.ActorKind.USER, identifier="1")
HER_PHONE = "06 00 00 00 00"


def reported(*, now: datetime, of: Place | None = None, about: About = About.HOURS) -> ErrorReport:
    return report_error(
        of or place("Mairie", in_town="Saintes"),
        about=about,
        message="Fermé le lundi, demandez Camille",
        contact=HER_PHONE,
        by=VISITOR,
        now=now,
    )


def test_a_report_is_kept_and_the_page_does_not_change(now: datetime) -> None:
    town_hall = place("Mairie", in_town="Saintes")
    before = Place.objects.values().get(pk=town_hall.pk)

    report = reported(of=town_hall, about=About.CLOSED, now=now)

    report.refresh_from_db()
    assert (report.about, report.contact, report.sent_at) == ("closed", HER_PHONE, now)
    assert report.handled_at is None
    assert Place.objects.values().get(pk=town_hall.pk) == before


def test_the_journal_knows_neither_the_words_nor_the_contact(now: datetime) -> None:
    report = reported(now=now)

    handle_report(report, by=COORDINATOR, now=now)

    lines = Entry.objects.order_by("act")
    assert [(line.act, line.actor_kind) for line in lines] == [
        ("places.handle_report", "user"),
        ("places.report_error", "public"),
    ]
    assert all(line.facts == {"place": report.place_id, "about": "hours"} for line in lines)
    assert not any(word in str(lines.values()) for word in ("Camille", HER_PHONE))


def test_once_handled_how_to_answer_is_erased(now: datetime) -> None:
    report = reported(now=now)

    is_handled = handle_report(report, by=COORDINATOR, now=now + timedelta(days=1))

    report.refresh_from_db()
    assert is_handled
    assert (report.contact, report.handled_at) == ("", now + timedelta(days=1))
    assert report.message == "Fermé le lundi, demandez Camille"


def test_a_report_is_handled_once_by_whoever_comes_first(now: datetime) -> None:
    report = reported(now=now)
    same_page_elsewhere = ErrorReport.objects.get(pk=report.pk)

    answers = [
        handle_report(one, by=COORDINATOR, now=now + timedelta(hours=hours))
        for hours, one in enumerate((report, same_page_elsewhere))
    ]

    report.refresh_from_db()
    assert answers == [True, False]
    assert report.handled_at == now
    assert Entry.objects.filter(act="places.handle_report").count() == 1


def one_after_the_other(report: ErrorReport, *, now: datetime) -> list[bool]:
    return [handle_report(report, by=COORDINATOR, now=now) for _person in range(2)]


def at_once(report: ErrorReport, *, now: datetime) -> list[bool]:
    both_ready = Barrier(2)

    def handle() -> bool:
        try:
            both_ready.wait(timeout=5)
            return handle_report(report, by=COORDINATOR, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [one.result(timeout=10) for one in [pool.submit(handle) for _person in range(2)]]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_very_same_time_handle_it_once(now: datetime) -> None:
    # SQLite has one writer at a time: there, the second can only come after.
    races = {"postgresql": at_once, "sqlite": one_after_the_other}
    report = reported(now=now)

    answers = races[connection.vendor](report, now=now)

    assert sorted(answers) == [False, True]
    assert Entry.objects.filter(act="places.handle_report").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": "weather"},
        {"about": "other", "message": ""},
        {"handled_at": datetime.fromisoformat("2026-11-24T09:12Z"), "contact": HER_PHONE},
    ],
    ids=["about nothing", "other than what", "handled and still known"],
)
def test_the_table_refuses_what_makes_no_sense(now: datetime, wrong: dict[str, object]) -> None:
    report = reported(now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.filter(pk=report.pk).update(**wrong)
