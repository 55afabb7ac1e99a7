import csv
import gzip

import pytest
from django.db.models import ProtectedError

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.territory import dataset
from maillage.territory.actions import Counts, load_territory
from maillage.territory.models import (
    Commune,
    CommunePostcode,
    Contour,
    Departement,
    Epci,
    FormerCommune,
)

COMMAND = Actor(kind=Entry.ActorKind.COMMAND, identifier="territory load")

SQUARE = "M0 0l9 0 0 9-9 0z"
SMALL = {
    Departement: [{"code": "17", "name": "Charente-Maritime", "region_name": "Nouvelle-Aquitaine"}],
    Epci: [{"siren": "200036473", "name": "CA de Saintes"}],
    Commune: [
        {
            "code_insee": code,
            "name": name,
            "departement_id": "17",
            "epci_id": epci,
            "population": population,
            "latitude": latitude,
            "longitude": longitude,
        }
        for code, name, epci, population, latitude, longitude in (
            ("17415", "Saintes", "200036473", "25355", "45.74", "-0.65"),
            ("17004", "Île-d'Aix", "", "", "", ""),
        )
    ],
    CommunePostcode: [
        {"commune_id": "17415", "code": "17100"},
        {"commune_id": "17004", "code": "17123"},
    ],
    FormerCommune: [{"code_insee": "17999", "name": "La Fredière", "commune_id": "17415"}],
    Contour: [
        {
            "detail": detail,
            "departement_id": "17",
            "commune_id": commune,
            "path": SQUARE,
            "min_x": "0",
            "min_y": "0",
            "max_x": "9",
            "max_y": "9",
        }
        for detail, commune in (("outline", ""), ("around", "17415"), ("commune", "17415"))
    ],
}
SMALL_COUNTS = {model: len(rows) for model, rows in SMALL.items()}


@pytest.fixture
def write_files(tmp_path, monkeypatch):
    """Put small files in the place of the shipped ones; some tables may say something else."""
    monkeypatch.setattr(dataset, "FOLDER", tmp_path)

    def write(changes=None):
        for model, rows in (SMALL | (changes or {})).items():
            with gzip.open(tmp_path / dataset.FILES[model], "wt", newline="") as file:
                writer = csv.DictWriter(file, SMALL[model][0])
                writer.writeheader()
                writer.writerows(rows)

    write()
    return write


def numbers(counts, name):
    return {model: getattr(count, name) for model, count in counts.items()}


def contents():
    return {model: list(model.objects.order_by("pk").values()) for model in SMALL}


@pytest.mark.django_db
def test_a_first_load_fills_every_table(write_files, now):
    counts = load_territory(by=COMMAND, now=now)

    assert numbers(counts, "created") == SMALL_COUNTS
    assert {model: model.objects.count() for model in SMALL} == SMALL_COUNTS
    saintes = Commune.objects.get(pk="17415")
    assert (saintes.name, saintes.departement.name, saintes.epci.name, saintes.population) == (
        "Saintes",
        "Charente-Maritime",
        "CA de Saintes",
        25355,
    )
    assert (saintes.latitude, saintes.longitude) == (45.74, -0.65)
    assert [postcode.code for postcode in saintes.postcodes.all()] == ["17100"]
    assert [contour.detail for contour in saintes.contours.all()] == ["around", "commune"]


@pytest.mark.django_db
def test_what_the_file_leaves_empty_is_absent(write_files, now):
    load_territory(by=COMMAND, now=now)

    aix = Commune.objects.get(pk="17004")
    assert (aix.epci, aix.population, aix.latitude, aix.longitude) == (None, None, None, None)


@pytest.mark.django_db
def test_names_are_made_ready_for_search(write_files, now):
    load_territory(by=COMMAND, now=now)

    assert Commune.objects.get(pk="17004").search_name == "ile d aix"
    assert FormerCommune.objects.get(pk="17999").search_name == "frediere"


@pytest.mark.django_db
def test_a_second_load_changes_nothing(write_files, now):
    load_territory(by=COMMAND, now=now)
    before = contents()

    counts = load_territory(by=COMMAND, now=now)

    assert numbers(counts, "unchanged") == SMALL_COUNTS
    assert not any(count.is_change for count in counts.values())
    assert contents() == before


