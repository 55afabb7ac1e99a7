import contextlib
import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.journal.models import Entry
from maillage.places.actions.composition import recompose
from maillage.places.actions.imports import ImportRefused, codes_of, territory_of
from maillage.places.models import ImportRun, Place, PlaceTerm, QuarantinedRow, Record, Source
from maillage.places.queries.places import sources_shown
from maillage.places.sources import FRANCE_SERVICES_FILE
from maillage.places.standard import PlaceData
from maillage.places.table import UnreadableFile
from maillage.places.terms import Field, Offer, Programme, Service
from maillage.territory.models import Commune
from maillage.territory.queries import Territory
from tests.cast import town
from tests.places.actions.checks import assert_places_are_what_their_records_say, outcomes
from tests.places.conftest import Import
from tests.places.samples import MADE_UP, make_communes, real_rows, row, write

pytestmark = pytest.mark.django_db

IN_MONTPELLIER = {
    "insee_com": "34172",
    "lib_com": "Montpellier",
    "code_postal": "34000",
    "latitude": "43.61",
    "longitude": "3.87",
}
NOWHERE = {
    "insee_com": "99999",
    "lib_com": "Ailleurs",
    "code_postal": "",
    "latitude": "",
    "longitude": "",
}


def test_a_row_makes_a_record_and_a_place(load: Import) -> None:
    report = load([row()])

    assert outcomes(report) == {"created": 1}
    place = Place.objects.get()
    assert place.slug == "france-services-de-saintes"
    assert place.stated_on == date(2024, 8, 1)
    assert place.checked_on is None
    assert {(term.field, term.code) for term in place.terms.all()} == {
        (Field.SERVICE, Service.PAPERWORK),
        (Field.PROGRAMME, Programme.FRANCE_SERVICES),
        (Field.OFFER, Offer.MEDIATORS),
        (Field.MOBILITY, "fixed"),
    }
    record = Record.objects.get()
    assert record.raw == row()
    assert record.flags == []
    assert_places_are_what_their_records_say()


def test_the_source_is_named_with_the_date_of_its_file(load: Import) -> None:
    load([row()])

    source = Source.objects.get()
    assert source.slug == "france-services"
    assert (source.name, source.producer) == ("France services", "ANCT")
    assert sources_shown(Territory.parse("17")) == [(source, date(2024, 8, 1))]
    assert source.licence == "Licence Ouverte 2.0"


