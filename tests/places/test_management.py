import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from maillage.places.models import Opening, Place, Source
from tests.cast import place, town
from tests.places.samples import row, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def saintes() -> None:
    town("Saintes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    bad = [row(id_fs=str(number), lib_fs="") for number in range(2, 14)]
    return write(tmp_path / "france-services-20240801.csv", [row(commentaire="Fermé lundi"), *bad])


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.replace("\u00a0", " ").splitlines()


def test_counts_are_printed_one_per_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import", "places", str(file), "--source=france-services", "--territory=17")

    lines = printed(capsys)
    assert lines[:7] == [
        "lues : 13",
        "créées : 1",
        "modifiées : 0",
        "inchangées : 0",
        "en quarantaine : 12",
        "hors territoire : 0",
        "absentes du fichier : 0",
    ]
    assert lines[7] == "doute : 1 × commentaire : le commentaire annonce une fermeture"
    assert lines[8].startswith("ligne 3, lib_fs : ")
    assert len([line for line in lines if line.startswith("ligne")]) == 10
    assert "/sources/quarantaine/" in lines[-1]
    assert Place.objects.count() == 1


def test_a_dry_run_says_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import", "places", str(file), "--source=france-services", "--dry-run")

    assert "rien n’a été gardé" in printed(capsys)[-1]
    assert not Place.objects.exists()


def test_the_territory_is_that_of_the_site_unless_told(
    file: Path, capsys: pytest.CaptureFixture[str], settings: pytest.FixtureRequest
) -> None:
    town("Montpellier")
    settings.TERRITORY = "34"  # type: ignore[attr-defined]

    call_command("import", "places", str(file), "--source=france-services")

    assert "hors territoire : 1" in printed(capsys)


def test_a_shortened_file_needs_a_word_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row(id_fs=str(number)) for number in range(7)]
    whole = write(tmp_path / "whole-20240801.csv", rows)
    short = write(tmp_path / "short-20240901.csv", rows[:1])
    call_command("import", "places", str(whole), "--source=france-services")

    with pytest.raises(CommandError, match=r"6 des 7 .*--accept-gone"):
        call_command("import", "places", str(short), "--source=france-services")
    call_command("import", "places", str(short), "--source=france-services", "--accept-gone")

    assert "absentes du fichier : 6" in printed(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x-20240801.csv", "--source=france-services", "--territory=17,toto"], "17,toto"),
        (["absent-20240801.csv", "--source=france-services"], "s’ouvre pas"),
        (["x.csv", "--source=Hub LO"], "minuscules"),
        (["x.csv", "--source=quarantaine"], "ne convient pas"),
        (["x.csv", "--source=hub-lo", "--mapping=absent.toml"], "s’ouvre pas"),
        (["x.csv", "--source=france-services", "--dated-on=hier"], "2024-08-01"),
        (["x.csv"], "--source"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import", "places", *arguments)


def test_the_report_is_written_as_json(file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    call_command("import", "places", str(file), "--source=france-services", f"--report={report}")

    written = json.loads(report.read_text())
    outcomes = ("created", "updated", "unchanged", "quarantined", "outside")
    assert {name: written[name] for name in ("read", *outcomes)} == {
        "read": 13,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "quarantined": 12,
        "outside": 0,
    }
    assert written["dated_on"] == "2024-08-01"
    [refusal] = written["refusals"]
    assert (refusal["field"], refusal["count"]) == ("lib_fs", 12)
    assert written["doubts"][0]["field"] == "commentaire"


def test_a_report_that_cannot_be_written_stops_the_import(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--report"):
        call_command(
            "import",
            "places",
            str(file),
            "--source=france-services",
            f"--report={tmp_path / 'absent' / 'report.json'}",
        )

    assert not Place.objects.exists()


def test_any_other_source_is_read_at_the_national_standard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "recensement-2024-08.csv"
    file.write_text("nom;commune;code_postal\nMédiathèque;Saintes;17100\n", encoding="cp1252")

    call_command("import", "places", str(file), "--source=recensement-17")

    assert "créées : 1" in printed(capsys)
    place = Place.objects.get()
    assert (place.name, place.commune_id) == ("Médiathèque", "17415")
    assert Source.objects.get().slug == "recensement-17"


def test_columns_that_nobody_reads_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "recensement-2024-08.csv"
    file.write_text("Nom, commune,Code postal,Tel\nMairie,Saintes,17100,0546000000\n")

    call_command("import", "places", str(file), "--source=recensement-17")

    assert Place.objects.get().postcode == "17100"
    assert "lues : Tel." in capsys.readouterr().err.replace("\u00a0", " ")


CENSUS = "Lieu;Ville;CP\nMairie;Saintes;17100\n"
MAPPING = """
[source]
nom = "Recensement"
licence = "Licence Ouverte 2.0"
[nom]
colonne = "Lieu"
[commune]
colonne = "Ville"
[code_postal]
colonne = "CP"
"""


def test_a_census_is_read_through_its_mapping_then_without_saying_it_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = tmp_path / "recensement-2024-08.csv"
    first.write_text(CENSUS)
    second = tmp_path / "recensement-2024-09.csv"
    second.write_text(CENSUS)
    mapping = tmp_path / "recensement.toml"
    mapping.write_text(MAPPING)

    call_command("import", "places", str(first), "--source=census", f"--mapping={mapping}")
    call_command("import", "places", str(second), "--source=census")

    lines = printed(capsys)
    assert "créées : 1" in lines
    assert "inchangées : 1" in lines
    source = Source.objects.get()
    assert (source.name, source.licence) == ("Recensement", "Licence Ouverte 2.0")


def test_a_mapping_that_is_wrong_says_all_that_is(file: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "wrong.toml"
    mapping.write_text("[nom]\ncolone = 'Lieu'\n")

    with pytest.raises(CommandError, match="nom, colone"):
        call_command("import", "places", str(file), "--source=census", f"--mapping={mapping}")


def test_a_mapping_for_another_file_says_which_columns_are_missing(
    file: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "census.toml"
    mapping.write_text(MAPPING)

    with pytest.raises(CommandError, match="« Lieu »".replace(" ", "\u00a0")):
        call_command("import", "places", str(file), "--source=census", f"--mapping={mapping}")


def test_a_file_at_no_standard_leads_to_inspect(tmp_path: Path) -> None:
    file = tmp_path / "recensement-2024-08.csv"
    file.write_text(CENSUS)

    with pytest.raises(CommandError, match="maillage import inspect"):
        call_command("import", "places", str(file), "--source=census")


def test_inspect_proposes_a_mapping_that_reads_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "recensement-2024-08.csv"
    file.write_text(CENSUS)
    call_command("import", "inspect", str(file))
    mapping = tmp_path / "proposed.toml"
    mapping.write_text(capsys.readouterr().out)

    call_command("import", "places", str(file), "--source=census", f"--mapping={mapping}")

    assert Place.objects.get().name == "Mairie"


def test_the_date_of_the_disk_is_taken_and_said_when_the_name_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "liste.csv", [row()])
    os.utime(file, (1_722_500_000, 1_722_500_000))  # 1 August 2024

    call_command("import", "places", str(file), "--source=france-services")

    captured = capsys.readouterr()
    assert "2024-08-01" in captured.err
    assert "--dated-on" in captured.err
    assert Place.objects.get().stated_on == date(2024, 8, 1)


def test_openings_are_planned_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    place("Ici", in_town="Saintes")

    call_command("openings", "--dry-run")
    before = capsys.readouterr().out, Opening.objects.count()
    call_command("openings")
    call_command("openings")

    assert before == ("1 lieu(x) à calculer.\n", 0)
    assert capsys.readouterr().out == "1 lieu(x) calculé(s).\n0 lieu(x) calculé(s).\n"
    assert Opening.objects.exists()
