from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from maillage.places.actions.openings import plan_openings
from maillage.places.facets import BIT_OF_TERM
from maillage.places.filters import GIVING_UP, OPTIONS, Group, Moment, Option
from maillage.places.models import Spot
from maillage.places.opening_hours import OpeningKind
from maillage.places.queries.search import (
    Criteria,
    Findings,
    Order,
    Zone,
    coming_saturday,
    search,
    spots_found,
)
from maillage.places.terms import Care, Fee, Field, Mobility, Offer, Service, Term
from maillage.places.whereabouts import Whereabouts
from maillage.territory.queries import Territory
from tests.cast import HELPED_WITH_PAPERWORK, SELF_SERVICE_COMPUTER, place, stop, town

pytestmark = pytest.mark.django_db

CHARENTE_MARITIME = Territory.parse("17")
FRANCE = Territory.parse("FR")
PAPERWORK = Term(Field.SERVICE, Service.PAPERWORK)
EQUIPPED = Term(Field.OFFER, Offer.EQUIPPED)
MEDIATORS = Term(Field.OFFER, Offer.MEDIATORS)
FREE, PAID = Term(Field.FEE, Fee.FREE), Term(Field.FEE, Fee.PAID)
DEAFNESS, WHEELCHAIR = Term(Field.CARE, Care.DEAFNESS), Term(Field.CARE, Care.MOTOR)
BUS = (Term(Field.MOBILITY, Mobility.ITINERANT), PAPERWORK)
EVERY_OPTION = list(chain(*OPTIONS.values()))


def look(now: datetime, *, territory: Territory = CHARENTE_MARITIME, **asked: Any) -> Findings:
    """Search in the Charente-Maritime, its openings planned, every option counted."""
    plan_openings(now=now)
    counted = asked.pop("counted", EVERY_OPTION)
    page = {name: asked.pop(name) for name in ("first", "size") if name in asked}
    terms = frozenset(asked.pop("terms", ()))
    criteria = Criteria(terms=terms, **asked)
    return search(criteria, territory=territory, now=now, counted=counted, **page)


def around(name: str) -> Whereabouts:
    return Whereabouts.of_commune(town(name))


def names(found: Findings) -> list[str]:
    return [candidate.place.name for candidate in found.page]


def option(group: Group, value: str) -> Option:
    return next(one for one in OPTIONS[group] if one.value == value)


def test_places_come_nearest_first(now: datetime) -> None:
    place("Loin", in_town="La Rochelle")
    place("Près", in_town="Fontcouverte")
    place("Ici", in_town="Saintes")

    found = look(now, where=around("Saintes"))

    assert names(found) == ["Ici", "Près", "Loin"]
    assert found.page[0].distance_m == 0


def test_without_an_origin_places_come_by_commune(now: datetime) -> None:
    place("A", in_town="Saintes")
    place("B", in_town="La Rochelle")

    assert names(look(now)) == ["B", "A"]


def test_one_may_ask_for_the_order_of_names_from_somewhere(now: datetime) -> None:
    place("Ici", in_town="Saintes")
    place("Là", in_town="Jonzac")

    assert names(look(now, where=around("Saintes"), order=Order.NAME)) == ["Là", "Ici"]


def test_a_place_without_position_comes_with_those_of_its_commune(now: datetime) -> None:
    place("Quelque part", in_town="Saintes", latitude=None, longitude=None)
    place("Là-bas", in_town="La Rochelle", latitude=None, longitude=None)
    place("Près", in_town="Fontcouverte")

    found = look(now, where=around("Saintes"))

    assert names(found) == ["Quelque part", "Près", "Là-bas"]
    assert found.page[0].distance_m is None


def test_a_bus_is_found_at_each_of_its_stops(now: datetime) -> None:
    bus = place("Bus", in_town="La Rochelle", terms=BUS)
    stop(bus, in_town="Saintes")
    stop(bus, in_town="Jonzac", opening_hours="Th 14:00-17:00")

    found = look(now, where=around("Fontcouverte"), when=Moment.NOW)

    assert [(c.place.name, c.site.commune.name) for c in found.page] == [("Bus", "Saintes")]
    assert found.page[0].opening.kind is OpeningKind.OPEN


