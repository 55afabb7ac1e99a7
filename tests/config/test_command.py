import os
import subprocess
import sys

MAILLAGE = "import sys; from maillage.config.command import main; sys.argv[0] = 'maillage'; main()"


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAILLAGE, *arguments],
        env=os.environ | variables,
        capture_output=True,
        check=False,
        text=True,
    )


def test_wrong_setting_stops_with_one_sentence_and_no_traceback() -> None:
    result = run("check", TERRITORY_HUE="abc")

    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "La variable TERRITORY_HUE vaut «\u00a0abc\u00a0»\u00a0; "
        "il faut un nombre entier de 0 à 359."
    ]


def test_database_out_of_reach_stops_with_sentences_and_no_traceback() -> None:
    result = run(
        "migrate",
        DATABASE_URL="postgresql://qui:motdepasse@127.0.0.1:1/rien",
        SECRET_KEY="only for tests " * 4,
    )

    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "motdepasse" not in result.stderr
    assert result.stderr.startswith("La base de données ne répond pas")
    assert result.stderr.endswith("Vérifiez DATABASE_URL, puis lancez maillage migrate.\n")


def test_commands_of_django_and_ours_are_listed() -> None:
    result = run("help", "--commands")

    assert result.returncode == 0
    assert {"migrate", "frontend"} <= set(result.stdout.split())
