from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from maillage.places.french_hours import read_hours
from maillage.places.models import Place, Stop
from maillage.places.stops import StopLine, line_of, rounds, stop_lines
from maillage.places.terms import Field, Mobility, Term
from maillage.places.whereabouts import Whereabouts
from maillage.territory.models import Commune
from maillage.territory.queries import Territory
from tests.cast import place, town

BUS = (Term(Field.MOBILITY, Mobility.ITINERANT),)
CHARENTE_MARITIME = Territory.parse("17")


def line(
    hours_text: str, *, now: datetime, commune: str = "17164", phone: str = "+33546000000"
) -> StopLine:
    """The words of a stop that nobody saved."""
    reading = read_hours(hours_text)
    return line_of(
        Stop(
            place=Place(phone=phone),
            commune=Commune(code_insee=commune, departement_id=commune[:2], name="Fontcouverte"),
            opening_hours=reading.osm,
            holiday_hours=reading.school_holidays,
            hours_text=hours_text,
        ),
        now=now,
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def passages(told: StopLine) -> list[str]:
    return [plain(f"{one.days} : {one.hours}") for one in told.passages]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("le mardi de 9 h à 12 h", ["Mardi : 9 h à 12 h"]),
        (
            "mardi 9h-12h et jeudi 14h-17h30",
            ["Mardi : 9 h à 12 h", "Jeudi : 14 h à 17 h 30"],
        ),
        ("1er et 3e jeudi du mois, 14 h-17 h", ["1er et 3e jeudi du mois : 14 h à 17 h"]),
        ("2ème lundi du mois de 9h30 à 12h", ["2e lundi du mois : 9 h 30 à 12 h"]),
        ("dernier vendredi du mois 10h-12h", ["Dernier vendredi du mois : 10 h à 12 h"]),
        (
            "mardi 9h-12h, 1er, 2e et 4e jeudi du mois 14h-17h",
            ["Mardi : 9 h à 12 h", "1er, 2e et 4e jeudi du mois : 14 h à 17 h"],
        ),
        (
            "sur rendez-vous le mardi de 9h à 12h",
            ["Mardi : 9 h à 12 h, à vérifier (d’après le lieu : « sur rendez-vous »)"],
        ),
    ],
)
def test_the_days_are_told_whatever_the_week_one_looks_in(
    now: datetime, written: str, shown: list[str]
) -> None:
    weeks = [passages(line(written, now=now + timedelta(weeks=week))) for week in range(5)]

    assert weeks == [shown] * 5


def test_in_english_a_day_keeps_its_capital(now: datetime) -> None:
    with translation.override("en"):
        told = line("1er et 3e jeudi du mois, 14 h-17 h", now=now)

    assert "Thursday" in told.passages[0].days


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("le mardi de 9 h à 12 h", "Sur place en ce moment, jusqu’à 12 h"),
        ("le mardi de 14 h à 17 h", "Prochain passage : aujourd’hui, de 14 h à 17 h"),
        ("le mercredi de 9 h à 12 h", "Prochain passage : demain, de 9 h à 12 h"),
        ("le lundi de 9 h à 12 h", "Prochain passage : lundi, de 9 h à 12 h"),
        ("le mardi de 8h à 10h", "Prochain passage : mardi 1er décembre, de 8 h à 10 h"),
        ("1er jeudi du mois, 20h-24h", "Prochain passage : jeudi 3 décembre, de 20 h à 24 h"),
        ("2e vendredi du mois, 9h-12h", "Prochain passage : vendredi 11 décembre, de 9 h à 12 h"),
        ("24h/24, 7j/7", "Sur place en ce moment"),
        ("un mardi sur deux", "Prochain passage à vérifier : appelez avant de venir"),
        ("sur rendez-vous le mardi 9h-12h", "Prochain passage à vérifier : appelez avant de venir"),
    ],
)
def test_the_next_passage_is_told(now: datetime, written: str, words: str) -> None:
    assert plain(line(written, now=now).coming) == words


def test_no_phone_no_advice_to_call(now: datetime) -> None:
    assert line("un mardi sur deux", now=now, phone="").coming == "Prochain passage à vérifier"


def test_a_public_holiday_that_nobody_spoke_of_is_skipped(now: datetime) -> None:
    christmas_eve = now.replace(month=12, day=24)

    told = line("le vendredi de 9 h à 12 h", now=christmas_eve)

    assert plain(told.coming) == "Prochain passage : vendredi 8 janvier 2027, de 9 h à 12 h"