def test_places_that_do_not_say_what_they_help_with_are_counted_apart(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    place("Autre chose", in_town="Saintes", terms=SELF_SERVICE_COMPUTER)
    place("Muet", in_town="Saintes", terms=())

    found = look(now, terms=[PAPERWORK])

    assert (names(found), found.silent_count) == (["Aide"], 1)
    assert look(now).silent_count == 0


def test_withdrawn_and_foreign_places_are_never_found(now: datetime) -> None:
    place("Parti", in_town="Saintes", withdrawn_at=now)
    place("Ailleurs", in_town="Montpellier")

    found = look(now)

    assert names(found) == []
    assert found.given_up == ()


def test_each_condition_keeps_only_what_meets_it(now: datetime) -> None:
    place("Aide", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, FREE))
    place("Poste", in_town="Jonzac", terms=SELF_SERVICE_COMPUTER, opening_hours="Mo-Sa 14:00-19:00")
    place("Collège", in_town="Saintes", terms=(DEAFNESS,), holiday_hours="off")

    assert names(look(now, terms=[PAPERWORK])) == ["Aide"]
    assert names(look(now, terms=[EQUIPPED])) == ["Poste"]
    assert names(look(now, terms=[FREE])) == ["Aide"]
    assert names(look(now, terms=[DEAFNESS])) == ["Collège"]
    assert names(look(now, is_term_time=True)) == ["Collège"]
    assert names(look(now, when=Moment.NOW)) == ["Aide", "Collège"]
    assert names(look(now, when=Moment.SATURDAY)) == ["Poste"]
    assert names(look(now, when=Moment.EVENING)) == ["Poste"]
    assert names(look(now, when=date(2026, 11, 28))) == ["Poste"]
    assert names(look(now, where=around("Saintes"), radius_km=10)) == ["Aide", "Collège"]
    assert names(look(now, zone=Zone(45.4, -0.5, 45.5, -0.4))) == ["Poste"]
    assert names(look(now, words="poste")) == ["Poste"]


def test_the_coming_saturday_is_today_on_a_saturday() -> None:
    assert coming_saturday(date(2026, 11, 28)) == date(2026, 11, 28)
    assert coming_saturday(date(2026, 11, 29)) == date(2026, 12, 5)


def test_nothing_open_widens_to_closed_places_and_says_so(now: datetime) -> None:
    place("Fermé le mardi", in_town="Saintes", opening_hours="Mo 09:00-12:00")

    found = look(now, when=Moment.NOW)

    assert names(found) == ["Fermé le mardi"]
    assert found.given_up == (Group.WHEN,)
    assert found.kept.when is None


def test_a_need_nobody_meets_widens_to_every_place(now: datetime) -> None:
    place("Aide", in_town="Saintes")
    wanted = [Term(Field.SERVICE, Service.LEISURE), Term(Field.OFFER, Offer.WIFI)]

    found = look(now, terms=wanted, when=Moment.SATURDAY)

    assert names(found) == ["Aide"]
    assert found.given_up == (Group.WHEN, Group.OFFER, Group.NEED)


def test_only_what_stands_in_the_way_is_given_up(now: datetime) -> None:
    place("Aide", in_town="Saintes", opening_hours="Mo 09:00-12:00")
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER)

    found = look(now, terms=[PAPERWORK], when=Moment.NOW)
    without_fee = look(now, terms=[EQUIPPED, PAID], when=Moment.NOW)

    assert (names(found), found.given_up) == (["Aide"], (Group.WHEN,))
    assert found.kept.need == PAPERWORK
    assert (names(without_fee), without_fee.given_up) == (["Poste"], (Group.FEE,))
    assert without_fee.kept.when is Moment.NOW


def test_a_circle_with_nothing_in_it_widens(now: datetime) -> None:
    place("Loin", in_town="La Rochelle")

    found = look(now, where=around("Saintes"), radius_km=20)

    assert (names(found), found.given_up) == (["Loin"], (Group.RADIUS,))


def test_words_that_no_place_bears_are_left_out_and_said(now: datetime) -> None:
    place("Aide", in_town="Saintes")

    found = look(now, words="Xyzzy")

    assert (names(found), found.are_words_unknown) == (["Aide"], True)


