from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest

from maillage.places.rules import (
    GROUPS,
    Freshness,
    compose,
    freshness,
    is_open_licence,
    offer_terms,
    richest_offer,
)
from maillage.places.standard import PlaceData
from maillage.places.terms import Field, Offer, Programme, Service, Support, Term

MEDIATORS = Term(Field.OFFER, Offer.MEDIATORS)
EQUIPPED = Term(Field.OFFER, Offer.EQUIPPED)
WIFI = Term(Field.OFFER, Offer.WIFI)


@dataclass(frozen=True)
class Spoken:
    stated_on: date
    checked_on: date | None = None


def said(**values: Any) -> PlaceData:
    return PlaceData(
        **{
            "name": "Lieu",
            "code_insee": "17415",
            "commune": "Saintes",
            "stated_on": date(2024, 8, 1),
        }
        | values
    )


def test_every_field_belongs_to_one_group() -> None:
    grouped = [field for group in GROUPS for field in group]

    assert sorted([*grouped, "terms"]) == sorted(field.name for field in fields(PlaceData))


def test_one_record_makes_the_place_it_describes() -> None:
    data = said(phone="+33546000000", notes="Derrière la mairie")

    assert compose([data]) == data


def test_the_first_source_that_says_something_is_heard() -> None:
    first = said(phone="", emails=("a@example.org",))
    second = said(phone="+33546000000", emails=("b@example.org",))

    place = compose([first, second])

    assert place.phone == "+33546000000"
    assert place.emails == ("a@example.org",)


def test_an_address_is_never_mixed_from_two_sources() -> None:
    first = said(code_insee="17415", commune="Saintes", postcode="17100")
    second = said(code_insee="17300", commune="La Rochelle", address="1 Quai Duperré")

    place = compose([first, second])

    assert (place.commune, place.address) == ("Saintes", "")


def test_uncertain_hours_of_the_first_source_hide_the_sure_hours_of_the_second() -> None:
    first = said(hours_text="un mardi sur deux")
    second = said(opening_hours="Mo-Fr 09:00-12:00")

    place = compose([first, second])

    assert (place.opening_hours, place.hours_text) == ("", "un mardi sur deux")


def test_a_position_on_the_equator_is_said() -> None:
    first = said(latitude=0.0, longitude=0.0)
    second = said(latitude=45.7, longitude=-0.6)

    assert compose([first, second]).latitude == 0.0


def test_terms_are_united_and_offers_follow() -> None:
    paperwork = Term(Field.SERVICE, Service.PAPERWORK)
    internet = Term(Field.SERVICE, Service.INTERNET_ACCESS)
    workshop = Term(Field.SUPPORT, Support.WORKSHOP)
    first = said(terms=frozenset({paperwork, internet}))
    second = said(terms=frozenset({workshop}))

    assert compose([first, second]).terms == {paperwork, internet, workshop, EQUIPPED, MEDIATORS}


def test_an_offer_that_a_source_states_is_kept() -> None:
    assert compose([said(terms=frozenset({WIFI}))]).terms == {WIFI}


@pytest.mark.parametrize(
    ("term", "offers"),
    [
        (Term(Field.SUPPORT, Support.INDIVIDUAL), {MEDIATORS}),
        (Term(Field.SUPPORT, Support.WORKSHOP), {MEDIATORS}),
        (Term(Field.SUPPORT, Support.ALONE), set()),
        (Term(Field.SUPPORT, Support.REMOTE), set()),
        (Term(Field.PROGRAMME, Programme.FRANCE_SERVICES), {MEDIATORS}),
        (Term(Field.PROGRAMME, Programme.CONSEILLERS_NUMERIQUES), {MEDIATORS}),
        (Term(Field.PROGRAMME, Programme.AIDANTS_CONNECT), {MEDIATORS}),
        (Term(Field.PROGRAMME, Programme.PROMENEURS_DU_NET), set()),
        (Term(Field.SERVICE, Service.PAPERWORK), set()),
        (Term(Field.SERVICE, Service.INTERNET_ACCESS), {EQUIPPED}),
    ],
)
def test_each_term_is_the_sign_of_its_kinds_of_offer(term: Term, offers: set[Term]) -> None:
    assert offer_terms({term}) == offers


def test_the_richest_offer_is_the_one_drawn() -> None:
    assert richest_offer({WIFI, MEDIATORS, EQUIPPED}) is Offer.MEDIATORS
    assert richest_offer({WIFI, EQUIPPED}) is Offer.EQUIPPED
    assert richest_offer({Term(Field.SERVICE, Service.WORK)}) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 8, 31), Freshness.FRESH),
        (date(2025, 2, 27), Freshness.FRESH),
        (date(2025, 2, 28), Freshness.AGING),  # 31 August plus 6 months
        (date(2025, 8, 31), Freshness.AGING),
        (date(2025, 9, 1), Freshness.STALE),
    ],
)
def test_a_statement_ages(today: date, expected: Freshness) -> None:
    assert freshness(Spoken(stated_on=date(2024, 8, 31)), today=today) is expected


def test_a_check_is_worth_more_than_the_date_of_the_file() -> None:
    checked = Spoken(stated_on=date(2020, 1, 1), checked_on=date(2026, 11, 3))

    assert freshness(checked, today=date(2026, 11, 24)) is Freshness.FRESH


@pytest.mark.parametrize(
    ("licence", "is_open"),
    [
        ("Licence Ouverte 2.0", True),
        ("licence ouverte / Open Licence", True),
        ("etalab-2.0", True),
        ("CC0 1.0", True),
        ("CC BY 4.0", True),
        ("CC-BY-SA 4.0", False),
        ("CC BY-NC", False),
        ("CC BY\u2011SA", False),
        ("CC BY / NC", False),
        ("CC BY 4.0-ND", False),
        ("ODbL 1.0", False),
        ("ODbL (Etalab)", False),
        ("libre", False),
        ("", False),
    ],
)
def test_only_licences_that_ask_for_no_more_than_a_credit_are_published_together(
    licence: str, is_open: bool
) -> None:
    assert is_open_licence(licence) is is_open
