"""What was read of each source."""

from datetime import date

import pytest

from maillage.places.history import (
    Kind,
    Use,
    change_counts,
    changes_of,
    current_runs,
    doubts_of,
    record_of,
    refusals,
    rows_to_mend,
    shown_change,
    source_states,
    undoing_of,
    use_of,
)
from maillage.places.models import ImportRun, QuarantinedRow, Record, RecordChange, Source
from maillage.territory.queries import Territory
from tests.cast import town
from tests.places.conftest import Import
from tests.places.samples import row

pytestmark = pytest.mark.django_db

SEPTEMBER = date(2024, 9, 1)
TODAY = date(2026, 11, 24)
LOST = dict.fromkeys(("insee_com", "code_postal", "latitude", "longitude"), "") | {
    "lib_com": "Nulle-Part"
}


def runs() -> list[ImportRun]:
    return list(ImportRun.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("used", "concerned", "percent"), [(1, 3, 33), (999, 1000, 99), (2, 2, 100)]
)
def test_a_share_is_rounded_down_so_that_a_hundred_means_all(
    used: int, concerned: int, percent: int
) -> None:
    assert Use(used, concerned).percent == percent


def test_rows_outside_the_territory_are_no_waste(load: Import) -> None:
    town("Montpellier")
    away = row(id_fs="2", insee_com="34172", code_postal="34000", lib_com="Montpellier")
    load([row(), away, row(id_fs="3", **LOST)])

    assert use_of(runs()[0]) == Use(used=1, concerned=2)


def test_a_file_wholly_outside_has_no_share(load: Import) -> None:
    town("Montpellier")
    load([row(insee_com="34172", code_postal="34000", lib_com="Montpellier")])

    assert use_of(runs()[0]) is None


def test_a_source_never_read_is_listed_with_nothing() -> None:
    source = Source.objects.create(slug="neuve", name="Neuve", producer="Nous")

    (state,) = source_states()

    assert (state.source, state.last_run, state.use) == (source, None, None)
    assert (state.listed, state.gone, state.quarantined) == (0, 0, 0)


def test_the_last_import_is_the_last_in_force(load: Import) -> None:
    load([row()])
    load([row(), row(id_fs="2", **LOST)], dated_on=SEPTEMBER)
    first, last = runs()

    before = source_states()[0]
    ImportRun.objects.filter(pk=last.pk).update(undone_at=last.started_at)
    after = source_states()[0]

    assert (before.last_run, before.quarantined) == (last, 1)
    assert (after.last_run, after.quarantined) == (first, 0)


def test_each_territory_has_its_own_current_import(load: Import) -> None:
    town("Montpellier")
    away = row(id_fs="2", insee_com="34172", code_postal="34000", lib_com="Montpellier")
    load([row(), away])
    load([row(), away], territory=Territory.parse("34"))
    load([row(), away])
    first, herault, last = runs()

    assert set(current_runs()) == {herault, last}
    assert first not in current_runs()


def test_a_mended_row_is_no_longer_to_be_mended(load: Import, now: object) -> None:
    load([row(), row(id_fs="2", **LOST)])
    before = list(rows_to_mend())

    QuarantinedRow.objects.update(correction={"lib_com": "Saintes"}, corrected_at=now)

    assert len(before) == 1
    assert list(rows_to_mend()) == []
    assert refusals() == []


def test_refusals_are_counted_by_source_and_reason(load: Import) -> None:
    load([row(), *(row(id_fs=str(n), **LOST) for n in (2, 3)), row(id_fs="4", lib_fs="")])

    found = refusals()

    assert [(one.slug, one.source, one.rows) for one in found] == [
        ("france-services", "France services", 2),
        ("france-services", "France services", 1),
    ]
    assert {one.reason for one in found} == {one.reason for one in rows_to_mend()}


def test_the_record_of_a_row_is_the_one_of_its_identifier(load: Import) -> None:
    load([row(), row(id_fs="2", **LOST)])
    refused = QuarantinedRow.objects.get()

    before = record_of(refused)
    Record.objects.update(identifier="2")

    assert before is None
    assert record_of(refused) == Record.objects.get()


def test_a_record_only_redated_is_counted_not_shown(load: Import) -> None:
    load([row(), row(id_fs="2")])
    load([row(telephone=""), row(id_fs="2")], dated_on=SEPTEMBER)
    last = runs()[-1]

    assert change_counts(last) == {Kind.UPDATED: 1, Kind.REDATED: 1}
    assert [one.kind for one in changes_of(last)] == [Kind.UPDATED]
    assert list(changes_of(last, kind=Kind.GONE)) == []


def test_doubts_are_those_of_the_records_read_last(load: Import) -> None:
    load([row(telephone="05"), row(id_fs="2", telephone="05")])
    first = runs()[0]

    before = doubts_of(first)
    load([row(), row(id_fs="2", telephone="05")], dated_on=SEPTEMBER)

    assert [(field, count) for field, _reason, count in before] == [("telephone", 2)]
    assert doubts_of(first) == []
    assert [count for _field, _reason, count in doubts_of(runs()[-1])] == [1]


def test_a_change_tells_doubts_apart() -> None:
    kept, lifted, new = (
        {"field": name, "value": "x", "reason": "douteux"} for name in ("a", "b", "c")
    )
    change = RecordChange(raw={"a": ["1", None]}, flags=[[kept, lifted], [kept, new]])

    shown = shown_change(change, today=TODAY)

    assert (shown.doubts, shown.lifted_doubts) == ([new], [lifted])
    assert shown.columns == [("a", "1", None)]


def test_a_later_date_alone_is_no_difference() -> None:
    change = RecordChange(
        understood={"stated_on": ["2024-08-01", "2024-09-01"], "phone": [None, "+33546000000"]}
    )

    assert [one.after.name for one in shown_change(change, today=TODAY).differences] == ["phone"]


def test_undoing_is_announced_as_it_will_be(load: Import) -> None:
    load([row(), row(id_fs="2"), row(id_fs="3")])
    load([row(telephone=""), row(id_fs="3"), row(id_fs="4")], dated_on=SEPTEMBER)
    first, last = runs()

    undoing = undoing_of(last, counts=change_counts(last))

    assert (undoing.deleted, undoing.restored, undoing.newer) == (1, 2, None)
    assert undoing_of(first, counts=change_counts(first)).newer == last
