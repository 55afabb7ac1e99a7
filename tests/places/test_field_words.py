"""What a record says, as the team reads it."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from maillage.places.cards import days_of
from maillage.places.field_words import (
    LABELS,
    LIST_LABELS,
    TERM_WORDS,
    differences,
    field_words,
)
from maillage.places.models import Place
from maillage.places.sharing import line_words, weeks_of
from maillage.places.standard import COLUMN_OF_FIELD, VALUE_OF_CODE, PlaceData
from maillage.places.terms import Field, Offer, Term

TODAY = date(2026, 11, 24)
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "correspondance.md"


def lines_of(understood: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {words.label: words.lines for words in field_words(understood, today=TODAY)}


def test_every_field_has_its_french_name() -> None:
    names = {field.name for field in fields(PlaceData)} - {"terms"}

    assert names - LABELS.keys() == set()
    assert [LABELS[name] for name in sorted(names) if "_" in str(LABELS[name])] == []


def test_every_closed_list_and_every_value_has_its_words() -> None:
    terms = [Term(field, code) for field, values in VALUE_OF_CODE.items() for code in values] + [
        Term(Field.OFFER, offer) for offer in Offer
    ]
    said = PlaceData(
        name="Ici",
        code_insee="17415",
        commune="Saintes",
        stated_on=TODAY,
        terms=frozenset(terms),
    )

    shown = field_words(said.to_json(), today=TODAY)
    lists = {words.name: words.lines for words in shown if words.name in LIST_LABELS}

    assert set(lists) == set(Field) - {Field.TYPOLOGY}
    assert sum(map(len, lists.values())) == len(terms)
    assert not any("_" in line for lines in lists.values() for line in lines)


def test_the_guide_gives_every_value_to_the_letter_with_the_words_of_the_public() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|(?: (.+?))? \|$", GUIDE.read_text(), re.MULTILINE)
    told = {(column, value): words for column, value, words in rows}
    lists = {COLUMN_OF_FIELD[field]: (field, values) for field, values in VALUE_OF_CODE.items()}

    for column, (field, values) in lists.items():
        for code, value in values.items():
            words = told.pop((column, value))
            assert words in ("", "Sans rendez-vous", TERM_WORDS[field].get(code))
    assert told == {}


def test_services_are_named_as_on_the_public_pages() -> None:
    said = {"terms": [["service", "paperwork"], ["typology", "CCAS"], ["access", "phone"]]}

    assert lines_of(said) == {
        "Services": ("Faire une démarche",),
        "Typologie": ("CCAS",),
        "Façons de venir": ("Téléphoner",),
    }


def test_a_word_that_left_its_list_is_still_shown() -> None:
    assert lines_of({"terms": [["service", "disparu"]]}) == {"Services": ("disparu",)}


def test_hours_are_read_a_group_of_days_a_line_beside_their_code() -> None:
    code = "Mo-Fr 09:00-12:00,14:00-17:30; Sa 10:00-12:00"

    (words,) = field_words({"opening_hours": code}, today=TODAY)

    assert [line.replace("\u00a0", " ") for line in words.lines] == [
        "Lundi à vendredi : 9 h à 12 h et 14 h à 17 h 30",
        "Samedi : 10 h à 12 h",
        "Dimanche : fermé",
    ]
    assert words.code == code


@pytest.mark.parametrize(
    ("said", "line"), [("off", "fermé"), ("unknown", "non dits"), ("Mo 09:00-12:00", "Lundi")]
)
def test_the_hours_of_the_holidays_have_words_of_their_own(said: str, line: str) -> None:
    (words,) = field_words({"holiday_hours": said}, today=TODAY)

    assert words.lines[0].startswith(line)
    assert words.code == ("" if said in ("off", "unknown") else said)


def test_hours_are_written_as_on_the_papers_of_the_public() -> None:
    code = "Mo-Fr 09:00-12:00"
    (week,) = weeks_of(days_of(Place(opening_hours=code), today=TODAY))

    (words,) = field_words({"opening_hours": code}, today=TODAY)

    assert list(words.lines) == [line_words(line) for line in week.lines]
    assert words.lines[-1].replace("\u00a0", " ") == "Samedi, dimanche : fermé"


def test_only_hours_have_words_for_unknown() -> None:
    assert lines_of({"notes": "unknown"}) == {"Précisions du lieu": ("unknown",)}


def test_dates_and_lists_and_texts_are_read_line_by_line() -> None:
    said = {
        "stated_on": "2024-08-01",
        "emails": ["a@example.org", "b@example.org"],
        "notes": "Une\nDeux",
        "latitude": 45.5,
    }

    assert lines_of(said) == {
        "Latitude": ("45.5",),
        "Courriels": ("a@example.org", "b@example.org"),
        "Précisions du lieu": ("Une", "Deux"),
        "Information du": ("1er\u00a0août 2024",),
    }


def test_fields_come_in_the_order_of_the_place_whatever_their_order_in_the_database() -> None:
    shown = lines_of({"stated_on": "2024-08-01", "phone": "+33546000000", "name": "Ici"})

    assert list(shown) == ["Nom", "Téléphone", "Information du"]


def test_a_difference_gives_both_sides_and_says_nothing_of_what_was_not_said() -> None:
    (difference,) = differences({"phone": [None, "+33546000000"]}, today=TODAY)

    assert difference.before.lines == ()
    assert difference.after.lines == ("05\u00a046\u00a000\u00a000\u00a000",)


def test_a_difference_between_terms_is_told_list_by_list() -> None:
    before = [["fee", "free"], ["service", "paperwork"]]
    after = [["fee", "free"], ["service", "paperwork"], ["service", "work"], ["care", "sight"]]

    found = differences({"terms": [before, after]}, today=TODAY)

    assert {one.after.label: (one.before.lines, one.after.lines) for one in found} == {
        "Services": (
            ("Faire une démarche",),
            ("Faire une démarche", "Chercher du travail"),
        ),
        "Besoins particuliers": ((), ("malvoyance",)),
    }
    assert differences({"terms": [None, [["fee", "paid"]]]}, today=TODAY)[0].before.lines == ()