def test_overseas_the_day_is_the_one_of_the_stop(now: datetime) -> None:
    late = now.replace(hour=22)  # Wednesday already, one o'clock, in Saint-Denis

    told = line("le mercredi de 9 h à 12 h", now=late, commune="97411")

    assert plain(told.coming) == "Prochain passage : aujourd’hui, de 9 h à 12 h"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("mardi 9h-12h", ""),
        (
            "mardi 9h-12h, fermé pendant les vacances scolaires",
            "Pas de passage pendant les vacances scolaires.",
        ),
        ("mardi 9h-12h sauf vacances", "Pendant les vacances scolaires : à vérifier."),
        (
            "mardi 9h-12h, vacances scolaires : jeudi 14h-17h",
            "Pendant les vacances scolaires : jeudi, 14 h à 17 h.",
        ),
    ],
)
def test_the_school_holidays_are_told(now: datetime, written: str, words: str) -> None:
    assert plain(line(written, now=now).holidays) == words


def test_what_was_not_understood_is_quoted_and_nothing_else_is(now: datetime) -> None:
    told, understood = line("un mardi sur deux", now=now), line("le mardi 9h-12h", now=now)

    assert (told.quote, told.passages, told.comes_at) == ("un mardi sur deux", [], None)
    assert understood.quote == ""


@pytest.mark.django_db
def test_stops_come_the_soonest_first_then_the_nearest(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes", terms=BUS)
    for name, hours_text, osm in (
        ("Montpellier", "?", ""),
        ("Jonzac", "le mercredi", "We 09:00-12:00"),
        ("Fontcouverte", "le mercredi", "We 09:00-12:00"),
        ("La Rochelle", "le mardi", "Tu 09:00-12:00"),
    ):
        commune = town(name)
        Stop.objects.create(
            place=bus,
            commune=commune,
            latitude=commune.latitude,
            longitude=commune.longitude,
            hours_text=hours_text,
            opening_hours=osm,
            stated_on=date(2026, 11, 1),
        )
    start = Whereabouts.of_commune(town("Saintes"))

    near = stop_lines(bus, now=now, whereabouts=start)
    anywhere = stop_lines(bus, now=now)

    assert [one.stop.commune.name for one in near] == [
        *("La Rochelle", "Fontcouverte", "Jonzac", "Montpellier")
    ]
    assert [plain(one.distance) for one in near][:2] == ["61 km", "4 km"]
    assert [one.stop.commune.name for one in anywhere][1:3] == ["Fontcouverte", "Jonzac"]
    assert {one.distance for one in anywhere} == {""}


@pytest.mark.django_db
def test_a_stop_nobody_put_on_a_map_has_no_distance(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes", terms=BUS)
    Stop.objects.create(
        place=bus, commune=town("Jonzac"), hours_text="?", stated_on=date(2026, 11, 1)
    )

    here = Whereabouts.of_commune(town("Saintes"))
    [told] = stop_lines(bus, now=now, whereabouts=here)

    assert told.distance == ""


@pytest.mark.django_db
def test_as_many_queries_whatever_the_number_of_stops(
    now: datetime, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    bus = place("Bus", in_town="Saintes", terms=BUS)
    Stop.objects.bulk_create(
        Stop(place=bus, commune=town(name), hours_text="?", stated_on=date(2026, 11, 1))
        for name in ("Jonzac", "Saintes", "Fontcouverte")
    )

    with django_assert_num_queries(2):
        stop_lines(bus, now=now)
    with django_assert_num_queries(0):  # as on the page, that loaded them with the place
        stop_lines(bus, now=now)


@pytest.mark.django_db
def test_rounds_are_those_of_the_buses_and_of_whatever_has_stops() -> None:
    place("Mairie", in_town="Saintes")
    place("Bus", in_town="Saintes", terms=BUS)
    place("Bus ailleurs", in_town="Montpellier", terms=BUS)
    library = place("Médiathèque", in_town="Saintes", terms=BUS[:0])
    Stop.objects.bulk_create(
        Stop(place=library, commune=town(name), hours_text="?", stated_on=date(2026, 11, 1))
        for name in ("Jonzac", "Fontcouverte")
    )

    found = rounds(CHARENTE_MARITIME)

    assert [(one.name, one.stop_count) for one in found] == [("Bus", 0), ("Médiathèque", 2)]


HOURS = st.integers(0, 23).flatmap(lambda start: st.tuples(st.just(start), st.integers(start, 24)))
DAYS = st.sampled_from(("lundi", "mardi", "2e jeudi du mois", "1er et 3e vendredi du mois"))


@settings(max_examples=60)
@example(written="", at=datetime.fromisoformat("2026-03-29T01:59:00Z"))
@given(
    written=st.lists(st.tuples(DAYS, HOURS), max_size=3).map(
        lambda told: ", ".join(f"{day} {start}h-{end}h" for day, (start, end) in told)
    ),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.astimezone()),  # noqa: DTZ001
)
def test_whatever_is_written_is_either_told_or_quoted(written: str, at: datetime) -> None:
    told = line(written, now=at)

    assert bool(told.passages) == bool(read_hours(written).osm)
    assert told.quote == ("" if told.passages else written)
    assert told.comes_at is None or told.comes_at >= at
    assert told.coming