def test_a_name_comes_before_an_address(now: datetime) -> None:
    place("Accueil", in_town="Saintes", address="3 place de la Médiathèque")
    place("Médiathèque", in_town="Saintes")

    assert names(look(now, words="mediatheque")) == ["Médiathèque", "Accueil"]


def test_in_a_whole_country_one_looks_around_then_anywhere(now: datetime) -> None:
    place("Ailleurs", in_town="Montpellier")

    far = look(now, where=around("Saintes"), territory=FRANCE)
    place("Ici", in_town="La Rochelle")
    near = look(now, where=around("Saintes"), territory=FRANCE)

    assert (names(far), far.kept.reach_km) == (["Ailleurs"], None)
    assert (names(near), near.kept.reach_km) == (["Ici"], 100)


def test_counts_say_what_each_filter_would_leave(now: datetime) -> None:
    place("Ouvert", in_town="Saintes")
    place("Fermé", in_town="Saintes", opening_hours="Mo 09:00-12:00")
    place("Poste", in_town="Saintes", terms=SELF_SERVICE_COMPUTER)

    found = look(now, terms=[MEDIATORS], where=around("Saintes"))

    assert found.counts.of(option(Group.WHEN, "maintenant")) == 1
    assert found.counts.of(option(Group.OFFER, "aide")) == 2
    assert found.counts.of(option(Group.OFFER, "ordinateur")) == 1  # instead of mediators
    assert found.counts.of(option(Group.RADIUS, "10")) == 2
    assert found.counts.within(10) == 2


def test_needs_that_add_up_are_counted_together(now: datetime) -> None:
    place("Les deux", in_town="Saintes", terms=(DEAFNESS, WHEELCHAIR))
    place("L’un", in_town="Saintes", terms=(DEAFNESS,))
    place("L’autre", in_town="Saintes", terms=(WHEELCHAIR,))

    found = look(now, terms=[DEAFNESS])

    assert found.counts.of(option(Group.CARE, "fauteuil")) == 1
    assert names(look(now, terms=[DEAFNESS, WHEELCHAIR])) == ["Les deux"]


def test_the_number_of_queries_does_not_grow_with_the_places(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        place(f"Lieu {number}", in_town="Saintes")
    plan_openings(now=now)
    wanted = Criteria(
        where=around("Saintes"), terms=frozenset({PAPERWORK}), when=Moment.NOW, radius_km=10
    )

    with django_assert_num_queries(4):
        search(wanted, territory=CHARENTE_MARITIME, now=now, counted=EVERY_OPTION)


def test_a_page_beyond_the_last_is_the_last(now: datetime) -> None:
    for number in range(5):
        place(f"Lieu {number}", in_town="Saintes")

    assert names(look(now, first=2, size=2)) == ["Lieu 2", "Lieu 3"]
    assert names(look(now, first=90, size=2)) == ["Lieu 4"]


def test_pages_that_go_past_a_circle_miss_nobody(now: datetime) -> None:
    place("Ici", in_town="Saintes")
    place("Loin", in_town="La Rochelle")

    found = look(now, where=around("Saintes"), size=2)

    assert names(found) == ["Ici", "Loin"]


def test_the_answer_holds_until_any_place_opens_or_closes(now: datetime) -> None:
    place("Ouvre à 10 h 13", in_town="Saintes", opening_hours="Tu 10:13-12:00")
    place("Ouvert", in_town="Saintes")

    assert look(now, when=Moment.NOW).changes_at == now.replace(minute=13)
    assert look(now.replace(hour=11)).changes_at == now.replace(hour=12, minute=0)


@pytest.mark.parametrize(("holiday_hours", "count"), [("", 1), ("off", 0), ("unknown", 0)])
def test_open_now_knows_the_school_holidays(holiday_hours: str, count: int) -> None:
    place("Ici", in_town="Saintes", holiday_hours=holiday_hours)
    in_holidays = datetime(2026, 12, 22, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))

    found = look(in_holidays)

    assert found.counts.of(option(Group.WHEN, "maintenant")) == count
    assert found.counts.of(option(Group.WHEN, "aujourdhui")) == count


