"""Where what the public sees comes from."""

from datetime import date, datetime
from typing import Any

import pytest

from maillage.places.models import ImportRun, Place, Record, Source
from maillage.places.origins import Origin, find_places, origin_of
from maillage.places.rules import compose
from maillage.places.standard import PlaceData
from maillage.places.terms import Field, Offer, Service, Support, Term
from tests.cast import place, record, town

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
PAPERWORK = Term(Field.SERVICE, Service.PAPERWORK)
ONE_TO_ONE = Term(Field.SUPPORT, Support.INDIVIDUAL)


def data(**said: Any) -> PlaceData:
    values = {"name": "Ici", "code_insee": "17415", "commune": "Saintes", "stated_on": TODAY}
    return PlaceData(**values | said)


@pytest.fixture
def ici(now: datetime) -> Place:
    return place("Ici", in_town="Saintes")


def say(
    of: Place, *, source: str, rank: int, now: datetime, said: PlaceData, **values: Any
) -> Record:
    """What a source says of a place."""
    speaker, _made = Source.objects.get_or_create(
        slug=source, defaults={"name": source, "producer": "Nous", "rank": rank}
    )
    one = record(of, identifier=f"{source}-1", now=now)
    ImportRun.objects.filter(pk=one.first_run_id).update(source=speaker)
    for name, value in ({"source": speaker, "understood": said.to_json()} | values).items():
        setattr(one, name, value)
    one.save()
    return one


def shown(slug: str = "ici") -> Origin:
    origin = origin_of(slug, today=TODAY)
    assert origin is not None
    return origin


def speakers(origin: Origin) -> dict[str, list[str]]:
    return {value.words.name: [one.source.slug for one in value.records] for value in origin.public}


def test_each_public_value_names_the_source_that_gave_it(ici: Place, now: datetime) -> None:
    say(ici, source="second", rank=20, now=now, said=data(phone="+33546", address="2 rue"))
    say(ici, source="first", rank=10, now=now, said=data(address="1 rue"))

    said_by = speakers(shown())

    assert said_by["phone"] == ["second"]
    assert said_by["address"] == said_by["name"] == ["first"]


def test_what_it_shows_is_what_the_public_sees(ici: Place, now: datetime) -> None:
    said = [data(phone="+331", opening_hours="Mo 09:00-12:00"), data(phone="+332", notes="Au fond")]
    for rank, one in enumerate(said):
        say(ici, source=f"s{rank}", rank=rank, now=now, said=one)

    composed = compose(said).to_json()

    lines = {value.words.name: value.words.lines for value in shown().public}
    assert lines["phone"] == (composed["phone"],)
    assert lines["notes"] == (composed["notes"],)
    assert set(composed) - {"terms"} == set(lines) - set(Field)


def test_a_value_of_a_list_names_everyone_who_said_one(ici: Place, now: datetime) -> None:
    say(ici, source="first", rank=10, now=now, said=data(terms=frozenset({PAPERWORK})))
    say(ici, source="second", rank=20, now=now, said=data(terms=frozenset({PAPERWORK, ONE_TO_ONE})))

    said_by = speakers(shown())

    assert said_by["service"] == ["first", "second"]
    assert said_by["support"] == ["second"]


def test_the_kind_of_offer_is_deduced_by_us_unless_a_source_says_it(
    ici: Place, now: datetime
) -> None:
    one = say(ici, source="first", rank=10, now=now, said=data(terms=frozenset({ONE_TO_ONE})))

    deduced = speakers(shown())["offer"]
    wifi = data(terms=frozenset({ONE_TO_ONE, Term(Field.OFFER, Offer.WIFI)}))
    one.understood = wifi.to_json()
    one.save()

    assert deduced == []
    assert speakers(shown())["offer"] == ["first"]


def test_a_record_no_longer_listed_is_shown_but_gives_nothing(ici: Place, now: datetime) -> None:
    gone = {"no_longer_listed_on": TODAY}
    say(ici, source="first", rank=10, now=now, said=data(phone="+331"), **gone)
    say(ici, source="second", rank=20, now=now, said=data(phone="+332"))

    origin = shown()

    assert speakers(origin)["phone"] == ["second"]
    assert [one.record.source.slug for one in origin.testimonies] == ["first", "second"]


def test_a_withdrawn_place_shows_what_was_last_said(ici: Place, now: datetime) -> None:
    gone = {"no_longer_listed_on": TODAY}
    say(ici, source="first", rank=10, now=now, said=data(phone="+331"), **gone)

    assert speakers(shown())["phone"] == ["first"]


def test_a_doubt_stands_on_the_cell_it_names(ici: Place, now: datetime) -> None:
    doubt = {"field": "tel", "value": "05", "reason": "numéro incomplet"}
    lost = {"field": "a, b", "value": "x", "reason": "contradictoires"}
    missing = {"field": "date", "value": "", "reason": "sans date"}
    raw = {"nom": "Ici", "tel": "05", "date": "", "": "de trop"}
    values = {"raw": raw, "flags": [doubt, lost, missing]}
    say(ici, source="first", rank=10, now=now, said=data(), **values)

    (testimony,) = shown().testimonies

    cells = {cell.column: (cell.value, cell.doubts) for cell in testimony.cells}
    assert cells == {"nom": ("Ici", ()), "tel": ("05", (doubt,)), "": ("de trop", ())}
    assert testimony.empty_columns == ("date",)
    assert testimony.other_doubts == (lost, missing)


def test_a_place_without_record_and_an_unknown_one(ici: Place) -> None:
    assert shown().public == ()
    assert origin_of("nulle-part", today=TODAY) is None


@pytest.mark.parametrize(
    "text", ["ecole", "École", "ÉCOLE jonzac", "jonzac", "d'Écoles", "l’ecole du centre"]
)
def test_a_place_is_found_whatever_the_accents(text: str) -> None:
    place("L’École du centre", in_town="Jonzac", slug="l-ecole-du-centre-jonzac")
    place("Médiathèque", in_town="Saintes", slug="mediatheque-saintes")

    found = [one.name for one in find_places(text)]

    assert found == ([] if text == "d'Écoles" else ["L’École du centre"])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("neuf", True), ("vieux", False), ("st jean", True), ("saint-jean NEUF", True)],
)
def test_a_place_is_found_by_the_names_of_today(text: str, is_found: bool) -> None:
    other = town("Jonzac")
    other.name, other.search_name = "Saint-Jean", "saint jean"
    other.save()
    place("Neuf", in_town="Jonzac", slug="vieux-jonzac")

    assert [one.name for one in find_places(text)] == (["Neuf"] if is_found else [])


@pytest.mark.parametrize("text", ["", " ", "?!", "%"])
def test_no_word_finds_no_place(text: str) -> None:
    town("Saintes")
    place("Ici", in_town="Saintes")

    assert list(find_places(text)) == []
