import csv
from datetime import datetime
from pathlib import Path

import pytest

from maillage.places.actions.corrections import correct_row
from maillage.places.actions.imports import import_places
from maillage.places.actions.undo import undo_import
from maillage.places.models import ImportRun, Place, QuarantinedRow, Record
from maillage.places.sources import source_named
from maillage.places.standard import COLUMNS
from maillage.places.standard_writer import row_of, with_what_rows_say
from maillage.territory.queries import Territory
from tests.cast import town
from tests.places.actions.checks import assert_places_are_what_their_records_say, outcomes
from tests.places.conftest import BY

pytestmark = pytest.mark.django_db

CENSUS = [
    {
        "id": "1",
        "nom": "Mairie",
        "commune": "Saintes",
        "code_postal": "17100",
        "adresse": "1 rue A",
    },
    {"id": "2", "nom": "Poste", "commune": "Saintes", "code_postal": "17100", "adresse": "2 rue A"},
]


def read(
    rows: list[dict[str, str]], *, folder: Path, now: datetime, source: str = "census"
) -> dict[str, int]:
    file = folder / "lieux-20240801.csv"
    with file.open("w", newline="") as written:
        writer = csv.DictWriter(written, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    report = import_places(
        file=file, source=source_named(source), territory=Territory.parse("17"), by=BY, now=now
    )
    return outcomes(report)


def published() -> list[dict[str, str]]:
    places = with_what_rows_say(Place.objects.listed().order_by("pk"))
    return [row_of(place) for place in places]


@pytest.fixture(autouse=True)
def census(tmp_path: Path, now: datetime) -> None:
    town("Saintes")
    read(CENSUS, folder=tmp_path, now=now)


def test_our_rows_come_back_to_their_own_source_untouched(tmp_path: Path, now: datetime) -> None:
    before = list(Record.objects.values("identifier", "raw", "understood"))

    assert read(published(), folder=tmp_path, now=now) == {"unchanged": 2}

    assert list(Record.objects.values("identifier", "raw", "understood")) == before


@pytest.mark.usefixtures("census")
def test_our_rows_come_back_through_another_source_and_make_no_double(
    tmp_path: Path, now: datetime
) -> None:
    rows = published()

    assert read(rows, folder=tmp_path, now=now, source="national") == {"unchanged": 2}
    assert read(rows, folder=tmp_path, now=now, source="national") == {"unchanged": 2}

    assert Place.objects.count() == 2
    assert published() == rows
    assert_places_are_what_their_records_say()


def test_a_place_that_another_source_echoes_stays_when_its_own_is_undone(
    tmp_path: Path, now: datetime
) -> None:
    read(published(), folder=tmp_path, now=now, source="national")

    undo_import(ImportRun.objects.get(source__slug="census"), by=BY, now=now)

    assert Place.objects.listed().count() == Record.objects.count() == 2
    assert_places_are_what_their_records_say()

    assert read(CENSUS, folder=tmp_path, now=now) == {"created": 2}

    assert Place.objects.count() == 2  # the same pages, of which both speak again


def test_an_echo_that_was_gone_is_listed_again(tmp_path: Path, now: datetime) -> None:
    rows = published()
    read(rows, folder=tmp_path, now=now, source="national")
    read(rows[:1], folder=tmp_path, now=now, source="national")

    assert read(rows, folder=tmp_path, now=now, source="national") == {"updated": 1, "unchanged": 1}

    assert not Record.objects.filter(no_longer_listed_on__isnull=False).exists()


def test_a_row_of_ours_that_comes_back_unusable_keeps_its_place(
    tmp_path: Path, now: datetime
) -> None:
    first, second = published()

    outcome = read([first | {"nom": ""}, second], folder=tmp_path, now=now)

    assert outcome == {"unchanged": 1, "quarantined": 1}
    assert Place.objects.listed().count() == 2

    refused = QuarantinedRow.objects.get()
    correct_row(refused, cells=refused.raw | {"nom": "Mairie"}, by=BY, now=now)

    assert Place.objects.count() == Record.objects.count() == 2
    assert_places_are_what_their_records_say()


def test_a_row_of_ours_that_somebody_changed_speaks_of_the_same_place(
    tmp_path: Path, now: datetime
) -> None:
    first, second = published()
    first["telephone"] = "+33546000001"

    assert read([first, second], folder=tmp_path, now=now, source="national") == {
        "created": 1,
        "unchanged": 1,
    }

    assert Place.objects.count() == 2
    place = Place.objects.get(name="Mairie")
    assert [record.source.slug for record in place.records.order_by("pk")] == ["census", "national"]
    assert place.phone == "+33546000001"
    assert_places_are_what_their_records_say()

    undo_import(ImportRun.objects.latest("pk"), by=BY, now=now)

    assert Place.objects.get(name="Mairie").phone == ""
    assert Record.objects.count() == 2


def test_a_row_of_ours_changed_in_its_own_source_updates_its_record(
    tmp_path: Path, now: datetime
) -> None:
    first, second = published()
    first["nom"] = "Hôtel de ville"

    outcome = read([first, second], folder=tmp_path, now=now)

    assert outcome == {"updated": 1, "unchanged": 1}
    assert Record.objects.get(identifier="1").place.name == "Hôtel de ville"


def test_a_row_that_comes_back_after_its_place_was_withdrawn_lists_it_again(
    tmp_path: Path, now: datetime
) -> None:
    rows = published()
    read(CENSUS[:1], folder=tmp_path, now=now)
    assert Place.objects.listed().count() == 1

    assert read(rows[1:], folder=tmp_path, now=now, source="national") == {"created": 1}

    assert Place.objects.listed().count() == Place.objects.count() == 2


def test_an_identifier_that_only_looks_like_ours_is_another_place(
    tmp_path: Path, now: datetime
) -> None:
    row = CENSUS[0] | {"id": "census--99", "nom": "Autre"}

    assert read([row], folder=tmp_path, now=now, source="national") == {"created": 1}

    assert Place.objects.count() == 3


def test_the_same_row_of_ours_twice_in_a_file_is_read_once(tmp_path: Path, now: datetime) -> None:
    first, second = published()

    outcome = read([first, first, second], folder=tmp_path, now=now)

    assert outcome == {"unchanged": 2, "quarantined": 1}


def test_without_identifiers_a_place_told_twice_is_said_to_be_the_same(
    tmp_path: Path, now: datetime
) -> None:
    row = CENSUS[0] | {"id": "", "horaires": "Mo 09:00-12:00"}

    read([row, row | {"horaires": "Tu 09:00-12:00"}], folder=tmp_path, now=now, source="autre")

    assert QuarantinedRow.objects.get().reason == "même nom et même adresse qu’une ligne plus haut"
