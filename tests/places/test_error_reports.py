from datetime import date, datetime, timedelta

import pytest

from maillage.places.error_reports import (
    FIELDS_ABOUT,
    ShownReport,
    handled_reports,
    shown_report,
    waiting_reports,
    waiting_words,
)
from maillage.places.models import ErrorReport, Place
from maillage.territory.queries import Territory
from tests.cast import place

pytestmark = pytest.mark.django_db

About = ErrorReport.About
TODAY = date(2026, 11, 24)


def reported(of: Place, *, now: datetime, about: About = About.PHONE, **values: object) -> None:
    ErrorReport.objects.create(place=of, about=about, message="Faux", sent_at=now, **values)


def shown(about: About, *, of: Place, territory: str = "17") -> ShownReport:
    report = ErrorReport(place=of, about=about)
    return shown_report(report, territory=Territory.parse(territory), today=TODAY)


def test_reports_wait_the_oldest_first_and_are_kept_the_last_handled_first(now: datetime) -> None:
    town_hall = place("Mairie", in_town="Saintes")
    for hours in (2, 1, 3):
        reported(town_hall, now=now + timedelta(hours=hours))
        reported(town_hall, now=now, handled_at=now + timedelta(hours=hours))

    waiting = [one.sent_at - now for one in waiting_reports()]
    handled = [one.handled_at - now for one in handled_reports()]

    assert waiting == [timedelta(hours=hours) for hours in (1, 2, 3)]
    assert handled == [timedelta(hours=hours) for hours in (3, 2, 1)]


@pytest.mark.parametrize(("count", "words"), [(0, "rien n’attend"), (1, "1 à"), (12, "12 à")])
def test_the_team_reads_how_many_wait(now: datetime, count: int, words: str) -> None:
    town_hall = place("Mairie", in_town="Saintes")
    reported(town_hall, now=now, handled_at=now)
    for _number in range(count):
        reported(town_hall, now=now)

    assert words in waiting_words()


@pytest.mark.parametrize(
    ("about", "line"),
    [
        (About.HOURS, "Lundi à vendredi : 9 h à 12 h"),
        (About.PHONE, "05 46 00 00 00"),
        (About.ADDRESS, "1 rue de la Mairie"),
        (About.CLOSED, "05 46 00 00 00"),
        (About.OTHER, "Au fond de la cour"),
    ],
)
def test_what_the_page_says_of_it_is_shown(about: About, line: str) -> None:
    town_hall = place("Mairie", in_town="Saintes", notes="Au fond de la cour")

    said = shown(about, of=town_hall).said

    assert line in [text.replace("\u00a0", " ") for words in said for text in words.lines]


@pytest.mark.parametrize("about", About)
def test_a_page_that_says_nothing_of_it_is_shown_as_silent(about: About) -> None:
    silent = place("Mairie", in_town="Saintes", phone="", address="", postcode="", opening_hours="")

    assert shown(about, of=silent).said == []
    assert about in FIELDS_ABOUT


@pytest.mark.parametrize(
    ("territory", "withdrawn", "is_visible"),
    [("17", False, True), ("17", True, False), ("34", False, False)],
)
def test_only_a_page_that_the_public_sees_is_linked_to(
    now: datetime, territory: str, withdrawn: bool, is_visible: bool
) -> None:
    town_hall = place("Mairie", in_town="Saintes", withdrawn_at=now if withdrawn else None)

    assert shown(About.PHONE, of=town_hall, territory=territory).is_page_visible is is_visible
