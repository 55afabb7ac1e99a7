from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from maillage.places.cards import (
    checked_words,
    chips_of,
    credits_of_sources,
    days_of,
    holiday_words,
    is_stale,
    line_of,
    position_words,
    reopening_words,
    source_lines,
    words_of,
)
from maillage.places.forms import read_search
from maillage.places.models import Place
from maillage.places.opening_hours import OpeningKind, OpeningState, state_at
from maillage.places.queries import Candidate, search
from maillage.places.terms import Field, Mobility, Term
from maillage.territory.queries import Territory
from tests.cast import SELF_SERVICE_COMPUTER, place, record, town

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 24)  # a Tuesday
CHARENTE_MARITIME = Territory.parse("17")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def candidate(
    opening: OpeningState, *, phone: str = "+33546000000", terms: tuple[Term, ...] = ()
) -> Candidate:
    return Candidate(
        place=Place(name="Ici", phone=phone),
        terms=frozenset(terms),
        opening=opening,
        distance_m=None,
    )


def line(hours: str, *, at: datetime, phone: str = "+33546000000", holiday_hours: str = "") -> str:
    state = state_at(hours, at=at, departement="17", holiday_hours=holiday_hours)
    said = line_of(candidate(state, phone=phone), now=at)
    return plain(f"{said.word} · {said.detail}" if said.detail else said.word)


@pytest.mark.parametrize(
    ("hours", "hour", "minute", "words"),
    [
        ("Tu 09:00-17:30", 10, 0, "Ouvert · ferme à 17 h 30"),
        ("Tu 09:00-17:30", 17, 5, "Ferme bientôt · à 17 h 30"),
        ("Tu 14:00-17:00", 12, 0, "Fermé · ouvre à 14 h"),
        ("We 09:00-12:00", 12, 0, "Fermé · ouvre demain à 9 h"),
        ("Mo 09:00-12:00", 12, 0, "Fermé · ouvre lundi à 9 h"),
        ("", 12, 0, "Horaires inconnus · appelez avant de venir"),
        ("24/7", 12, 0, "Ouvert"),
    ],
)
def test_the_opening_line_says_the_state_then_what_follows(
    hours: str, hour: int, minute: int, words: str
) -> None:
    assert line(hours, at=datetime(2026, 11, 24, hour, minute, tzinfo=PARIS)) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("Tu 09:00-12:00,14:00-17:00", "Rouvre à 14 h."),
        ("Tu,We 09:00-12:00", ""),
        ("Tu 14:00-17:00", ""),
        ("24/7", ""),
    ],
)
def test_an_open_place_says_when_it_opens_again_today(hours: str, words: str) -> None:
    at = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)

    assert plain(reopening_words(state_at(hours, at=at), now=at)) == words


def test_a_public_holiday_is_not_guessed() -> None:
    christmas = datetime(2026, 12, 25, 10, 0, tzinfo=PARIS)

    assert line("Fr 09:00-12:00", at=christmas) == "Jour férié · appelez avant de venir"


def test_unknown_hours_of_the_school_holidays_are_not_guessed() -> None:
    in_holidays = datetime(2026, 12, 22, 10, 0, tzinfo=PARIS)

    said = line("Tu 09:00-12:00", at=in_holidays, holiday_hours="unknown")

    assert said == "Horaires à vérifier : vacances scolaires · appelez avant de venir"
    assert line("Tu 09:00-12:00", at=in_holidays, holiday_hours="off") == (
        "Fermé · ouvre mardi 5 janvier 2027 à 9 h"
    )


def test_hours_that_are_only_quoted_are_to_be_checked_not_unknown() -> None:
    at = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)
    quoted = candidate(OpeningState(OpeningKind.UNKNOWN))
    quoted.place.hours_text = "le mardi, parfois"

    assert line_of(quoted, now=at).word == "Horaires à vérifier"


def test_nobody_is_told_to_call_a_place_without_telephone() -> None:
    at = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)

    assert line("", at=at, phone="") == "Horaires inconnus · vérifiez avant de venir"


def test_a_place_that_never_opens_again_says_closed_and_no_more() -> None:
    said = line_of(
        candidate(OpeningState(OpeningKind.CLOSED)), now=datetime(2026, 11, 24, tzinfo=PARIS)
    )

    assert (said.word, said.detail) == ("Fermé", "")


def test_a_bus_is_neither_open_nor_closed() -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
    bus = Term(Field.MOBILITY, Mobility.ITINERANT)

    said = line_of(candidate(state_at("Tu 09:00-17:30", at=now), terms=(bus,)), now=now)

    assert said.word == "Bus ou permanence"