def test_the_run_and_the_journal_tell_what_was_done(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2", lib_fs="")])

    run = ImportRun.objects.get()
    assert (run.read, run.created, run.quarantined) == (2, 1, 1)
    assert (run.file_name, run.dated_on) == ("france-services-20240801.csv", date(2024, 8, 1))
    assert run.territory == "17"
    assert run.columns == list(MADE_UP)
    line = Entry.objects.get()
    assert (line.act, line.subject_kind, line.subject) == (
        "places.import",
        "places.Source",
        "france-services",
    )
    assert (line.at, line.actor) == (now, "import places")
    assert line.facts == {
        "file_sha256": run.file_sha256,
        "dated_on": "2024-08-01",
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "quarantined": 1,
        "outside": 0,
        "gone": 0,
    }


def test_a_second_reading_changes_nothing(load: Import) -> None:
    rows = [row(), row(id_fs="2", latitude="48.85", commentaire="Fermé le lundi")]
    load(rows)
    before = list(Place.objects.values()), list(PlaceTerm.objects.values("place", "code"))

    report = load(rows)

    assert outcomes(report) == {"unchanged": 2}
    assert (list(Place.objects.values()), list(PlaceTerm.objects.values("place", "code"))) == before
    assert sum(report.doubts.values()) == 2


def test_a_changed_row_updates_its_place_but_not_its_address_on_the_site(load: Import) -> None:
    load([row()])

    report = load([row(lib_fs="France services des Santons", h_mardi="", telephone="")])

    assert outcomes(report) == {"updated": 1}
    place = Place.objects.get()
    assert place.name == "France services des Santons"
    assert place.slug == "france-services-de-saintes"
    assert (place.phone, place.opening_hours) == ("", "Mo 09:00-12:00,14:00-17:00")
    assert_places_are_what_their_records_say()


def test_a_row_said_again_in_a_newer_file_is_unchanged_and_fresher(load: Import) -> None:
    load([row()])

    report = load([row()], dated_on=date(2025, 3, 1))

    assert outcomes(report) == {"unchanged": 1}
    assert Place.objects.get().stated_on == date(2025, 3, 1)
    assert_places_are_what_their_records_say()


def test_a_row_that_is_gone_withdraws_its_place_and_deletes_nothing(
    load: Import, now: datetime
) -> None:
    load([row(), row(id_fs="2", lib_fs="Autre")])

    report = load([row()], dated_on=date(2024, 9, 1))

    assert outcomes(report) == {"unchanged": 1, "gone": 1}
    gone = Record.objects.get(identifier="2")
    assert gone.no_longer_listed_on == date(2024, 9, 1)
    assert gone.place.withdrawn_at == now
    assert gone.place.name == "Autre"
    assert list(Place.objects.listed()) == [Record.objects.get(identifier="1").place]
    assert_places_are_what_their_records_say()


def test_a_row_still_gone_keeps_the_first_date(load: Import, now: datetime) -> None:
    load([row(), row(id_fs="2")])
    load([row()], dated_on=date(2024, 9, 1))

    report = load([row()], dated_on=date(2024, 10, 1), now=now + timedelta(days=1))

    assert outcomes(report) == {"unchanged": 1}
    gone = Record.objects.get(identifier="2")
    assert (gone.no_longer_listed_on, gone.place.withdrawn_at) == (date(2024, 9, 1), now)


def test_a_row_that_comes_back_brings_its_place_back(load: Import) -> None:
    load([row(), row(id_fs="2")])
    load([row()])

    report = load([row(), row(id_fs="2")])

    assert outcomes(report) == {"unchanged": 1, "updated": 1}
    assert Record.objects.get(identifier="2").no_longer_listed_on is None
    assert Place.objects.listed().count() == 2
    assert_places_are_what_their_records_say()


def test_a_row_now_unusable_keeps_its_place_listed(load: Import) -> None:
    load([row(), row(id_fs="2")])

    report = load([row(), row(id_fs="2", lib_fs="")])

    assert outcomes(report) == {"unchanged": 1, "quarantined": 1}
    assert Place.objects.listed().count() == 2


def test_only_the_file_whose_row_was_used_is_credited(load: Import) -> None:
    load([row(), row(id_fs="2"), row(id_fs="3")])

    load(
        [row(), row(id_fs="2", lib_fs=""), row(id_fs="3", lib_fs="Autre"), row(id_fs="4")],
        dated_on=date(2025, 3, 1),
    )

    credited = dict(Record.objects.values_list("identifier", "last_run__dated_on"))
    assert credited == {
        "1": date(2025, 3, 1),
        "2": date(2024, 8, 1),
        "3": date(2025, 3, 1),
        "4": date(2025, 3, 1),
    }


def test_only_the_territory_is_kept(load: Import) -> None:
    town("Montpellier")

    report = load([row(), row(id_fs="2", **IN_MONTPELLIER)])

    assert outcomes(report) == {"created": 1, "outside": 1}


def test_another_territory_leaves_the_first_as_it_is(load: Import) -> None:
    town("Montpellier")
    rows = [row(), row(id_fs="2", **IN_MONTPELLIER)]
    load(rows)

    report = load(rows[1:], territory=Territory.parse("34"))

    assert outcomes(report) == {"created": 1}
    assert Place.objects.listed().count() == 2


def test_a_file_read_for_elsewhere_is_not_credited_here(load: Import) -> None:
    town("Montpellier")
    rows = [row(), row(id_fs="2", **IN_MONTPELLIER)]
    load(rows)

    load(rows, territory=Territory.parse("34"), dated_on=date(2025, 3, 1))

    here = Record.objects.get(identifier="1")
    assert here.last_run.dated_on == date(2024, 8, 1)
    assert here.no_longer_listed_on is None
    assert here.place.stated_on == date(2024, 8, 1)
    assert Record.objects.get(identifier="2").last_run.dated_on == date(2025, 3, 1)


def test_a_place_that_leaves_the_territory_is_followed(load: Import) -> None:
    town("Montpellier")
    load([row()])

    report = load([row(**IN_MONTPELLIER)])

    assert outcomes(report) == {"updated": 1}
    assert Place.objects.get().commune_id == "34172"


def test_rows_that_cannot_be_used_say_where_and_why(load: Import) -> None:
    report = load([row(), row(id_fs="2", lib_fs=""), row(id_fs="3", **NOWHERE)])

    assert outcomes(report) == {"created": 1, "quarantined": 2}
    rows = QuarantinedRow.objects.order_by("row_number")
    assert [(one.row_number, one.field, one.value) for one in rows] == [
        (3, "lib_fs", ""),
        (4, "lib_com", "99999 Ailleurs"),
    ]
    assert all(one.reason for one in rows)
    assert [one.row_number for one in report.first_quarantined] == [3, 4]


def test_an_identifier_read_twice_is_quarantined_the_second_time(load: Import) -> None:
    report = load([row(), row(lib_fs="Autre")])

    assert outcomes(report) == {"created": 1, "quarantined": 1}
    assert Place.objects.get().name == "France services de Saintes"
    assert QuarantinedRow.objects.get().field == "id_fs"


def test_a_ragged_row_is_quarantined(load: Import, tmp_path: Path) -> None:
    file = write(tmp_path / "ragged-20240801.csv", [row()])
    file.write_text(file.read_text() + '"2","17"\n')

    report = load([], file=file)

    assert outcomes(report) == {"created": 1, "quarantined": 1}


def test_a_dry_run_counts_the_same_and_keeps_nothing(load: Import) -> None:
    rows = [row(), row(id_fs="2", lib_fs="")]

    rehearsal = load(rows, dry_run=True)

    assert not Place.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Source.objects.exists()
    assert not Entry.objects.exists()
    assert outcomes(rehearsal) == outcomes(load(rows))


def test_an_import_stopped_on_the_way_keeps_nothing(load: Import, tmp_path: Path) -> None:
    file = tmp_path / "cut-20240801.json"
    file.write_text(json.dumps([row(), row(id_fs="2")])[:-20])

    with pytest.raises(UnreadableFile):
        load([], file=file)

    assert not Place.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_file_without_a_row_does_not_empty_the_territory(load: Import, tmp_path: Path) -> None:
    load([row()])

    with pytest.raises(UnreadableFile, match="aucune ligne"):
        load([], file=write(tmp_path / "empty-20240801.csv", []))

    assert Place.objects.listed().count() == 1


def some_rows(count: int) -> list[dict[str, str]]:
    return [row(id_fs=str(number)) for number in range(count)]


@pytest.mark.parametrize(("held", "gone"), [(6, 5), (30, 6)])
def test_a_few_rows_less_are_accepted(load: Import, held: int, gone: int) -> None:
    rows = some_rows(held)
    load(rows)

    report = load(rows[gone:])

    assert outcomes(report) == {"unchanged": held - gone, "gone": gone}


def test_a_shortened_file_is_refused_and_nothing_of_it_is_kept(load: Import) -> None:
    rows = some_rows(29)
    load(rows)

    with pytest.raises(ImportRefused, match=r"6 des 29 .*--accept-gone"):
        load([*rows[7:], row(id_fs="6", lib_fs="Autre"), row(id_fs="new")])

    assert Place.objects.listed().count() == Place.objects.count() == 29
    assert not Place.objects.filter(name="Autre").exists()
    assert ImportRun.objects.count() == Entry.objects.count() == 1


def test_new_rows_do_not_make_up_for_those_that_are_gone(load: Import) -> None:
    load(some_rows(6))

    with pytest.raises(ImportRefused, match="6 des 6 "):
        load([row(id_fs=f"new {number}") for number in range(40)])


def test_a_file_that_is_really_shorter_is_read_once_someone_says_so(load: Import) -> None:
    rows = some_rows(10)
    load(rows)

    report = load(rows[:1], accept_gone=True)

    assert outcomes(report) == {"unchanged": 1, "gone": 9}
    assert Place.objects.listed().count() == 1


def test_the_places_of_elsewhere_do_not_hide_a_shortened_file(load: Import) -> None:
    town("Montpellier")
    elsewhere = [row(id_fs=f"34-{number}", **IN_MONTPELLIER) for number in range(40)]
    load([*some_rows(6), *elsewhere], territory=Territory.parse("FR"))

    with pytest.raises(ImportRefused, match="6 des 6 "):
        load(elsewhere)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("17", "17"),
        (" 34 ,17,", "17,34"),
        ("17415,200041762,2a", "17415,200041762,2A"),
        ("fr", "FR"),
    ],
)
def test_a_territory_is_written_one_way_only(typed: str, codes: str) -> None:
    assert codes_of(territory_of(typed)) == codes


