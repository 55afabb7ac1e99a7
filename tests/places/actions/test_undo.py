from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.corrections import correct_row
from maillage.places.actions.undo import Undone, UndoRefused, undo_import
from maillage.places.models import (
    ImportRun,
    Place,
    PlaceTerm,
    QuarantinedRow,
    Record,
    RecordChange,
)
from maillage.territory.queries import Territory
from tests.cast import town
from tests.places.actions.checks import assert_places_are_what_their_records_say, outcomes
from tests.places.actions.test_imports import IN_MONTPELLIER
from tests.places.conftest import BY, Import
from tests.places.samples import row

pytestmark = pytest.mark.django_db

COORDINATOR = Actor(kind=Entry.ActorKind.USER, identifier="1")

PLACE = [field.name for field in Place._meta.fields]
RECORD = [field.name for field in Record._meta.fields]


def everything_said() -> tuple[list[tuple[object, ...]], ...]:
    """All that the public and the coordination can read, the imports themselves apart."""
    return (
        list(Place.objects.order_by("pk").values_list(*PLACE)),
        list(PlaceTerm.objects.values_list("place", "field", "code")),
        list(Record.objects.order_by("pk").values_list(*RECORD)),
    )


def last_run() -> ImportRun:
    return ImportRun.objects.order_by("pk").last()  # type: ignore[return-value]


