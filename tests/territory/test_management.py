import pytest
from django.core.management import CommandError, call_command

from maillage.journal.models import Entry
from maillage.territory import dataset
from maillage.territory.models import Commune, Contour


@pytest.fixture
def few_files(few_communes, monkeypatch):
    """The shipped files as if they held a few communes only."""
    rows = {model: list(model.objects.values()) for model in dataset.FILES}
    for model in reversed(dataset.FILES):
        model.objects.all().delete()
    for table in rows.values():
        for row in table:
            row.pop("id", None)
    monkeypatch.setattr("maillage.territory.actions.read", lambda model: iter(rows[model]))


def lines_of(capsys):
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_loading_tells_what_was_added(few_files, capsys):
    call_command("territory", "load")

    heads, *lines = lines_of(capsys)
    assert heads == ["ajouts", "modifications", "retraits", "sans", "changement"]
    assert ["communes", "14", "0", "0", "0"] in lines
    assert Commune.objects.count() == 14
    assert Entry.objects.get().actor == "territory load"


def test_loading_again_tells_that_nothing_changed(few_files, capsys):
    call_command("territory", "load")
    capsys.readouterr()

    call_command("territory", "load")

    assert ["communes", "0", "0", "0", "14"] in lines_of(capsys)


def test_a_dry_run_counts_and_keeps_nothing(few_files, capsys):
    call_command("territory", "load", "--dry-run")

    output = capsys.readouterr().out
    assert "rien n’a été enregistré" in output
    assert "14" in output
    assert not Commune.objects.exists()
    assert not Contour.objects.exists()
    assert not Entry.objects.exists()


def test_no_progress_bar_clutters_a_file(few_files, capsys):
    call_command("territory", "load")

    assert capsys.readouterr().err == ""


def test_a_subcommand_is_required(capsys):
    with pytest.raises(CommandError):
        call_command("territory")