@pytest.mark.parametrize("typed", ["", "toto", "17,1", "17 - 34", "FR,17"])
def test_what_is_no_territory_is_refused(typed: str) -> None:
    with pytest.raises(ImportRefused, match=f"«\u00a0{typed}\u00a0»"):
        territory_of(typed)


@pytest.mark.parametrize(
    ("name", "dated_on"),
    [
        ("france-services-20240801.csv", date(2024, 8, 1)),
        ("2024-08-01 export.csv", date(2024, 8, 1)),
        ("export_20240801_v2.csv", date(2024, 8, 1)),
    ],
)
def test_the_date_is_read_in_the_name_of_the_file(
    load: Import, tmp_path: Path, name: str, dated_on: date
) -> None:
    assert load([], file=write(tmp_path / name, [row()])).dated_on == dated_on


@pytest.mark.parametrize("name", ["liste.csv", "liste-20241399.csv", "liste-20240231.csv"])
def test_a_file_without_a_date_is_refused(load: Import, tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportRefused, match="--dated-on"):
        load([], file=write(tmp_path / name, [row()]))


def test_a_file_of_tomorrow_is_refused(load: Import) -> None:
    with pytest.raises(ImportRefused, match="futur"):
        load([row()], dated_on=date(2026, 11, 25))