def test_overseas_the_clock_is_that_of_the_place(now: datetime) -> None:
    commune = town("Saintes")
    reunion = type(commune).objects.create(
        code_insee="97411",
        name="Saint-Denis",
        search_name="saint denis",
        departement=commune.departement,
    )
    place("Là-bas", in_town="Saintes", commune=reunion, opening_hours="Tu 13:00-14:00")

    open_there = look(now, territory=FRANCE, when=Moment.NOW)  # 13 h 12 in La Réunion

    assert open_there.given_up == ()


TERMS_DRAWN = (PAPERWORK, EQUIPPED, MEDIATORS, FREE, PAID, DEAFNESS, WHEELCHAIR)
HOURS_DRAWN = ("", "Tu 09:00-12:00", "Sa 14:00-19:00", "24/7", "Mo-Fr 17:00-20:00")
NOON = datetime(2026, 11, 24, 10, 12, tzinfo=ZoneInfo("Europe/Paris"))


class AnySearch(TestCase):
    """The tallies and the database tell the same story, whatever is asked."""

    @settings(max_examples=25)
    @given(
        drawn=st.lists(
            st.tuples(
                st.sets(st.sampled_from(TERMS_DRAWN)),
                st.sampled_from(HOURS_DRAWN),
                st.sampled_from(["Saintes", "Fontcouverte", "Jonzac", "La Rochelle"]),
            ),
            min_size=1,
            max_size=6,
        ),
        terms=st.sets(st.sampled_from(TERMS_DRAWN), max_size=3),
        when=st.sampled_from([None, *Moment, date(2026, 11, 26)]),
        radius_km=st.sampled_from([None, 10, 50]),
    )
    def test_the_total_is_what_the_page_lists_and_each_count_is_kept(
        self, drawn: Any, terms: Any, when: Any, radius_km: Any
    ) -> None:
        for number, (of_it, hours, in_town) in enumerate(drawn):
            place(f"Lieu {number}", in_town=in_town, terms=tuple(of_it), opening_hours=hours)
        wanted = {"where": around("Saintes"), "radius_km": radius_km, "when": when, "terms": terms}

        found = look(NOON, size=100, **wanted)

        assert len(found.page) == found.total > 0
        assert set(found.given_up) <= set(GIVING_UP)
        listed = spots_found(found.kept, territory=CHARENTE_MARITIME, now=NOON)
        assert {spot.pk for spot in listed} == {candidate.spot_id for candidate in found.page}
        assert all(_bits(found.kept.terms) & ~spot.facets == 0 for spot in listed)
        for one in _options_within(found):
            self._assert_kept(found, one)

    def _assert_kept(self, found: Findings, one: Option) -> None:
        """Add the option to what was kept: as many spots are left as its count said."""
        narrowed = _with(found.kept, one)
        left = spots_found(narrowed, territory=CHARENTE_MARITIME, now=NOON).count()
        assert found.counts.of(one) == left, one


def _options_within(found: Findings) -> list[Option]:
    groups = (Group.WHEN, Group.FEE, Group.CARE, Group.OFFER, Group.RADIUS)
    return [one for group in groups for one in OPTIONS[group]]


def _with(kept: Criteria, one: Option) -> Criteria:
    if one.group is Group.WHEN:
        return replace(kept, when=Moment(one.value))
    if one.group is Group.RADIUS:
        return replace(kept, radius_km=int(one.value))
    term = next(term for term, bit in BIT_OF_TERM.items() if bit == one.bit)
    rivals = frozenset() if one.group is Group.CARE else kept.terms_of(one.group)
    return replace(kept, terms=kept.terms - rivals | {term})


def _bits(terms: Iterable[Term]) -> int:
    return sum(BIT_OF_TERM[term] for term in terms)


def test_openings_that_nobody_planned_yet_are_not_told_open(now: datetime) -> None:
    place("Ici", in_town="Saintes")

    found = search(
        Criteria(when=Moment.NOW), territory=CHARENTE_MARITIME, now=now + timedelta(days=40)
    )

    assert found.given_up == (Group.WHEN,)
    assert Spot.objects.get().planned_until is None


def test_counts_alone_read_no_place(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place("Ici", in_town="Saintes")
    plan_openings(now=now)

    with django_assert_num_queries(3):
        found = search(
            Criteria(), territory=CHARENTE_MARITIME, now=now, size=0, counted=EVERY_OPTION
        )

    assert (found.total, found.page) == (1, [])
