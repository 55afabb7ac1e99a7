from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from maillage.places.models import Place
from tests.cast import town
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
    assert lines[8] == "ligne 3 : lib_fs = «  » : vide : la ligne en a besoin"
    assert len([line for line in lines if line.startswith("ligne")]) == 10
    assert "places_quarantinedrow" in lines[-1]
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


def test_an_undated_file_needs_a_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "liste.csv", [row()])

    with pytest.raises(CommandError, match="--dated-on"):
        call_command("import", "places", str(file), "--source=france-services")
    call_command("import", "places", str(file), "--source=france-services", "--dated-on=2024-08-01")

    assert "créées : 1" in printed(capsys)


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
        (["x.csv", "--source=inconnue"], "france-services"),
        (["x.csv", "--source=france-services", "--dated-on=hier"], "2024-08-01"),
        (["x.csv"], "--source"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import", "places", *arguments)
