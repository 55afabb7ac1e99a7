from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.corrections import CorrectionRefused, correct_row
from maillage.places.actions.undo import undo_import
from maillage.places.cleaning import Unusable
from maillage.places.models import ImportRun, Place, QuarantinedRow, Record, RecordChange
from maillage.territory.queries import Territory
from tests.cast import town
from tests.places.actions.checks import assert_places_are_what_their_records_say, outcomes
from tests.places.actions.test_imports import IN_MONTPELLIER
from tests.places.conftest import Import
from tests.places.samples import row, write

pytestmark = pytest.mark.django_db

COORDINATOR = Actor(kind=Entry.ActorKind.USER, identifier="1")
NAMELESS = row(id_fs="2", lib_fs="")


def correct(cells: dict[str, str], *, now: datetime) -> Record:
    quarantined = QuarantinedRow.objects.filter(corrected_at=None).latest("pk")
    return correct_row(quarantined, cells=cells, by=COORDINATOR, now=now)


def test_a_mended_row_makes_its_place_and_keeps_what_the_source_wrote(
    load: Import, now: datetime
) -> None:
    load([row(), NAMELESS])

    record = correct({**NAMELESS, "lib_fs": "Mairie de Saintes"}, now=now)

    assert record.place.name == "Mairie de Saintes"
    assert record.raw == NAMELESS
    assert record.flags == [
        {
            "field": "lib_fs",
            "value": "",
            "reason": "corrigé à la main",
        }
    ]
    quarantined = QuarantinedRow.objects.get()
    assert quarantined.correction == {"lib_fs": "Mairie de Saintes"}
    assert quarantined.corrected_at == now
    assert_places_are_what_their_records_say()


def test_the_journal_says_who_mended_which_cells(load: Import, now: datetime) -> None:
    load([NAMELESS])

    record = correct({"lib_fs": "Mairie"}, now=now)

    line = Entry.objects.get(act="places.correct_row")
    assert line.actor == "1"
    assert line.facts == {"source": "france-services", "record": record.pk, "cells": ["lib_fs"]}


def test_a_row_still_unusable_is_refused_and_stays_in_quarantine(
    load: Import, now: datetime
) -> None:
    load([NAMELESS])

    with pytest.raises(Unusable, match="vide"):
        correct({"lib_fs": "  "}, now=now)

    assert QuarantinedRow.objects.get().corrected_at is None
    assert not Place.objects.exists()


