from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from maillage.journal.models import Entry
from maillage.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_territory")]


@pytest.fixture(autouse=True)
def kept_apart(settings: Any, tmp_path: Path) -> None:
    settings.TERRITORY_FILE = tmp_path / "territory"
    settings.TERRITORY_IS_CHOSEN = False


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def test_it_says_what_it_did_then_that_it_is_done() -> None:
    assert "35 lieux créés" in run()
    assert "déjà chargée" in run()


def test_another_territory_becomes_the_one_the_site_shows(settings: Any) -> None:
    run("--territory", "34")

    assert settings.TERRITORY_FILE.read_text() == "34"


def test_a_dry_run_keeps_nothing(settings: Any) -> None:
    lines = Entry.objects.count()

    said = run("--territory", "34", "--dry-run")

    assert "58 lieux créés" in said
    assert "rien n’a été gardé" in said
    assert not Place.objects.exists()
    assert Entry.objects.count() == lines
    assert not settings.TERRITORY_FILE.exists()


def test_a_territory_set_in_the_environment_is_not_contradicted(settings: Any) -> None:
    settings.TERRITORY_IS_CHOSEN = True

    with pytest.raises(CommandError, match="TERRITORY vaut 17"):
        run("--territory", "34")


def test_a_code_without_places_is_refused_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="Aucun lieu dans le territoire 17002"):
        run("--territory", "17002")

    assert not Place.objects.exists()
