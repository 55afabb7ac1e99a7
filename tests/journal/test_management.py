from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from maillage.journal.actions import Actor, record
from maillage.journal.models import Block, Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL_KEY_FILE = tmp_path / "journal_key"
    settings.JOURNAL_HEADS_FILE = tmp_path / "elsewhere" / "heads.jsonl"


@pytest.fixture
def two_lines(db: None) -> None:
    for act in ("places.import", "places.undo"):
        record(
            act=act,
            subject_kind="places.Source",
            subject="essai",
            by=Actor(kind=Entry.ActorKind.COMMAND, identifier="essai"),
            now=NOW,
        )


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("journal", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_lines_are_sealed_once(two_lines: None) -> None:
    assert said("seal") == "2 ligne(s) scellée(s).\n"
    assert said("seal") == "0 ligne(s) scellée(s).\n"


def test_a_rehearsal_seals_nothing(two_lines: None) -> None:
    assert said("seal", "--dry-run") == "2 ligne(s) à sceller.\n"
    assert not Block.objects.exists()


def test_a_head_is_written_shown_and_found_again(two_lines: None, settings: Any) -> None:
    head = said("head")

    assert settings.JOURNAL_HEADS_FILE.read_text() == head
    assert "2 ligne(s) en 1 bloc(s), 1 tête(s) gardée(s)." in said("verify")


def test_an_empty_journal_has_no_head() -> None:
    with pytest.raises(CommandError, match="vide"):
        said("head")


def test_without_a_head_one_is_told_what_cannot_be_seen(two_lines: None) -> None:
    told = said("verify")

    assert "2 ligne(s) pas encore scellée(s), depuis le 24/11/2026 10:12." in told
    assert "une fin coupée ne se verrait pas" in told


def test_a_fault_is_told_in_words_and_fails(two_lines: None, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text(said("head").replace('"number":1', '"number":2'))

    with pytest.raises(CommandError, match="1 faute") as refused:
        said("verify", "--heads", str(kept))

    assert refused.value.returncode == 1


def test_a_head_of_another_key_is_refused(
    two_lines: None, capsys: pytest.CaptureFixture[str]
) -> None:
    said("head")

    with pytest.raises(CommandError):
        call_command("journal", "verify", "--public-key", "0" * 64)

    assert "la tête gardée n’est pas de cette clé" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda path: path.write_text("n’importe quoi"), "ligne 1"),
        (lambda path: None, "illisible"),
    ],
    ids=["no head", "no file"],
)
def test_a_file_of_heads_that_cannot_be_read_is_told(
    tmp_path: Path, write: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "kept.jsonl"
    write(path)

    with pytest.raises(CommandError, match=words):
        said("verify", "--heads", str(path))
