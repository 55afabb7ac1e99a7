from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from maillage.places.needs import NEED_BY_SERVICE
from maillage.places.queries import (
    Condition,
    Criteria,
    Findings,
    nearest_to,
    place_for_page,
    search,
)
from maillage.places.terms import Offer, Service
from maillage.territory.queries import Territory
from tests.cast import HELPED_WITH_PAPERWORK, SELF_SERVICE_COMPUTER, place, town

pytestmark = pytest.mark.django_db

CHARENTE_MARITIME = Territory.parse("17")


def names(found: Findings) -> list[str]:
    return [candidate.place.name for candidate in found.candidates]


def test_places_come_nearest_first(now: datetime) -> None:
    place("Loin", in_town="La Rochelle")
    place("Près", in_town="Fontcouverte")
    place("Ici", in_town="Saintes")

    found = search(Criteria(origin=town("Saintes")), territory=CHARENTE_MARITIME, now=now)

    assert names(found) == ["Ici", "Près", "Loin"]
    assert found.candidates[0].distance_m == 0


def test_without_an_origin_places_come_by_commune(now: datetime) -> None:
    place("A", in_town="Saintes")
    place("B", in_town="La Rochelle")

    found = search(Criteria(), territory=CHARENTE_MARITIME, now=now)

    assert names(found) == ["B", "A"]


def test_a_place_without_position_comes_with_those_of_its_commune(now: datetime) -> None:
    place("Quelque part", in_town="Saintes", latitude=None, longitude=None)
    place("Là-bas", in_town="La Rochelle", latitude=None, longitude=None)
    place("Près", in_town="Fontcouverte")

    found = search(Criteria(origin=town("Saintes")), territory=CHARENTE_MARITIME, now=now)

    assert names(found) == ["Quelque part", "Près", "Là-bas"]
    assert found.candidates[0].distance_m is None


def test_places_that_do_not_say_what_they_help_with_are_counted_apart(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    place("Autre chose", in_town="Saintes", terms=SELF_SERVICE_COMPUTER)
    place("Muet", in_town="Saintes", terms=())
    asked = Criteria(need=NEED_BY_SERVICE[Service.PAPERWORK])

    found = search(asked, territory=CHARENTE_MARITIME, now=now)

    assert (names(found), found.silent_count) == (["Aide"], 1)
    assert search(Criteria(), territory=CHARENTE_MARITIME, now=now).silent_count == 0


def test_withdrawn_and_foreign_places_are_never_found(now: datetime) -> None:
    place("Parti", in_town="Saintes", withdrawn_at=now)
    place("Ailleurs", in_town="Montpellier")

    found = search(Criteria(), territory=CHARENTE_MARITIME, now=now)

    assert names(found) == []
    assert found.given_up == ()


def test_each_condition_keeps_only_what_meets_it(now: datetime) -> None:
    place("Aide", in_town="Saintes", terms=HELPED_WITH_PAPERWORK)
    place(
        "Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER, opening_hours="Mo-Fr 14:00-17:00"
    )
    paperwork = NEED_BY_SERVICE[Service.PAPERWORK]

    def found(**asked: object) -> list[str]:
        criteria = Criteria(**asked)  # type: ignore[arg-type]
        return names(search(criteria, territory=CHARENTE_MARITIME, now=now))

    assert found(need=paperwork) == ["Aide"]
    assert found(offer=Offer.EQUIPPED) == ["Poste"]
    assert found(open_now=True) == ["Aide"]
    assert found() == ["Aide", "Poste"]


def test_nothing_open_widens_to_closed_places_and_says_so(now: datetime) -> None:
    place("Fermé le mardi", in_town="Saintes", opening_hours="Mo 09:00-12:00")

    found = search(Criteria(open_now=True), territory=CHARENTE_MARITIME, now=now)

    assert names(found) == ["Fermé le mardi"]
    assert found.given_up == (Condition.OPEN_NOW,)
    assert not found.kept.open_now


def test_a_need_nobody_meets_widens_to_every_place(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    wanted = Criteria(need=NEED_BY_SERVICE[Service.LEISURE], offer=Offer.WIFI, open_now=True)

    found = search(wanted, territory=CHARENTE_MARITIME, now=now)

    assert names(found) == ["Aide"]
    assert found.given_up == (Condition.OPEN_NOW, Condition.OFFER, Condition.NEED)


def test_what_can_be_kept_is_kept_when_widening(now: datetime) -> None:
    place("Aide", in_town="Saintes", opening_hours="Mo 09:00-12:00")
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER)
    wanted = Criteria(need=NEED_BY_SERVICE[Service.PAPERWORK], open_now=True)

    found = search(wanted, territory=CHARENTE_MARITIME, now=now)

    assert names(found) == ["Aide"]
    assert found.kept.need is wanted.need


def test_counts_say_what_each_filter_would_leave(now: datetime) -> None:
    place("Ouvert", in_town="Saintes")
    place("Fermé", in_town="Saintes", opening_hours="Mo 09:00-12:00")
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER)

    found = search(Criteria(offer=Offer.MEDIATORS), territory=CHARENTE_MARITIME, now=now)

    assert found.open_count == 1
    assert found.offer_counts == {Offer.MEDIATORS: 2, Offer.EQUIPPED: 1}


def test_the_number_of_queries_does_not_grow_with_the_places(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        place(f"Lieu {number}", in_town="Saintes")

    with django_assert_num_queries(2):
        search(Criteria(), territory=CHARENTE_MARITIME, now=now)


def test_neighbours_leave_out_the_place_itself(now: datetime) -> None:
    here = place("Ici", in_town="Saintes")
    place("Loin", in_town="La Rochelle")
    place("Près", in_town="Fontcouverte")

    around = nearest_to(here, territory=CHARENTE_MARITIME, now=now, limit=1)

    assert [candidate.place.name for candidate in around] == ["Près"]


def test_a_place_without_position_has_no_neighbours(now: datetime) -> None:
    nowhere = place("Quelque part", in_town="Saintes", latitude=None, longitude=None)
    place("Près", in_town="Saintes")

    assert nearest_to(nowhere, territory=CHARENTE_MARITIME, now=now, limit=3) == []


@pytest.mark.parametrize(
    "hide",
    [
        lambda now: {"withdrawn_at": now},
        lambda now: {"commune": town("Montpellier")},
    ],
    ids=["withdrawn", "elsewhere"],
)
def test_a_hidden_place_has_no_page(
    now: datetime, hide: Callable[[datetime], dict[str, object]]
) -> None:
    place("Caché", in_town="Saintes", **hide(now))

    assert place_for_page("cache", territory=CHARENTE_MARITIME) is None


def test_the_answer_holds_until_any_place_opens_or_closes(now: datetime) -> None:
    place("Ouvre à 10 h 13", in_town="Saintes", opening_hours="Tu 10:13-12:00")
    place("Ouvert", in_town="Saintes")

    found = search(Criteria(open_now=True), territory=CHARENTE_MARITIME, now=now)

    assert found.changes_at == now.replace(minute=13)


@pytest.mark.parametrize(("holiday_hours", "found"), [("", ["Ici"]), ("off", []), ("unknown", [])])
def test_open_now_knows_the_school_holidays(holiday_hours: str, found: list[str]) -> None:
    place("Ici", in_town="Saintes", holiday_hours=holiday_hours)
    in_holidays = datetime(2026, 12, 22, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))

    findings = search(Criteria(), territory=CHARENTE_MARITIME, now=in_holidays)

    assert [c.place.name for c in findings.candidates if c.is_open] == found
    assert findings.open_count == len(found)