@pytest.mark.django_db
def test_only_what_differs_is_written(write_files, now):
    load_territory(by=COMMAND, now=now)
    before = contents()
    saintes, aix = SMALL[Commune]
    *others, last = SMALL[Contour]
    write_files(
        {
            Commune: [saintes | {"population": "25000", "epci_id": ""}, aix],
            Contour: [*others, last | {"path": "M0 0l9 9 0-9z"}],
        }
    )

    counts = load_territory(by=COMMAND, now=now)

    assert counts[Commune] == Counts(updated=1, unchanged=1)
    assert counts[Contour] == Counts(updated=1, unchanged=2)
    changed = Commune.objects.get(pk="17415")
    assert (changed.population, changed.epci) == (25000, None)
    assert Contour.objects.get(detail="commune").path == "M0 0l9 9 0-9z"
    untouched = (Departement, Epci, CommunePostcode, FormerCommune)
    assert {m: contents()[m] for m in untouched} == {m: before[m] for m in untouched}


@pytest.mark.django_db
def test_what_the_files_no_longer_hold_is_removed(write_files, now):
    load_territory(by=COMMAND, now=now)
    write_files(
        {
            Commune: SMALL[Commune][:1],
            CommunePostcode: SMALL[CommunePostcode][:1],
            FormerCommune: [{"code_insee": "17004", "name": "Île-d'Aix", "commune_id": "17415"}],
            Contour: SMALL[Contour][:2],
        }
    )

    counts = load_territory(by=COMMAND, now=now)

    assert counts[Commune] == Counts(unchanged=1, removed=1)
    assert counts[CommunePostcode] == Counts(unchanged=1, removed=1)
    assert counts[FormerCommune] == Counts(created=1, removed=1)
    assert counts[Contour] == Counts(unchanged=2, removed=1)
    assert list(Commune.objects.values_list("pk", flat=True)) == ["17415"]


@pytest.mark.django_db
def test_an_epci_leaves_after_its_communes_and_before_nothing_else(write_files, now):
    load_territory(by=COMMAND, now=now)
    saintes, aix = SMALL[Commune]
    write_files({Epci: [], Commune: [saintes | {"epci_id": ""}, aix]})

    counts = load_territory(by=COMMAND, now=now)

    assert counts[Epci] == Counts(removed=1)
    assert not Epci.objects.exists()


@pytest.mark.django_db
def test_a_commune_still_referred_to_stops_the_load_whole(write_files, now):
    load_territory(by=COMMAND, now=now)
    before = contents()
    # The files forget the département and keep its communes.
    write_files({Departement: [SMALL[Departement][0] | {"code": "16"}]})

    with pytest.raises(ProtectedError):
        load_territory(by=COMMAND, now=now)

    assert contents() == before


@pytest.mark.django_db
def test_an_interrupted_load_leaves_nothing(write_files, now):
    def break_down(done, total):
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_territory(by=COMMAND, now=now, on_progress=break_down)

    assert not any(contents().values())
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_column_that_no_table_has_stops_the_load(write_files, now, tmp_path):
    with gzip.open(tmp_path / dataset.FILES[Epci], "wt") as file:
        file.write("siren,nom\n200036473,CA de Saintes\n")

    with pytest.raises(KeyError):
        load_territory(by=COMMAND, now=now)

    assert not any(contents().values())


@pytest.mark.django_db
def test_progress_ends_at_the_number_of_rows(write_files, now):
    steps = []

    load_territory(by=COMMAND, now=now, on_progress=lambda *step: steps.append(step))

    total = sum(SMALL_COUNTS.values())
    assert steps[-1] == (total, total)
    assert [done for done, _total in steps] == sorted({done for done, _total in steps})


@pytest.mark.django_db
def test_a_load_writes_one_line_in_the_journal_with_its_counts(write_files, now):
    load_territory(by=COMMAND, now=now)

    line = Entry.objects.get()
    assert (line.act, line.actor, line.at) == ("territory.load", "territory load", now)
    assert line.facts["Commune.created"] == 2
    assert line.facts["Contour.removed"] == 0


@pytest.mark.django_db
def test_a_load_that_changes_nothing_leaves_no_line(write_files, now):
    load_territory(by=COMMAND, now=now)

    load_territory(by=COMMAND, now=now)

    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_shipped_files_load_and_then_change_nothing(loaded_territory, now):
    counts = load_territory(by=COMMAND, now=now)

    assert counts[Commune] == Counts(unchanged=34_969)
    assert not any(count.is_change for count in counts.values())
