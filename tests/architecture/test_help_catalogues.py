"""Where one finds help, every text is translated into every language of the site."""

import subprocess
from pathlib import Path

import polib
import pytest
from django.conf import settings

from maillage.design.languages import HELP_LANGUAGES
from maillage.lib.catalogues import Key, key_of, listed_files, texts_of

PACKAGE = Path(__file__).parents[2] / "maillage"
REPAIR = (
    "run `python -m maillage.lib.catalogues maillage ar es uk`, then complete the catalogues: "
    "see docs/guide/traduire.md"
)


def path_of(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


@pytest.fixture(params=sorted(HELP_LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    code: str = request.param
    return code


@pytest.fixture(scope="module")
def texts() -> set[Key]:
    return {key_of(text) for text in texts_of(listed_files(PACKAGE), package=PACKAGE)}


def test_the_catalogue_holds_the_texts_of_the_help_pages_and_no_other(
    language: str, texts: set[Key]
) -> None:
    catalogue = {key_of(entry) for entry in polib.pofile(str(path_of(language)))}

    assert (texts - catalogue, catalogue - texts) == (set(), set()), REPAIR


def test_every_text_is_translated(language: str) -> None:
    catalogue = polib.pofile(str(path_of(language)))

    missing = catalogue.untranslated_entries() + catalogue.fuzzy_entries()
    assert [entry.msgid for entry in missing] == [], REPAIR


def test_the_plurals_are_those_of_the_language(language: str) -> None:
    catalogue = polib.pofile(str(path_of(language)))
    forms = {"ar": 6, "es": 3, "uk": 4}[language]

    counts = {len(entry.msgstr_plural) for entry in catalogue if entry.msgid_plural}
    assert counts == {forms}
    assert catalogue.metadata["Plural-Forms"].startswith(f"nplurals={forms};")


def test_translations_keep_the_holes_of_the_texts(language: str) -> None:
    result = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", path_of(language)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert result.stderr == ""


def test_numbers_are_written_with_the_same_digits_everywhere(language: str) -> None:
    words = "".join(
        entry.msgstr + "".join(entry.msgstr_plural.values())
        for entry in polib.pofile(str(path_of(language)))
    )

    assert [sign for sign in words if sign.isdigit() and not sign.isascii()] == []


def test_every_language_of_the_site_has_its_catalogue() -> None:
    catalogues = {path.parents[1].name for path in PACKAGE.glob("locale/*/LC_MESSAGES/django.po")}

    assert catalogues == {code for code, _name in settings.LANGUAGES} - {"fr"}
    assert catalogues - HELP_LANGUAGES == {"en"}