def test_the_week_names_today_closed_days_and_doubtful_days() -> None:
    shown = place(
        "Ici",
        in_town="Saintes",
        opening_hours='Mo,Tu 09:00-12:00,14:00-17:00; We unknown "9h ou 10h"',
    )

    days = days_of(shown, today=TODAY)

    assert [day.name for day in days][:3] == ["Lundi", "Mardi", "Mercredi"]
    assert plain(days[0].hours) == "9 h à 12 h et 14 h à 17 h"
    assert [day.is_today for day in days] == [False, True, False, False, False, False, False]
    assert plain(days[2].hours) == "à vérifier. D’après le lieu : « 9h ou 10h »"
    assert days[3].hours == "fermé"


def test_hours_by_appointment_are_quoted_beside_the_sure_ones() -> None:
    hours = 'Mo,Tu 09:00-12:00, Tu 14:00-17:00 unknown "sur rendez-vous"; We 09:00-10:00 unknown'
    shown = place("Ici", in_town="Saintes", opening_hours=hours)

    days = [plain(day.hours) for day in days_of(shown, today=TODAY)]

    assert days[1] == "9 h à 12 h ; 14 h à 17 h, à vérifier (d’après le lieu : « sur rendez-vous »)"
    assert days[2] == "9 h à 10 h, à vérifier"


IN_TERM, IN_HOLIDAYS = "En période scolaire", "Pendant les vacances scolaires"


@pytest.mark.parametrize(
    ("today", "periods", "marked"),
    [
        (TODAY, [f"{IN_TERM} (en ce moment)", IN_HOLIDAYS], ["Mardi"]),
        (date(2026, 12, 22), [IN_TERM, f"{IN_HOLIDAYS} (en ce moment)"], ["Mardi"]),
        (date(2028, 9, 5), [IN_TERM, IN_HOLIDAYS], []),  # beyond the calendar
    ],
)
def test_both_weeks_are_shown_and_the_one_that_holds_today_says_so(
    today: date, periods: list[str], marked: list[str]
) -> None:
    shown = place(
        "Ici", in_town="Saintes", opening_hours="We 13:00-18:00", holiday_hours="Tu 10:00-19:00"
    )

    days = days_of(shown, today=today)

    assert list(dict.fromkeys(day.period for day in days)) == periods
    assert [day.name for day in days if day.is_today] == marked
    assert [plain(day.hours) for day in days if day.hours != "fermé"] == [
        "13 h à 18 h",
        "10 h à 19 h",
    ]


@pytest.mark.parametrize(("holiday_hours", "words"), [("off", "fermé"), ("unknown", "à vérifier")])
def test_one_line_is_enough_for_holidays_without_hours(holiday_hours: str, words: str) -> None:
    shown = place("Ici", in_town="Saintes", holiday_hours=holiday_hours)

    days = days_of(shown, today=TODAY)

    assert len(days) == 8
    assert (days[7].name, days[7].hours, days[7].period) == ("Tous les jours", words, IN_HOLIDAYS)


def test_weeks_alike_are_shown_once() -> None:
    shown = place("Ici", in_town="Saintes", holiday_hours="Mo-Fr 09:00-12:00; PH off")

    assert {day.period for day in days_of(shown, today=TODAY)} == {""}


def test_unknown_hours_have_no_week() -> None:
    assert days_of(place("Ici", in_town="Saintes", opening_hours=""), today=TODAY) == []


def test_the_next_public_holiday_is_announced_as_unknown(now: datetime) -> None:
    words = holiday_words(place("Ici", in_town="Saintes"), now=now)

    assert "non renseigné" in words
    assert words.endswith("vendredi 25 décembre.")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("Mo 09:00-12:00; PH off", "Fermé les jours fériés. Prochain : vendredi 25 décembre."),
        ("24/7", "Prochain jour férié : vendredi 25 décembre."),
    ],
)
def test_what_is_said_of_public_holidays_is_told(hours: str, words: str, now: datetime) -> None:
    shown = place("Ici", in_town="Saintes", opening_hours=hours)

    assert plain(holiday_words(shown, now=now)) == words


@pytest.mark.parametrize(("holiday_hours", "is_said"), [("", False), ("off", True)])
def test_a_day_beyond_the_school_calendar_is_said_to_be_checked(
    holiday_hours: str, is_said: bool
) -> None:
    shown = place("Ici", in_town="Saintes", holiday_hours=holiday_hours)

    words = holiday_words(shown, now=datetime(2028, 9, 5, 10, 0, tzinfo=PARIS))

    assert words.endswith("nous ne savons pas pour aujourd’hui, à vérifier.") is is_said


def test_the_position_is_told_from_where_the_visitor_is() -> None:
    shown = place("Ici", in_town="Saintes")

    assert plain(position_words(shown, origin=town("Jonzac"))) == "À 37 km du centre de Jonzac."
    assert plain(position_words(shown, origin=None)) == "À 50 m du centre de Saintes."


