import gzip
from datetime import datetime, timedelta
from pathlib import Path

import brotli
import pytest
from pytest_django.fixtures import Settings

from maillage.journal.actions import Actor
from maillage.journal.actions import record as write_in_the_journal
from maillage.journal.models import Entry
from maillage.opendata import edition as module
from maillage.opendata.edition import current_edition
from maillage.opendata.formats import CSV, FORMATS, JSON
from tests.cast import place, record

pytestmark = pytest.mark.django_db

COMMAND = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
PUBLIC = Actor(kind=Entry.ActorKind.PUBLIC, identifier="page")


def act(name: str, *, by: Actor = COMMAND, now: datetime) -> None:
    write_in_the_journal(
        act=name, subject_kind="places.Source", subject="essai", by=by, now=now, facts={}
    )


def names(content: bytes) -> list[str]:
    return [line.split('","')[2] for line in content.decode().splitlines()[1:]]


def test_files_are_written_once_for_a_version(now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)

    first = current_edition()
    record(place("Là", in_town="Saintes"), identifier="2", now=now)

    assert current_edition() == first
    assert names(first.read(CSV, coding="")) == ["Ici"]


def test_an_act_on_the_places_makes_a_new_edition(now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    before = current_edition()
    record(place("Là", in_town="Saintes"), identifier="2", now=now)
    act("places.import", now=now)

    after = current_edition()

    assert names(after.read(CSV, coding="")) == ["Ici", "Là"]
    assert after.etag(CSV, coding="") != before.etag(CSV, coding="")
    assert after.version.changed_at == now


def test_two_acts_of_one_instant_are_two_versions(now: datetime) -> None:
    act("places.import", now=now)
    before = current_edition()
    act("places.import", now=now)

    assert current_edition().version.mark != before.version.mark


def test_what_the_public_reports_or_what_happens_elsewhere_changes_nothing(now: datetime) -> None:
    before = current_edition()
    act("places.report_error", by=PUBLIC, now=now)
    act("accounts.invite", now=now)

    assert current_edition() == before


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_compressed_files_hold_the_same_bytes(form: module.Format, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    edition = current_edition()

    plain = edition.read(form, coding="")

    assert gzip.decompress(edition.read(form, coding="gzip")) == plain
    assert brotli.decompress(edition.read(form, coding="br")) == plain
    assert edition.size(form) == len(plain)


def test_the_last_edition_stays_for_whoever_is_reading_it_and_no_other(
    now: datetime, tmp_path: Path
) -> None:
    editions = []
    for hour in range(4):
        act("places.import", now=now + timedelta(hours=hour))
        editions.append(current_edition())

    kept = {folder.name for folder in (tmp_path / "opendata").glob("*/")}

    assert editions[-1].folder.name in kept
    assert len(kept) == 2


def test_the_contents_say_where_since_when_and_what_is_missing(now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    record(place("Là", in_town="Jonzac"), identifier="2", now=now)
    record(place("Sans rue", in_town="Saintes", address=""), identifier="3", now=now)

    contents = current_edition().contents()

    assert contents.row_count == 2
    assert contents.box == [45.4469, -0.6333, 45.7464, -0.4339]
    assert (contents.stated_from, contents.stated_until) == ("2026-10-01", "2026-10-01")
    [left_out] = contents.incomplete
    assert (left_out.slug, left_out.missing) == ("sans-rue", ["adresse"])


def test_a_long_list_of_incomplete_places_is_cut_and_counted(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_NAMED", 1)
    for number in range(3):
        shown = place(f"Sans rue {number}", in_town="Saintes", address="")
        record(shown, identifier=str(number), now=now)

    contents = current_edition().contents()

    assert (contents.incomplete_count, contents.unnamed_count) == (3, 2)


def test_without_any_place_there_is_no_box_nor_date() -> None:
    contents = current_edition().contents()

    assert (contents.row_count, contents.box, contents.stated_from) == (0, None, "")
    assert current_edition().read(JSON, coding="") == b"[]"


def test_a_writing_that_fails_leaves_nothing_behind(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space_left(content: bytes, **options: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("maillage.opendata.edition.brotli.compress", no_space_left)
    with pytest.raises(OSError, match="No space left"):
        current_edition()

    assert [path.name for path in (settings.VAR_DIR / "opendata").iterdir()] == ["lock"]