def test_a_file_older_than_the_last_one_read_is_refused(load: Import) -> None:
    load([row()])

    with pytest.raises(ImportRefused, match="2024-08-01"):
        load([row()], dated_on=date(2024, 7, 31))


@pytest.mark.parametrize(
    ("codes", "unknown"),
    [("99", "99"), ("17,17000", "17000"), ("17,zz,999999999", "999999999, ZZ")],
)
def test_every_code_of_the_territory_must_name_communes(
    load: Import, codes: str, unknown: str
) -> None:
    with pytest.raises(ImportRefused, match=f"sous le code {unknown}"):
        load([row()], territory=Territory.parse(codes))


def test_communes_are_loaded_first(load: Import) -> None:
    Commune.objects.all().delete()

    with pytest.raises(ImportRefused, match="chargez les communes"):
        load([row()], territory=Territory.parse("FR"))


def test_pages_have_distinct_and_readable_addresses(load: Import) -> None:
    load(
        [
            row(),
            row(id_fs="2"),
            row(id_fs="3", lib_fs="Espace d’Angély"),
            row(id_fs="4", lib_fs="x" * 250),
        ]
    )

    slugs = list(Place.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[:3] == [
        "france-services-de-saintes",
        "france-services-de-saintes-2",
        "espace-d-angely-saintes",
    ]
    assert slugs[3] == "x" * 110


def test_a_place_with_two_sources_follows_the_one_that_speaks_first(
    load: Import, now: datetime
) -> None:
    load([row(telephone="")])
    record = Record.objects.get()
    second = Source.objects.create(slug="autre", name="Autre", rank=80)
    said = PlaceData.from_json(record.understood).to_json() | {
        "name": "Un autre nom",
        "phone": "+33546999999",
        "terms": [["service", "internet_access"]],
    }
    Record.objects.create(
        source=second,
        identifier="z",
        place=record.place,
        raw={},
        understood=said,
        first_run=record.first_run,
        last_run=record.first_run,
    )

    recompose([record.place_id], now=now)

    place = Place.objects.get()
    assert (place.name, place.phone) == ("France services de Saintes", "+33546999999")
    assert place.terms.filter(code=Offer.EQUIPPED).exists()
    assert_places_are_what_their_records_say()

    load([row(id_fs="7")], dated_on=date(2024, 9, 1))

    place.refresh_from_db()
    assert (place.name, place.withdrawn_at) == ("Un autre nom", None)
    assert not place.terms.filter(code=Programme.FRANCE_SERVICES).exists()
    assert_places_are_what_their_records_say()


def test_more_rows_than_a_batch_are_all_read(load: Import) -> None:
    rows = [row(id_fs=str(number)) for number in range(501)]
    progress: list[tuple[int, int]] = []

    report = load(rows, progress=lambda done, total: progress.append((done, total)))

    assert outcomes(report) == {"created": 501}
    assert progress[-1][0] == progress[-1][1]
    assert outcomes(load(rows[:1], accept_gone=True)) == {"unchanged": 1, "gone": 500}


def test_the_shipped_file_fills_charente_maritime(load: Import) -> None:
    make_communes(real_rows())

    report = load([], file=FRANCE_SERVICES_FILE)

    assert outcomes(report) == {"created": 35, "outside": 2810}
    assert_places_are_what_their_records_say()


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [*MADE_UP.values(), "00:00 - 00:00", r"\x20", "é" * 300, "-", "0"]
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(MADE_UP, CELLS))
        | st.fixed_dictionaries({}, optional=dict.fromkeys(MADE_UP, CELLS)).map(
            lambda cells: row(**cells)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_gives_a_report(load: Import, rows: list[dict[str, str]]) -> None:
    said = [cells for cells in rows if any(value.strip() for value in cells.values())]
    if not said:
        return  # a file of blank lines: no row

    report = load(rows, territory=Territory.parse("FR"))

    outcomes(report)
    assert report.read == len(said)
    assert_places_are_what_their_records_say()


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_report_or_one_sentence(
    load: Import, tmp_path: Path, content: bytes
) -> None:
    shutil.copy(write(tmp_path / "some.csv", [row()]), file := tmp_path / "any-20240801.csv")
    with file.open("ab") as end:
        end.write(content)

    with contextlib.suppress(UnreadableFile):
        outcomes(load([], file=file))
