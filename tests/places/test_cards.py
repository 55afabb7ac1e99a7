from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from maillage.places.actions.openings import plan_openings
from maillage.places.cards import (
    are_all_doubtful,
    card_of,
    checked_words,
    credits_of_sources,
    days_of,
    holiday_words,
    is_stale,
    line_of,
    position_words,
    reopening_words,
    search_notes,
    silent_words,
    source_lines,
    unknown_hours_words,
    words_of,
)
from maillage.places.forms import Search, read_search
from maillage.places.models import Place
from maillage.places.opening_hours import OpeningKind, OpeningState, state_at
from maillage.places.queries.places import Candidate, candidate_at
from maillage.places.queries.search import Findings, search
from maillage.places.terms import Field, Mobility, Term
from maillage.places.whereabouts import Precision, Whereabouts
from maillage.territory.queries import Territory
from tests.cast import place, record, stop, town

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
        stop=None,
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


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"emails": ["ici@example.org"]}, "appelez avant de venir."),
        (
            {"phone": "", "emails": ["ici@example.org", "la@example.org"]},
            "écrivez avant de venir, à ici@example.org.",
        ),
        ({"phone": ""}, "demandez à la mairie avant de venir."),
    ],
)
def test_paper_says_how_to_ask_for_hours_that_nobody_knows(
    values: dict[str, object], words: str
) -> None:
    shown = place("Ici", in_town="Saintes", opening_hours="", **values)

    assert plain(unknown_hours_words(shown)) == f"Horaires inconnus : {words}"


@pytest.mark.parametrize(
    ("years", "are_doubtful"), [([2024, 2024], True), ([2024, 2026], False), ([], False)]
)
def test_a_list_is_doubtful_when_each_of_its_cards_is(
    years: list[int], are_doubtful: bool, now: datetime
) -> None:
    places = [
        place(f"Ici {number}", in_town="Saintes", stated_on=date(year, 10, 1))
        for number, year in enumerate(years)
    ]
    listed = [
        card_of(candidate_at(shown, origin=None, now=now), rank=None, query="", now=now)
        for shown in places
    ]

    assert are_all_doubtful(listed) is are_doubtful


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


def test_a_day_of_which_nothing_is_sure_is_to_be_checked_even_without_telephone() -> None:
    shown = place("Ici", in_town="Saintes", phone="", opening_hours="Mo 09:00-12:00; Tu unknown")

    assert days_of(shown, today=TODAY)[1].hours == "à vérifier"


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

    jonzac = Whereabouts.of_commune(town("Jonzac"))
    here = Whereabouts.at(shown.position, name="", precision=Precision.HERE)
    street = Whereabouts.at(shown.position, name="Rue Alsace", precision=Precision.STREET)

    assert plain(position_words(shown, where=jonzac)) == "À 37 km du centre de Jonzac."
    assert plain(position_words(shown, where=None)) == "À 50 m du centre de Saintes."
    assert plain(position_words(shown, where=here)) == "À 50 m de vous."
    assert plain(position_words(shown, where=street)) == "À 50 m de : Rue Alsace."


def test_an_unknown_position_is_said() -> None:
    lost = place("?", in_town="Saintes", latitude=None, longitude=None)

    assert plain(position_words(lost, where=None)).startswith("Position exacte inconnue")


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


def asked(query: str, *, now: datetime) -> tuple[Search, Findings]:
    plan_openings(now=now)
    wanted = read_search(QueryDict(query), territory=CHARENTE_MARITIME, today=now.date())
    return wanted, search(wanted.criteria, territory=CHARENTE_MARITIME, now=now)


def test_a_widened_search_says_what_was_missing_and_what_was_done(now: datetime) -> None:
    place("Aide", in_town="Saintes", opening_hours="Mo 09:00-12:00")

    def told(query: str) -> tuple[str, str]:
        words = words_of(*asked(query, now=now), today=TODAY)
        return plain(words.widened), plain(words.widened_help)

    assert told("") == ("", "")
    assert told("ouvert=maintenant") == (
        "Aucun de ces lieux n’est annoncé : « Ouvert maintenant ».",
        "Nous avons cherché plus largement : voici 1 lieu.",
    )
    assert told("ouvert=2026-11-26")[0] == "Aucun de ces lieux n’est annoncé : « Ouvert jeudi »."
    assert told("offre=wifi")[0] == "Aucun lieu n’annonce : « Wifi gratuit »."
    assert (
        told("offre=wifi&prix=gratuit")[0]
        == "Aucun lieu n’annonce tout cela : « Gratuit », « Wifi gratuit »."
    )
    missing, done = told("besoin=creer")
    assert missing == "Aucun lieu n’annonce : « Créer et me divertir »."
    assert done == "Voici 1 lieu. Sa fiche ne le dit pas, mais il aide peut-être. Demandez d’abord."