def test_an_unknown_position_is_said() -> None:
    lost = place("?", in_town="Saintes", latitude=None, longitude=None)

    assert plain(position_words(lost, origin=None)).startswith("Position exacte inconnue")


@pytest.mark.parametrize(
    ("stated_on", "checked_on", "words", "stale"),
    [
        (date(2024, 8, 1), None, "À confirmer par téléphone : fiche de 2024", True),
        (date(2024, 8, 1), date(2026, 11, 3), "Vérifié le 3 novembre par l’équipe du lieu.", False),
        (date(2026, 10, 1), None, "Fiche du 1er octobre.", False),
    ],
)
def test_the_age_of_a_card_is_told_honestly(
    stated_on: date, checked_on: date | None, words: str, stale: bool
) -> None:
    shown = place("Ici", in_town="Saintes", stated_on=stated_on, checked_on=checked_on)

    assert plain(checked_words(shown, today=TODAY)) == words
    assert is_stale(shown, today=TODAY) is stale


def test_only_the_sources_that_still_list_the_place_are_cited(now: datetime) -> None:
    shown = place("Ici", in_town="Saintes")
    record(shown, identifier="1", now=now)
    gone = record(shown, identifier="2", now=now)
    gone.no_longer_listed_on = TODAY
    gone.save()

    assert [plain(words) for words in source_lines(shown)] == [
        "Source : Essai, Nous, fichier du 1er octobre 2026 (Licence Ouverte)."
    ]


def test_a_source_is_cited_as_its_licence_asks_or_said_to_have_none(now: datetime) -> None:
    shown = place("Ici", in_town="Saintes")
    source = record(shown, identifier="1", now=now).source
    source.attribution, source.licence = "© Département de l’Essai", ""
    source.save()

    assert [plain(words) for words in source_lines(shown)] == [
        "Source : © Département de l’Essai, fichier du 1er octobre 2026 (licence inconnue)."
    ]
    assert [credit.licence for credit in credits_of_sources()] == ["licence inconnue"]


def test_a_source_that_lists_no_place_here_is_not_cited(now: datetime) -> None:
    said = record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    record(place("Ailleurs", in_town="Montpellier"), identifier="2", now=now)
    assert len(credits_of_sources()) == 1

    said.no_longer_listed_on = TODAY
    said.save()

    assert credits_of_sources() == []


def test_chips_add_their_filter_or_take_it_away(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER, opening_hours="")
    wanted = read_search(QueryDict("offre=aide"))

    chips = chips_of(wanted, search(wanted.criteria, territory=CHARENTE_MARITIME, now=now))

    assert [(str(chip.label), chip.count, chip.query, chip.is_on) for chip in chips] == [
        ("Ouvert maintenant", 1, "?offre=aide&ouvert=1", False),
        ("Une personne vous aide", 1, "", True),
        ("Ordinateur en libre service", 1, "?offre=ordinateur", False),
        ("Wifi gratuit", 0, "?offre=wifi", False),
    ]


def test_a_widened_search_says_what_was_missing_and_what_was_done(now: datetime) -> None:
    place("Aide", in_town="Saintes", opening_hours="Mo 09:00-12:00")

    def told(query: str) -> tuple[str, str]:
        wanted = read_search(QueryDict(query))
        words = words_of(wanted, search(wanted.criteria, territory=CHARENTE_MARITIME, now=now))
        return plain(words.widened), plain(words.widened_help)

    assert told("") == ("", "")
    assert told("ouvert=1") == (
        "Aucun de ces lieux n’est annoncé ouvert maintenant.",
        "Nous avons cherché plus largement : voici 1 lieu.",
    )
    assert (
        told("besoin=demarches&offre=wifi")[0]
        == "Aucun lieu n’annonce les deux : « Faire une démarche » et « Wifi gratuit »."
    )
    assert told("offre=wifi")[0] == "Aucun lieu n’annonce : « Wifi gratuit »."
    missing, done = told("besoin=creer")
    assert missing == "Aucun lieu n’annonce : « Créer et me divertir »."
    assert done == "Voici 1 lieu. Sa fiche ne le dit pas, mais il aide peut-être. Demandez d’abord."


def test_the_count_follows_the_search(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    town("Jonzac")

    def told(query: str) -> tuple[str, str, str]:
        wanted = read_search(QueryDict(query))
        words = words_of(wanted, search(wanted.criteria, territory=CHARENTE_MARITIME, now=now))
        return words.title, plain(words.count), words.order

    assert told("") == ("Trouver de l’aide", "1 lieu", "par commune")
    assert told("besoin=demarches&ouvert=1&ou=Jonzac") == (
        "Faire une démarche",
        "1 lieu ouvert",
        "du plus proche au plus loin",
    )
