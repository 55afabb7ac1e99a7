from datetime import datetime

import pytest

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.descriptions import describe_source
from maillage.places.models import ImportRun, Place, Record, Source
from maillage.places.standard import PlaceData
from tests.places.actions.checks import assert_places_are_what_their_records_say
from tests.places.conftest import Import
from tests.places.samples import row

pytestmark = pytest.mark.django_db

COORDINATOR = Actor(kind=Entry.ActorKind.USER, identifier="1")
TOLD = {
    "name": "France services",
    "producer": "ANCT",
    "licence": "Licence Ouverte 2.0",
    "attribution": "",
    "url": "https://github.com/anct-carto/france_services",
    "rank": 50,
}


def test_what_is_known_of_a_source_is_written(load: Import, now: datetime) -> None:
    load([row()])
    source = Source.objects.get()

    changed = describe_source(
        source,
        **TOLD | {"attribution": "ANCT, France services 2024"},  # type: ignore[arg-type]
        by=COORDINATOR,
        now=now,
    )

    assert changed == ["attribution"]
    source.refresh_from_db()
    assert source.attribution == "ANCT, France services 2024"
    line = Entry.objects.get(act="places.describe_source")
    assert line.subject == "france-services"
    assert line.facts == {"changed": ["attribution"], "rank": 50}


def test_nothing_new_is_no_act(load: Import, now: datetime) -> None:
    load([row()])
    lines = Entry.objects.count()

    changed = describe_source(Source.objects.get(), **TOLD, by=COORDINATOR, now=now)  # type: ignore[arg-type]

    assert changed == []
    assert Entry.objects.count() == lines


def test_the_next_import_keeps_what_the_coordination_wrote(load: Import, now: datetime) -> None:
    load([row()])
    told = TOLD | {"name": "Les France services", "rank": 70, "producer": ""}
    describe_source(Source.objects.get(), **told, by=COORDINATOR, now=now)  # type: ignore[arg-type]

    load([row()])

    source = Source.objects.get()
    assert (source.name, source.rank) == ("Les France services", 70)
    assert source.producer == "ANCT"


def test_another_rank_changes_who_speaks_first(load: Import, now: datetime) -> None:
    load([row()])
    record = Record.objects.get()
    second = Source.objects.create(slug="autre", name="Autre", rank=80)
    Record.objects.create(
        source=second,
        identifier="z",
        place=record.place,
        raw={},
        understood=PlaceData.from_json(record.understood).to_json() | {"name": "Le nom d’ici"},
        first_run=ImportRun.objects.get(),
        last_run=ImportRun.objects.get(),
    )

    describe_source(
        second,
        name="Autre",
        producer="",
        licence="",
        attribution="",
        url="",
        rank=10,
        by=COORDINATOR,
        now=now,
    )

    assert Place.objects.get().name == "Le nom d’ici"
    assert_places_are_what_their_records_say()
