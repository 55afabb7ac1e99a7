"""What was read of each source."""

from datetime import date, datetime, timedelta

import pytest

from maillage.places.history import (
    Kind,
    Use,
    change_counts,
    changes_of,
    current_runs,
    doubts_of,
    mended_counts,
    refusals,
    rows_to_mend,
    shown_change,
    source_states,
    undoing_of,
    use_of,
    with_places,
)
from maillage.places.models import ImportRun, QuarantinedRow, RecordChange, Source
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

    assert use_of(runs()[0], mended=0) == Use(used=1, concerned=2)


def test_a_file_wholly_outside_has_no_share(load: Import) -> None:
    town("Montpellier")
    load([row(insee_com="34172", code_postal="34000", lib_com="Montpellier")])

    assert use_of(runs()[0], mended=0) is None


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


def test_a_mended_row_is_used_and_its_import_says_so(load: Import, now: object) -> None:
    load([row(), *(row(id_fs=str(n), **LOST) for n in (2, 3))])
    QuarantinedRow.objects.filter(row_number=3).update(correction={}, corrected_at=now)
    (run,) = runs()

    mended = mended_counts([run])

    assert mended == {run.pk: 1}
    assert use_of(run, mended=mended[run.pk]) == Use(used=2, concerned=3)
    assert source_states()[0].use == Use(used=2, concerned=3)


@pytest.mark.parametrize(
    ("earlier", "later", "holds"),
    [
        ("17", "17", False),
        ("17", "FR", False),
        ("17", "17,34", False),
        ("17415", "17", False),
        ("17", "17415", True),
        ("17,34", "17", True),
        ("FR", "17", True),
        ("17", "34", True),
    ],
)
def test_the_refusals_of_an_import_hold_until_a_later_one_covers_its_territory(
    load: Import, earlier: str, later: str, holds: bool
) -> None:
    town("Montpellier")
    town("Jonzac")
    load([row(), row(id_fs="2", **LOST)])
    load([row(), row(id_fs="2", **LOST)], dated_on=SEPTEMBER)
    first, last = runs()
    ImportRun.objects.filter(pk=first.pk).update(territory=earlier)
    ImportRun.objects.filter(pk=last.pk).update(territory=later)

    assert (first in current_runs()) == holds
    assert last in current_runs()


def test_an_import_of_another_source_replaces_nothing(load: Import) -> None:
    load([row()])
    other = Source.objects.create(slug="autre", name="Autre", producer="Nous")
    (run,) = runs()
    run.pk, run.source, run.territory = None, other, "FR"
    run.save()

    assert set(current_runs()) == set(runs())


def test_of_two_imports_that_waited_for_one_another_the_last_made_speaks(
    load: Import, now: datetime
) -> None:
    load([row()])
    load([row(), row(id_fs="2", **LOST)])
    ImportRun.objects.filter(pk=runs()[0].pk).update(started_at=now + timedelta(minutes=1))

    assert source_states()[0].last_run == runs()[1]
    assert len(rows_to_mend()) == 1


def test_a_row_is_named_as_its_source_names_places(load: Import) -> None:
    rows = [row(id_fs="2", lib_fs="Perdu", **LOST), row(id_fs="3", lib_fs="", adresse="2 quai")]
    load([row(), *rows])

    assert [one.place for one in with_places(rows_to_mend())] == ["Perdu", "2 quai"]


def test_a_row_of_a_mapping_no_longer_understood_has_no_name(load: Import) -> None:
    load([row(), row(id_fs="2", **LOST)])
    ImportRun.objects.update(mapping={"xyzzy": 1})

    assert [one.place for one in with_places(rows_to_mend())] == [""]


def test_of_two_sources_of_one_rank_the_second_says_which_speaks_first() -> None:
    for slug, rank in (("b", 10), ("a", 10), ("c", 20)):
        Source.objects.create(slug=slug, name=slug.title(), rank=rank)

    states = source_states()

    assert [(one.source.slug, str(one.yields_to or "")) for one in states] == [
        ("a", ""),
        ("b", "A"),
        ("c", ""),
    ]


def test_refusals_are_counted_by_source_and_reason(load: Import) -> None:
    load([row(), *(row(id_fs=str(n), **LOST) for n in (2, 3)), row(id_fs="4", lib_fs="")])

    found = refusals()

    assert [(one.slug, one.source, one.rows) for one in found] == [
        ("france-services", "France services", 2),
        ("france-services", "France services", 1),
    ]
    assert {one.reason for one in found} == {one.reason for one in rows_to_mend()}


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

    assert [(field, count) for field, _reason, count in before.groups] == [("telephone", 2)]
    assert doubts_of(first).groups == []
    assert [count for _field, _reason, count in doubts_of(runs()[-1]).groups] == [1]


def test_past_a_bound_doubts_are_those_of_the_first_records(
    load: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([row(id_fs=str(number), telephone="05") for number in range(3)])
    counted = []
    for bound in (2, 3):
        monkeypatch.setattr("maillage.places.history.DOUBTED_RECORDS_READ", bound)
        counted.append(doubts_of(runs()[0]))

    assert [(doubts.groups[0][2], doubts.cut_at) for doubts in counted] == [(2, 2), (3, None)]


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
    assert undoing.are_changes_kept


def test_an_import_of_before_changes_were_kept_says_so(load: Import) -> None:
    load([row()])
    ImportRun.objects.update(columns=None)
    (run,) = runs()

    assert not undoing_of(run, counts=change_counts(run)).are_changes_kept
