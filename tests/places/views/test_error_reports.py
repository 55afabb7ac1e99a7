"""Errors reported: the form that everyone fills, the list that the team reads."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.journal.models import Entry
from maillage.places.models import ErrorReport, Place
from tests.cast import place
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

FORM = "/lieux/mairie/signaler/"
THANKS = "/lieux/mairie/signaler/merci/"
LIST = "/signalements/"
GOOD = {"about": "hours", "message": "Fermé le lundi", "contact": "06 00 00 00 00"}


@pytest.fixture(autouse=True)
def town_hall(settings) -> Place:  # type: ignore[no-untyped-def]
    settings.TERRITORY = "17"
    return place("Mairie", in_town="Saintes")


def reported(of: Place, *, now: datetime, **values: object) -> ErrorReport:
    return ErrorReport.objects.create(
        **{"place": of, "about": "hours", "message": "Faux", "sent_at": now} | values
    )


def said_to(response: HttpResponse) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def test_anyone_reports_an_error_and_reads_what_happens_next(client: Client) -> None:
    response = client.post(FORM, GOOD, follow=True)

    report = ErrorReport.objects.get()
    assert (report.place.slug, report.about) == ("mairie", "hours")
    assert (report.message, report.contact) == ("Fermé le lundi", "06 00 00 00 00")
    assert response.redirect_chain == [(THANKS, 302)]
    assert "Merci" in words_of(response)
    assert Entry.objects.get().actor_kind == Entry.ActorKind.PUBLIC


def test_what_was_written_is_not_lost_while_an_import_runs(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.places.views.error_reports.report_error", _locked)

    response = client.post(FORM, GOOD)

    assert response.status_code == 503
    page = response.content.decode()
    assert "Un import est en cours" in page
    assert "Fermé le lundi" in page


def _locked(*_args: object, **_values: object) -> None:
    raise OperationalError("database is locked")


def test_no_cookie_is_needed_nor_left() -> None:
    visitor = Client(enforce_csrf_checks=True)

    pages = [visitor.get(FORM), visitor.post(FORM, {}), visitor.post(FORM, GOOD)]

    assert [page.status_code for page in pages] == [200, 200, 302]
    assert ErrorReport.objects.count() == 1
    assert not visitor.cookies


def test_the_page_of_the_form_is_kept_for_everyone_and_the_answer_is_not(client: Client) -> None:
    form, refusal = client.get(FORM), client.post(FORM, {})

    assert form["Cache-Control"] == "public, max-age=300"
    assert "Cache-Control" not in refusal


def test_a_link_says_what_it_is_about(client: Client) -> None:
    pages = [client.get(FORM + query).content.decode() for query in ("?a=horaires", "?a=xyzzy", "")]

    assert ["checked" in page for page in pages] == [True, False, False]
    assert 'value="hours"' in pages[0].split("checked")[0].rsplit("<input", 1)[1]


def test_what_was_typed_is_not_lost_when_it_is_refused(client: Client) -> None:
    response = client.post(FORM, GOOD | {"about": ""})

    assert "Choisissez ce qui ne va pas." in words_of(response)
    assert "Fermé le lundi" in words_of(response)
    assert not ErrorReport.objects.exists()


def test_a_robot_that_fills_everything_is_refused_and_a_person_may_send_again(
    client: Client,
) -> None:
    response = client.post(FORM, GOOD | {"trap": "https://example.org"})

    assert "ressemble à celui d’un robot" in words_of(response)
    assert "https://example.org" not in response.content.decode()
    assert not ErrorReport.objects.exists()


def test_after_five_messages_one_waits_and_keeps_the_text() -> None:
    here, elsewhere = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")

    answers = [here.post(FORM, GOOD) for _number in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "dans 10 minutes" in answers[5].content.decode()
    assert "Fermé le lundi" in answers[5].content.decode()
    assert ErrorReport.objects.count() == 5
    assert elsewhere.post(FORM, GOOD).status_code == 302


def test_messages_refused_do_not_count(client: Client) -> None:
    for _number in range(6):
        client.post(FORM, GOOD | {"about": ""})

    assert client.post(FORM, GOOD).status_code == 302


@pytest.mark.parametrize("path", [FORM, THANKS])
@pytest.mark.parametrize("hidden", [{"withdrawn_at": "2026-11-01T00:00Z"}, {"commune": "34172"}])
def test_a_page_that_the_public_does_not_see_has_no_errors(
    client: Client, path: str, hidden: dict[str, str]
) -> None:
    elsewhere = place("Ailleurs", in_town="Montpellier")
    values = hidden | ({"commune": elsewhere.commune} if "commune" in hidden else {})
    Place.objects.filter(slug="mairie").update(**values)

    answers = [client.get(path), client.post(FORM, GOOD)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not ErrorReport.objects.exists()


def test_a_place_said_to_be_closed_looks_the_same(client: Client, now: datetime) -> None:
    before = words_of(client.get("/lieux/mairie/"))

    client.post(FORM, {"about": "closed"})

    assert ErrorReport.objects.get().about == "closed"
    assert words_of(client.get("/lieux/mairie/")) == before


def test_only_the_coordination_reads_and_handles_reports(
    client: Client, colleague: Client, coordinator: Client, town_hall: Place, now: datetime
) -> None:
    report = reported(town_hall, now=now)

    read = [visitor.get(LIST).status_code for visitor in (client, colleague, coordinator)]
    handled = [
        visitor.post(LIST, {"report": report.pk}).status_code for visitor in (client, colleague)
    ]

    assert read == [302, 403, 200]
    assert handled == [302, 403]
    assert ErrorReport.objects.get().handled_at is None


def test_what_is_said_stands_beside_what_the_page_says(
    coordinator: Client, town_hall: Place, now: datetime
) -> None:
    reported(town_hall, now=now, message="Fermé <b>le lundi</b>", contact="06 00 00 00 00")

    response = coordinator.get(LIST)

    page = words_of(response).replace("\u00a0", " ")
    assert "1 signalement" in page
    assert "Les horaires ne sont pas bons Fermé <b>le lundi</b>" in page
    assert "Pour lui répondre : 06 00 00 00 00" in page
    assert "Lundi à vendredi : 9 h à 12 h" in page
    assert 'href="/lieux/mairie/"' in response.content.decode()
    assert 'href="/lieux/mairie/origine/"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_report_is_handled_and_moves_to_the_others(
    coordinator: Client, town_hall: Place, now: datetime
) -> None:
    report = reported(town_hall, now=now, contact="06 00 00 00 00")

    response = coordinator.post(LIST, {"report": report.pk})

    report.refresh_from_db()
    assert response["Location"] == LIST
    assert said_to(response) == ["Signalement traité. Le moyen de répondre est effacé."]
    assert (report.contact, report.handled_at is None) == ("", False)
    assert "Aucun signalement à traiter." in words_of(coordinator.get(LIST))
    handled = words_of(coordinator.get(f"{LIST}?etat=traites"))
    assert "traité le" in handled
    assert "06 00 00 00 00" not in handled


def test_whoever_comes_second_is_told(coordinator: Client, town_hall: Place, now: datetime) -> None:
    report = reported(town_hall, now=now, handled_at=now)

    response = coordinator.post(LIST, {"report": report.pk})

    assert said_to(response) == ["Quelqu’un d’autre a déjà traité ce signalement."]
    report.refresh_from_db()
    assert report.handled_at == now


def test_the_team_is_told_to_wait_while_an_import_runs(
    coordinator: Client, town_hall: Place, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = reported(town_hall, now=now)
    monkeypatch.setattr("maillage.places.views.error_reports.handle_report", _locked)

    response = coordinator.post(LIST, {"report": report.pk})

    assert "Un import est en cours" in said_to(response)[0]


@pytest.mark.parametrize("key", ["", "abc", "-1", "999", "9" * 30, "²"])
def test_an_unknown_report_is_not_found(coordinator: Client, key: str) -> None:
    assert coordinator.post(LIST, {"report": key}).status_code == 404


def test_reports_come_fifty_a_page_and_keep_their_filter(
    coordinator: Client, town_hall: Place, now: datetime
) -> None:
    ErrorReport.objects.bulk_create(
        ErrorReport(
            place=town_hall,
            about="hours",
            message=f"Message {number:02}",
            sent_at=now + timedelta(minutes=number),
            handled_at=now + timedelta(hours=1),
        )
        for number in range(51)
    )
    path = f"{LIST}?etat=traites"

    first, second = coordinator.get(path), coordinator.get(f"{path}&page=2")

    assert 'href="?etat=traites&amp;page=2"' in first.content.decode()
    assert "Message 50" in words_of(first)
    assert "Message 00" not in words_of(first)
    assert "Message 00" in words_of(second)


def test_as_many_queries_whatever_the_number_of_reports(
    coordinator: Client,
    town_hall: Place,
    now: datetime,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    reported(town_hall, now=now)
    with CaptureQueriesContext(connection) as queries:
        coordinator.get(LIST)
    reported(place("Médiathèque", in_town="Jonzac"), now=now)

    with django_assert_num_queries(len(queries)):
        coordinator.get(LIST)


def test_the_space_of_the_team_says_how_many_wait(
    coordinator: Client, town_hall: Place, now: datetime
) -> None:
    reported(town_hall, now=now)

    assert "1 à traiter" in words_of(coordinator.get("/equipe/"))