def test_what_an_import_created_is_deleted(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2")])

    undone = undo_import(last_run(), by=COORDINATOR, now=now)

    assert undone == Undone(deleted=2, restored=0)
    assert not Place.objects.exists()
    assert not Record.objects.exists()
    assert last_run().undone_at == now


def test_what_an_import_changed_is_said_again_as_before(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2", telephone=""), row(id_fs="3")])
    before = everything_said()
    load(
        [
            row(lib_fs="Autre", commentaire="Fermé le lundi", telephone=""),
            row(id_fs="2", mail=""),
            row(id_fs="4"),
        ],
        dated_on=date(2024, 9, 1),
        now=now + timedelta(days=1),
    )

    undone = undo_import(last_run(), by=COORDINATOR, now=now)

    assert undone == Undone(deleted=1, restored=3)
    assert everything_said() == before
    assert_places_are_what_their_records_say()


def test_a_file_that_only_freshened_its_records_is_undone_too(load: Import, now: datetime) -> None:
    load([row()])
    before = everything_said()
    load([row()], dated_on=date(2025, 3, 1))

    undone = undo_import(last_run(), by=COORDINATOR, now=now)

    assert undone == Undone(deleted=0, restored=0)
    assert everything_said() == before


def test_a_record_that_had_come_back_is_gone_again(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2")])
    load([row()], dated_on=date(2024, 9, 1))
    before = everything_said()
    load([row(), row(id_fs="2")], dated_on=date(2024, 10, 1), now=now + timedelta(days=1))

    undo_import(last_run(), by=COORDINATOR, now=now + timedelta(days=2))

    assert everything_said() == before


def test_each_record_is_credited_to_the_file_that_read_it_before(
    load: Import, now: datetime
) -> None:
    town("Montpellier")
    rows = [row(), row(id_fs="2", **IN_MONTPELLIER)]
    load(rows)
    load(rows, territory=Territory.parse("34"), dated_on=date(2024, 9, 1))
    before = everything_said()
    load(rows, territory=Territory.parse("17,34"), dated_on=date(2024, 10, 1))

    undo_import(last_run(), by=COORDINATOR, now=now)

    assert everything_said() == before


def test_a_place_that_another_source_lists_stays(load: Import, now: datetime) -> None:
    load([row()])
    record = Record.objects.get()
    first = last_run()
    load([row(), row(id_fs="2")], dated_on=date(2024, 9, 1))
    created = Record.objects.get(identifier="2")
    created.place = record.place
    created.save()

    undo_import(last_run(), by=COORDINATOR, now=now)

    assert list(Record.objects.all()) == [record]
    assert Place.objects.filter(pk=record.place_id, withdrawn_at=None).exists()
    assert first.undone_at is None


def test_imports_are_undone_from_the_last_to_the_first(load: Import, now: datetime) -> None:
    load([row()])
    first = last_run()
    load([row(lib_fs="Autre")], dated_on=date(2024, 9, 1))

    with pytest.raises(UndoRefused, match="plus récent"):
        undo_import(first, by=COORDINATOR, now=now)
    undo_import(last_run(), by=COORDINATOR, now=now)
    undo_import(first, by=COORDINATOR, now=now)

    assert not Place.objects.exists()


def test_an_import_is_undone_once(load: Import, now: datetime) -> None:
    load([row()])
    run = last_run()
    undo_import(run, by=COORDINATOR, now=now)

    with pytest.raises(UndoRefused, match="déjà annulé"):
        undo_import(run, by=COORDINATOR, now=now)


def test_an_import_that_did_not_keep_its_changes_stays(load: Import, now: datetime) -> None:
    load([row()])
    ImportRun.objects.update(columns=None)  # as those made before changes were kept

    with pytest.raises(UndoRefused, match="ne gardait pas"):
        undo_import(last_run(), by=COORDINATOR, now=now)

    assert Place.objects.listed().exists()


def test_the_right_file_can_be_read_after_the_wrong_one(load: Import, now: datetime) -> None:
    load([row()])
    load([row(lib_fs="Faux")], dated_on=date(2025, 9, 1))
    undo_import(last_run(), by=COORDINATOR, now=now)

    report = load([row()], dated_on=date(2024, 9, 1))

    assert outcomes(report) == {"unchanged": 1}


def test_the_journal_keeps_both_the_import_and_its_undoing(load: Import, now: datetime) -> None:
    load([row()])

    undo_import(last_run(), by=COORDINATOR, now=now)

    line = Entry.objects.get(act="places.undo_import")
    assert (line.subject, line.actor) == (
        str(last_run().pk),
        "1",
    )
    assert line.facts == {"source": "france-services", "deleted": 1, "restored": 0}


def test_a_mended_row_is_undone_with_its_import(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2", lib_fs="")])
    correct_row(QuarantinedRow.objects.get(), cells={"lib_fs": "Mairie"}, by=BY, now=now)

    undone = undo_import(last_run(), by=COORDINATOR, now=now)

    assert undone == Undone(deleted=2, restored=0)
    assert QuarantinedRow.objects.get().correction == {"lib_fs": "Mairie"}


CHANGES = st.dictionaries(
    st.sampled_from(["lib_fs", "telephone", "commentaire", "mail", "h_lundi", "latitude"]),
    st.sampled_from(["", "Mairie", "05 46 00 00 01", "a@example.org", "09:00 - 12:00", "48.85"]),
    max_size=3,
)
FILES = st.lists(
    st.dictionaries(st.sampled_from("12345"), CHANGES, min_size=1), min_size=1, max_size=4
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(FILES)
def test_undoing_every_import_goes_back_through_every_state(
    load: Import, now: datetime, files: list[dict[str, dict[str, str]]]
) -> None:
    RecordChange.objects.all().delete()
    Record.objects.all().delete()
    Place.objects.all().delete()
    ImportRun.objects.all().delete()
    states = []
    for number, changes in enumerate(files):
        states.append(everything_said())
        rows = [row(id_fs=identifier, **cells) for identifier, cells in changes.items()]
        day = now + timedelta(days=number)
        load(rows, dated_on=date(2024, 8, 1 + number), accept_gone=True, now=day)
    runs = ImportRun.objects.order_by("-pk")

    for run, state in zip(runs, reversed(states), strict=True):
        undo_import(run, by=COORDINATOR, now=now + timedelta(days=9))

        assert everything_said() == state
        assert_places_are_what_their_records_say()
