"""Every text has its English translation, and no translation outlives its text."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = Path("maillage/locale/en/LC_MESSAGES/django.po")
REPAIR = (
    f"run `maillage makemessages --locale en --no-location --no-wrap`, then complete {CATALOGUE}"
)

Key = tuple[str | None, str, str]


def keys(entries: list[polib.POEntry]) -> set[Key]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(ROOT / CATALOGUE))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """The texts of the source code, extracted from a copy so that the tree stays as it is."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "maillage", copy / "maillage", ignore=shutil.ignore_patterns("vendor", "locale")
    )
    (copy / CATALOGUE).parent.mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-location"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        check=True,
        capture_output=True,
    )
    return keys(list(polib.pofile(str(copy / CATALOGUE))))


def test_every_text_is_in_the_catalogue(texts: set[Key], catalogue: polib.POFile) -> None:
    assert texts - keys(list(catalogue)) == set(), REPAIR


def test_no_translation_of_a_gone_text_is_left(texts: set[Key], catalogue: polib.POFile) -> None:
    assert keys(list(catalogue)) - texts == set(), REPAIR


def test_no_translation_is_missing_or_doubtful(catalogue: polib.POFile) -> None:
    assert keys(catalogue.untranslated_entries() + catalogue.fuzzy_entries()) == set(), REPAIR


def test_translations_keep_the_holes_of_the_texts() -> None:
    result = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", ROOT / CATALOGUE],
        check=False,
        capture_output=True,
        text=True,
    )

    assert result.stderr == ""


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("maillage/locale/*/LC_MESSAGES/django.po")), ids=str
)
def test_no_break_spaces_are_written_as_themselves(path: Path) -> None:
    said = [
        text
        for entry in polib.pofile(str(path))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
    ]

    assert [text for text in said if "~" in text] == []