def test_a_ragged_row_is_mended_by_filling_its_cells(load: Import, now: datetime, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = write(tmp_path / "ragged-20240801.csv", [row()])
    file.write_text(file.read_text() + '"2","17"\n')
    load([], file=file)

    record = correct(row(id_fs="2", lib_fs="Mairie"), now=now)

    assert record.place.name == "Mairie"
    assert record.raw == {"id_fs": "2", "insee_dep": "17"}


def test_the_correction_serves_again_while_the_source_sends_the_same_row(
    load: Import, now: datetime
) -> None:
    load([row(), NAMELESS])
    correct({"lib_fs": "Mairie"}, now=now)

    report = load([row(), NAMELESS], dated_on=date(2024, 9, 1))

    assert outcomes(report) == {"unchanged": 2}
    assert Place.objects.listed().filter(name="Mairie").exists()
    assert_places_are_what_their_records_say()


def test_the_correction_is_left_when_the_source_sends_another_row(
    load: Import, now: datetime
) -> None:
    load([row(), NAMELESS])
    correct({"lib_fs": "Mairie"}, now=now)

    report = load([row(), row(id_fs="2", lib_fs="Médiathèque")], dated_on=date(2024, 9, 1))

    assert outcomes(report) == {"unchanged": 1, "updated": 1}
    assert Record.objects.get(identifier="2").place.name == "Médiathèque"
    assert Record.objects.get(identifier="2").flags == []


def test_the_correction_serves_again_after_the_import_is_undone(
    load: Import, now: datetime
) -> None:
    load([NAMELESS])
    correct({"lib_fs": "Mairie"}, now=now)
    undo_import(ImportRun.objects.get(), by=COORDINATOR, now=now)

    report = load([NAMELESS])

    assert outcomes(report) == {"created": 1}


def test_a_row_is_mended_once(load: Import, now: datetime) -> None:
    load([NAMELESS])
    quarantined = QuarantinedRow.objects.get()
    correct({"lib_fs": "Mairie"}, now=now)

    with pytest.raises(CorrectionRefused, match="déjà corrigée"):
        correct_row(quarantined, cells={"lib_fs": "Autre"}, by=COORDINATOR, now=now)


def test_a_row_of_a_former_import_is_not_mended(load: Import, now: datetime) -> None:
    load([NAMELESS])
    quarantined = QuarantinedRow.objects.get()
    load([row()], dated_on=date(2024, 9, 1))

    with pytest.raises(CorrectionRefused, match="plus récent"):
        correct_row(quarantined, cells={"lib_fs": "Mairie"}, by=COORDINATOR, now=now)


def test_a_correction_of_an_identifier_read_twice_serves_again(load: Import, now: datetime) -> None:
    rows = [row(), row(lib_fs="Mairie")]
    load(rows)
    correct({"id_fs": "1-bis"}, now=now)

    report = load(rows, dated_on=date(2024, 9, 1))

    assert outcomes(report) == {"unchanged": 2}
    assert Place.objects.listed().count() == 2


def test_a_mended_record_is_not_gone_when_its_row_is_refused_again_under_its_old_name(
    load: Import, now: datetime
) -> None:
    unnamed = row(id_fs="", lib_fs="Mairie")
    load([row(), unnamed])
    record = correct({"id_fs": "2"}, now=now)

    report = load([row(), unnamed | {"telephone": ""}], dated_on=date(2024, 9, 1))

    assert outcomes(report) == {"unchanged": 1, "quarantined": 1}
    record.refresh_from_db()
    assert record.no_longer_listed_on is None


def test_a_row_that_a_later_file_of_a_wider_territory_speaks_of_is_not_mended(
    load: Import, now: datetime
) -> None:
    town("Montpellier")
    load([NAMELESS])
    quarantined = QuarantinedRow.objects.get()
    load([row(id_fs="2")], territory=Territory.parse("17,34"), dated_on=date(2025, 9, 1))

    with pytest.raises(CorrectionRefused, match="plus récent"):
        correct_row(quarantined, cells={"lib_fs": "Ancien"}, by=COORDINATOR, now=now)

    assert Place.objects.get().name == "France services de Saintes"


def test_doubts_are_written_in_french_whatever_the_language_of_the_screen(
    load: Import, now: datetime
) -> None:
    load([row(id_fs="2", lib_fs="", commentaire="Fermé lundi")])

    with translation.override("en"):
        record = correct({"lib_fs": "Mairie"}, now=now)

    assert {flag["reason"] for flag in record.flags} == {
        "corrigé à la main",
        "le commentaire annonce une fermeture",
    }


def test_a_row_of_an_undone_import_is_not_mended(load: Import, now: datetime) -> None:
    load([NAMELESS])
    undo_import(ImportRun.objects.get(), by=COORDINATOR, now=now)

    with pytest.raises(CorrectionRefused, match="annulé"):
        correct({"lib_fs": "Mairie"}, now=now)


def test_a_mended_row_must_lie_in_the_territory(load: Import, now: datetime) -> None:
    town("Montpellier")
    load([NAMELESS])

    with pytest.raises(CorrectionRefused, match="Montpellier"):
        correct({"lib_fs": "Mairie", **IN_MONTPELLIER}, now=now)

    assert not Place.objects.exists()


def test_two_rows_cannot_be_one_record(load: Import, now: datetime) -> None:
    load([row(), NAMELESS])

    with pytest.raises(CorrectionRefused, match="autre ligne"):
        correct({"id_fs": "1", "lib_fs": "Mairie"}, now=now)

    assert Record.objects.count() == 1


def test_a_row_read_twice_is_mended_with_an_identifier_of_its_own(
    load: Import, now: datetime
) -> None:
    load([row(), row(lib_fs="Mairie")])

    record = correct({"id_fs": "2"}, now=now)

    assert (record.identifier, record.place.name) == ("2", "Mairie")


def test_a_mended_row_brings_back_the_record_that_seemed_gone(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2")])
    before = Record.objects.values().get(identifier="2")
    load([row(), row(id_fs="", lib_fs="")], dated_on=date(2024, 9, 1), now=now + timedelta(1))

    record = correct({"id_fs": "2", "lib_fs": row()["lib_fs"]}, now=now)

    assert record.pk == before["id"]
    assert record.no_longer_listed_on is None
    assert Place.objects.listed().count() == 2
    assert ImportRun.objects.latest("pk").gone == 0
    change = RecordChange.objects.get(run=record.last_run, record=record)
    assert change.kind == RecordChange.Kind.UPDATED
    assert_places_are_what_their_records_say()

    undo_import(record.last_run, by=COORDINATOR, now=now)

    assert Record.objects.values().get(identifier="2") == before
