from datetime import datetime

import pytest
from django.http import QueryDict

from maillage.places.actions.openings import plan_openings
from maillage.places.chips import arrangements_of, chips_of, options_shown
from maillage.places.forms import Search, read_search
from maillage.places.queries.search import Findings, search
from maillage.places.terms import Access, Field, Term
from maillage.territory.queries import Territory
from tests.cast import HELPED_WITH_PAPERWORK, SELF_SERVICE_COMPUTER, place

pytestmark = pytest.mark.django_db

CHARENTE_MARITIME = Territory.parse("17")
WALK_IN = Term(Field.ACCESS, Access.WALK_IN)


def asked(query: str, *, now: datetime) -> tuple[Search, Findings]:
    plan_openings(now=now)
    wanted = read_search(QueryDict(query), territory=CHARENTE_MARITIME, today=now.date())
    counted = options_shown(wanted)
    return wanted, search(wanted.criteria, territory=CHARENTE_MARITIME, now=now, counted=counted)


def chips(query: str, *, now: datetime) -> list[tuple[str, int, str, bool]]:
    return [
        (str(chip.label).replace("\u00a0", " "), chip.count, chip.query, chip.is_on)
        for chip in chips_of(*asked(query, now=now), today=now.date())
    ]


def test_chips_add_their_filter_or_take_it_away(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER, opening_hours="Sa 10:00-19:00")

    assert chips("offre=aide", now=now) == [
        ("Une personne vous aide", 1, "", True),
        ("Ouvert maintenant", 1, "?offre=aide&ouvert=maintenant", False),
        ("Samedi", 0, "?offre=aide&ouvert=samedi", False),
        ("Ordinateur en libre service", 1, "?offre=ordinateur", False),
    ]


def test_two_more_chips_are_offered_where_there_is_room_if_they_would_choose(
    now: datetime,
) -> None:
    place("Aide", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, WALK_IN))
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER, opening_hours="Tu 09:00-19:00")

    offered = chips_of(*asked("", now=now), today=now.date())

    assert [str(chip.label) for chip in offered if not chip.is_extra] == [
        "Ouvert maintenant",
        "Samedi",
    ]
    assert [str(chip.label) for chip in offered if chip.is_extra] == ["Le soir", "Sans rendez-vous"]


def test_a_chip_that_would_change_nothing_is_not_offered(now: datetime) -> None:
    place("Aide", in_town="Saintes")

    assert [label for label, *_rest in chips("", now=now)] == ["Ouvert maintenant", "Samedi"]


def test_a_day_a_zone_and_a_name_can_be_taken_away(now: datetime) -> None:
    place("Aide", in_town="Saintes")

    query = "commune=17415&q=aide&zone=45,-1,46,0&ouvert=2026-11-25"
    first_three = chips(query, now=now)[:3]

    assert [(label, count) for label, count, _query, _is_on in first_three] == [
        ("Dans cette partie de la carte", 1),
        ("Nommés « aide »", 1),
        ("Ouvert demain", 1),
    ]
    for name, (_label, _count, without, is_on) in zip(
        ("zone", "q", "ouvert"), first_three, strict=True
    ):
        assert is_on
        assert f"{name}=" not in without
        assert without.count("=") == 3


def test_what_had_to_be_given_up_counts_nothing(now: datetime) -> None:
    place("Aide", in_town="Saintes", opening_hours="Mo 09:00-12:00")

    assert chips("ouvert=2026-11-25", now=now)[0] == ("Ouvert demain", 0, "", True)
    assert chips("commune=17415&q=xyzzy", now=now)[0] == (
        "Nommés « xyzzy »",
        0,
        "?commune=17415",
        True,
    )


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("", []),
        ("commune=17415", [("Ranger par commune", "?commune=17415&tri=nom")]),
        (
            "commune=17415&tri=nom",
            [("Ranger du plus proche au plus loin", "?commune=17415&tri=distance")],
        ),
        ("q=aide", [("Ranger par commune", "?q=aide&tri=nom")]),
        (
            "q=aide&commune=17415",
            [
                ("Ranger du plus proche au plus loin", "?commune=17415&q=aide&tri=distance"),
                ("Ranger par commune", "?commune=17415&q=aide&tri=nom"),
            ],
        ),
        ("tri=distance", []),
        ("commune=17415&ouvert=samedi", []),  # one place has no order
    ],
)
def test_the_other_orders_that_make_sense_are_offered(
    query: str, offered: list[tuple[str, str]], now: datetime
) -> None:
    place("Aide", in_town="Saintes")
    place("Aide le samedi", in_town="Fontcouverte", opening_hours="Sa 09:00-12:00")

    arrangements = arrangements_of(*asked(query, now=now))

    assert [(one.label, one.query) for one in arrangements] == offered
