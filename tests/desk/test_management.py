from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from maillage.accounts.models import Organisation, User
from maillage.journal.models import Entry
from maillage.places.models import ImportRun, Place
from maillage.places.sources import FRANCE_SERVICES
from tests.cast import place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_territory")]


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Path) -> None:
    settings.TERRITORY_FILE = tmp_path / "territory"
    settings.TERRITORY_IS_CHOSEN = False
    settings.DEMO_PASSWORD_FILE = tmp_path / "demo-password"
    settings.IS_EMBEDDED = True  # the tests run on PostgreSQL too
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def run(*arguments: str, command: str = "demo") -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def test_it_says_what_it_did_then_that_it_is_done() -> None:
    assert "53 lieux créés" in run()
    assert "déjà chargée" in run()


def test_a_wider_territory_is_loaded_too(settings: Any) -> None:
    run()

    assert "84 lieux créés" in run("--territory", "34,17")
    assert settings.TERRITORY_FILE.read_text() == "17,34"
    assert "déjà chargée" in run("--territory", "17,34")


def test_another_territory_becomes_the_one_the_site_shows(settings: Any) -> None:
    run("--territory", "34")

    assert settings.TERRITORY_FILE.read_text() == "34"


def test_a_dry_run_keeps_nothing(settings: Any) -> None:
    lines = Entry.objects.count()

    said = run("--territory", "34", "--dry-run")

    assert "84 lieux créés" in said
    assert "rien n’a été gardé" in said
    assert not Place.objects.exists()
    assert Entry.objects.count() == lines
    assert not settings.TERRITORY_FILE.exists()


def test_a_territory_set_in_the_environment_is_not_contradicted(settings: Any) -> None:
    settings.TERRITORY_IS_CHOSEN = True

    with pytest.raises(CommandError, match="TERRITORY vaut 17"):
        run("--territory", "34")
    assert "53 lieux créés" in run("--territory", " 17")


def test_after_a_newer_import_of_another_territory_it_says_why_it_stops(settings: Any) -> None:
    run()
    ImportRun.objects.update(dated_on=date(2025, 3, 1), territory="FR")

    with pytest.raises(CommandError, match="2025-03-01"):
        run("--territory", "34")

    assert Place.objects.count() == 53
    assert not settings.TERRITORY_FILE.exists()


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("17002", "Aucun lieu dans le territoire 17002"),
        ("17000", "Aucune commune sous le code 17000"),
        ("toto", "toto"),
        ("17,toto", "17,toto"),
        ("17,zz", "Aucune commune sous le code ZZ"),
    ],
)
def test_codes_that_make_no_map_are_refused_in_one_sentence(
    settings: Any, codes: str, words: str
) -> None:
    lines = Entry.objects.count()

    with pytest.raises(CommandError, match=words):
        run("--territory", codes)

    assert not Place.objects.exists()
    assert Entry.objects.count() == lines
    assert not settings.TERRITORY_FILE.exists()


def test_a_damaged_file_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    damaged = tmp_path / "france-services-20240801.csv"
    damaged.write_text("id_fs\n")
    monkeypatch.setattr("maillage.desk.actions.FILES", ((FRANCE_SERVICES, damaged),))

    with pytest.raises(CommandError, match="il manque les colonnes"):
        run()


def test_it_says_each_time_how_to_enter_the_space_of_the_team(settings: Any) -> None:
    said = [run("--site", "http://localhost:8001"), run("--site", "http://localhost:8001/")]

    password = settings.DEMO_PASSWORD_FILE.read_text()
    sentence = (
        "Espace équipe : http://localhost:8001/equipe/ · adresse coordination@example.org"
        f" · mot de passe {password}"
    )
    assert all(sentence in words.splitlines() for words in said)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ["localhost", "aide.exemple.fr"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("HTTPS", True),
        ("IS_EMBEDDED", False),
    ],
)
def test_a_site_that_others_may_reach_has_no_known_account(
    settings: Any, name: str, value: Any
) -> None:
    setattr(settings, name, value)

    said = run()

    assert "53 lieux créés" in said
    assert "mot de passe" not in said
    assert not User.objects.exists()
    assert not settings.DEMO_PASSWORD_FILE.exists()


def test_a_dry_run_opens_no_account(settings: Any) -> None:
    assert "mot de passe" not in run("--dry-run")
    assert not User.objects.exists()
    assert not settings.DEMO_PASSWORD_FILE.exists()


def test_the_network_is_made_once_and_says_what_became_of_the_places() -> None:
    place("Guichet", in_town="Saintes", pivot="73282932000074")
    place("Sans numéro", in_town="Saintes")
    place("Ailleurs", in_town="Montpellier", pivot="55208131766522")

    first, second = run(command="network"), run(command="network")

    assert first.splitlines() == ["créées : 1", "déjà là : 0", "lieux sans SIRET : 1"]
    assert second.splitlines() == ["créées : 0", "déjà là : 1", "lieux sans SIRET : 1"]
    assert Organisation.objects.get().name == "Guichet"
    assert Entry.objects.get(act="accounts.create_organisation").actor == "network"


def test_a_dry_run_of_the_network_keeps_nothing() -> None:
    place("Guichet", in_town="Saintes", pivot="73282932000074")

    said = run("--dry-run", command="network")

    assert "créées : 1" in said
    assert "rien n’a été gardé" in said
    assert not Organisation.objects.exists()