def test_too_small_a_circle_is_said(now: datetime) -> None:
    place("Loin", in_town="La Rochelle")
    town("Saintes")

    words = words_of(*asked("commune=17415&rayon=10", now=now), today=TODAY)

    assert plain(words.widened) == "Aucun lieu à moins de 10 km."


@pytest.mark.parametrize(
    ("query", "title", "count", "nearness", "order"),
    [
        ("", "Trouver de l’aide", "3 lieux", "", "par commune"),
        (
            "besoin=demarches&commune=17415&ouvert=maintenant",
            "Faire une démarche",
            "2 lieux ouverts maintenant",
            "dont 1 à moins de 10 km",
            "du plus proche au plus loin",
        ),
        (
            "commune=17197&tri=nom",
            "Trouver de l’aide",
            "3 lieux",
            "aucun à moins de 10 km",
            "par commune",
        ),
        (
            "commune=17415&rayon=10&ouvert=2026-11-25",
            "Trouver de l’aide",
            "2 lieux ouverts demain",
            "à moins de 10 km",
            "du plus proche au plus loin",
        ),
        (
            "q=aide",
            "Lieux nommés « aide »",
            "1 lieu",
            "",
            "le nom le plus ressemblant d’abord",
        ),
    ],
)
def test_the_answer_explains_itself(
    query: str, title: str, count: str, nearness: str, order: str, now: datetime
) -> None:
    place("Aide", in_town="Saintes")
    place("Mercredi", in_town="Fontcouverte", opening_hours="We 14:00-18:00")
    place("Loin", in_town="La Rochelle")
    town("Jonzac")

    words = words_of(*asked(query, now=now), today=TODAY)

    assert (plain(words.title), plain(words.count), plain(words.nearness), words.order) == (
        title,
        count,
        nearness,
        order,
    )


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("commune=17415", []),
        ("ou=Sianctes", ["Résultats pour Saintes. Vous aviez écrit « Sianctes »."]),
        (
            "ou=12 rue des Arènes Saintes",
            ["Nous n’avons pas cherché la rue : distances depuis le centre de Saintes."],
        ),
        (
            "lat=45.746&lon=-0.633&ou=Rue Alsace&precision=rue",
            ["Nous avons trouvé la rue, pas le numéro : distances à peu près."],
        ),
        ("lat=45.746&lon=-0.633&ou=1 Rue Alsace&precision=adresse", []),
        (
            "lat=45.746&lon=-0.633&precision=ici",
            ["Distances depuis l’endroit où vous êtes, à 100 m près."],
        ),
        (
            "q=mediateque",
            ["Résultats pour « mediatheque ». Vous aviez écrit « mediateque »."],
        ),
    ],
)
def test_what_was_understood_otherwise_than_written_is_said(
    query: str, notes: list[str], now: datetime
) -> None:
    place("Médiathèque", in_town="Saintes")

    assert [plain(note) for note in search_notes(*asked(query, now=now))] == notes


def test_those_that_do_not_say_what_they_help_with_are_told(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    place("Muet", in_town="Saintes", terms=())

    _wanted, findings = asked("besoin=demarches", now=now)

    assert plain(silent_words(findings)) == "1 autre lieu ne dit pas à quoi il aide."


def test_a_card_tells_one_stop_of_a_bus(now: datetime) -> None:
    bus = place(
        "Bus", in_town="Saintes", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),), phone=""
    )
    shown = stop(bus, in_town="Fontcouverte", address="Place du marché")

    here, adrift = (
        card_of(candidate_at(bus, stop=at, origin=None, now=now), rank=1, query="", now=now)
        for at in (shown, None)
    )

    assert plain(here.address) == "Passe ici : Place du marché, Fontcouverte"
    assert here.opening.word == "Ouvert"
    assert plain(adrift.address) == "Basé à Saintes"
    assert adrift.opening.word == "Bus ou permanence"


def test_a_card_says_that_it_is_closed_in_the_school_holidays(now: datetime) -> None:
    school = place("Collège", in_town="Saintes", holiday_hours="off")

    card = card_of(candidate_at(school, origin=None, now=now), rank=1, query="", now=now)

    assert card.condition == "Fermé pendant les vacances scolaires"
