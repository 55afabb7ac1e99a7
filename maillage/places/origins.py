"""Where what the public sees of a place comes from: each value, and the records that say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Prefetch

from maillage.lib.text import search_name
from maillage.places.columns import cells_in_order, columns_named
from maillage.places.field_words import FieldWords, field_words
from maillage.places.models import Place, Record
from maillage.places.rules import GROUPS, compose, first_to_speak
from maillage.places.standard import PlaceData

MOST_PLACES = 50
LONGEST_SEARCH = 100

Flag = dict[str, str]  # of Record.flags


@dataclass(frozen=True)
class PublicValue:
    """What the public sees; `records` is empty when no source says it: it was deduced."""

    words: FieldWords
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Cell:
    """A cell as the source wrote it, and what was doubted in it."""

    column: str
    value: str
    doubts: tuple[Flag, ...]


@dataclass(frozen=True)
class Testimony:
    """What one record says: the cells that came with it, and what we understood of them.

    `other_doubts` name no filled column of the row.
    """

    record: Record
    cells: tuple[Cell, ...]
    empty_columns: tuple[str, ...]
    words: tuple[FieldWords, ...]
    other_doubts: tuple[Flag, ...]


@dataclass(frozen=True)
class Origin:
    place: Place
    public: tuple[PublicValue, ...]
    testimonies: tuple[Testimony, ...]


def origin_of(slug: str, *, today: date) -> Origin | None:
    """Tell all that is known of a place, withdrawn or elsewhere included; None if unknown."""
    records = Record.objects.select_related("source", "first_run", "last_run")
    place = (
        Place.objects.filter(slug=slug)
        .select_related("commune")
        .prefetch_related(
            Prefetch("records", records.order_by("source__rank", "source__slug", "pk"))
        )
        .first()
    )
    if place is None:
        return None
    all_records = list(place.records.all())
    listed = [record for record in all_records if record.no_longer_listed_on is None]
    return Origin(
        place=place,
        public=tuple(_public_values(listed or all_records, today=today)),
        testimonies=tuple(_testimony(record, today=today) for record in all_records),
    )


def find_places(text: str) -> list[Place]:
    """Places whose name or commune holds every word, whatever the accents; shown or not.

    No column holds their names without accents: all of them are read, three values a place.
    """
    words = search_name(text[:LONGEST_SEARCH]).split()
    if not words:
        return []
    names = Place.objects.values_list("pk", "name", "commune__search_name").iterator()
    found = (
        pk
        for pk, name, commune in names
        if all(word in f"{search_name(name)} {commune}" for word in words)
    )
    places = Place.objects.select_related("commune").filter(pk__in=islice(found, MOST_PLACES))
    return list(places)


def _public_values(records: Sequence[Record], *, today: date) -> list[PublicValue]:
    """The records compose the place, best source first: see rules.compose()."""
    said = [(record, PlaceData.from_json(record.understood)) for record in records]
    if not said:
        return []
    speakers = _speakers(said)
    composed = compose([data for _record, data in said]).to_json()
    return [
        PublicValue(words, speakers.get(words.name, ()))
        for words in field_words(composed, today=today)
    ]


def _speakers(said: Sequence[tuple[Record, PlaceData]]) -> dict[str, tuple[Record, ...]]:
    """Map each field to the record that gave it, each closed list to all that filled it."""
    speakers: dict[str, tuple[Record, ...]] = {}
    for group in GROUPS:
        first = first_to_speak([data for _record, data in said], group)
        if first is not None:
            speakers |= dict.fromkeys(group, (said[first][0],))
    for record, data in said:
        for field in {term.field for term in data.terms}:
            speakers[field] = (*speakers.get(field, ()), record)
    return speakers


def _testimony(record: Record, *, today: date) -> Testimony:
    cells = cells_in_order(record.raw, columns=record.last_run.columns)
    filled = [column for column, value in cells.items() if value]
    doubts: dict[str, list[Flag]] = {column: [] for column in filled}
    others = []
    for flag in record.flags:
        columns = columns_named(flag["field"], among=filled)
        for column in columns:
            doubts[column].append(flag)
        if not columns:
            others.append(flag)
    return Testimony(
        record=record,
        cells=tuple(Cell(name, cells[name], tuple(of_it)) for name, of_it in doubts.items()),
        empty_columns=tuple(column for column, value in cells.items() if not value),
        words=tuple(field_words(record.understood, today=today)),
        other_doubts=tuple(others),
    )
