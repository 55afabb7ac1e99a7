from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.places.cards import Day
from maillage.places.sharing import Week, mail_url, message_about, sms_url, weeks_of
from tests.cast import place

URL = "https://aide.exemple.fr/l/12"
NAMES = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")


def days(*hours: str, period: str = "") -> list[Day]:
    return [
        Day(name, told, is_today=False, period=period)
        for name, told in zip(NAMES, hours, strict=False)
    ]


def lines(*hours: str) -> list[tuple[str, str]]:
    (week,) = weeks_of(days(*hours))
    return list(week.lines)


def test_days_in_a_row_that_are_alike_share_a_line() -> None:
    assert lines(*["9 h à 12 h"] * 4, "14 h à 17 h", "fermé", "fermé") == [
        ("Lundi à jeudi", "9 h à 12 h"),
        ("Vendredi", "14 h à 17 h"),
        ("Samedi, dimanche", "fermé"),
    ]


def test_days_alike_but_apart_keep_their_own_lines() -> None:
    assert lines("9 h à 12 h", "fermé", "9 h à 12 h") == [
        ("Lundi", "9 h à 12 h"),
        ("Mardi", "fermé"),
        ("Mercredi", "9 h à 12 h"),
    ]


def test_the_weeks_of_term_and_holidays_stay_apart() -> None:
    term = days("9 h à 12 h", "9 h à 12 h", period="En période scolaire")
    holidays = [Day("Tous les jours", "fermé", is_today=False, period="Pendant les vacances")]

    assert weeks_of([*term, *holidays]) == [
        Week("En période scolaire", [("Lundi, mardi", "9 h à 12 h")]),
        Week("Pendant les vacances", [("Tous les jours", "fermé")]),
    ]


def test_the_days_are_named_as_the_language_writes_them() -> None:
    with translation.override("en"):
        (week,) = weeks_of([Day("Monday", "9", False), Day("Tuesday", "9", False)])

    assert week.lines == [("Monday, Tuesday", "9")]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["a", "b"]), min_size=7, max_size=7))
def test_no_day_is_lost_nor_told_twice(hours: list[str]) -> None:
    told = lines(*hours)

    assert [hours for _names, hours in told] == [
        one for number, one in enumerate(hours) if number == 0 or hours[number - 1] != one
    ]


@pytest.mark.django_db
def test_a_message_says_where_when_and_whom_to_call() -> None:
    ici = place("Ici", in_town="Saintes", address_details="Bâtiment B")

    message = message_about(ici, days=days("9 h à 12 h", "9 h à 12 h"), is_itinerant=False, url=URL)

    assert message.replace("\u00a0", " ").split("\n") == [
        "Ici",
        "Bâtiment B, 1 rue de la Mairie, 17100 Saintes",
        "05 46 00 00 00",
        "Lundi, mardi : 9 h à 12 h",
        URL,
    ]


@pytest.mark.django_db
def test_a_message_does_not_send_people_to_the_office_of_a_bus() -> None:
    bus = place("Bus", in_town="Saintes", phone="")

    assert message_about(bus, days=[], is_itinerant=True, url=URL) == f"Bus\n{URL}"


@pytest.mark.django_db
def test_what_is_not_known_leaves_no_empty_line() -> None:
    bare = place("Ici", in_town="Saintes", phone="", address="", postcode="")

    assert message_about(bare, days=[], is_itinerant=False, url=URL) == f"Ici\nSaintes\n{URL}"


def test_a_text_message_is_written_in_the_short_alphabet() -> None:
    url = sms_url("L’aide\u00a0: 9\u00a0h & gratuit\nici")

    assert url == "sms:?&body=L%27aide%20%3A%209%20h%20%26%20gratuit%0Aici"


def test_a_mail_has_a_subject_and_keeps_its_lines() -> None:
    url = mail_url("Ici & là\nSaintes", subject="Aide ? Oui & non")

    asked = parse_qs(urlsplit(url).query)
    assert asked == {"subject": ["Aide ? Oui & non"], "body": ["Ici & là\r\nSaintes"]}
    assert "+" not in url  # a space in a mailto: is %20
    assert unquote(url).startswith("mailto:?")
