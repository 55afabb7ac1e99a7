from pathlib import Path

import polib
import pytest

from maillage.lib.catalogues import key_of, listed_files, renew, renewed, texts_of

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Two files with texts, of which the list names the first; a catalogue from before."""
    files = {
        "locale/help-pages.txt": "# What is listed.\n\nhome/page.html\n",
        "home/page.html": '{% load i18n %}{% translate "Bonjour" %}{% translate "Merci" %}',
        "home/views.py": 'title = _("Rien que pour l’équipe")\n',
        "locale/es/LC_MESSAGES/django.po": (
            f'{HEADER}msgid "Bonjour"\nmsgstr "Buenos días"\n\nmsgid "Parti"\nmsgstr "Ido"\n'
        ),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def test_the_list_names_a_file_a_line(package):
    assert listed_files(package) == ["home/page.html"]


def test_only_the_texts_of_these_files_are_extracted(package):
    texts = texts_of(["home/page.html"], package=package)

    assert [text.msgid for text in texts] == ["Bonjour", "Merci"]
    assert list(package.glob("**/*.pot")) == []


def test_a_file_that_is_gone_is_not_passed_over(package):
    with pytest.raises(FileNotFoundError):
        texts_of(["home/gone.html"], package=package)


def test_a_catalogue_gains_new_texts_drops_gone_ones_and_keeps_its_translations(package):
    left = renew(package, languages=["es"])

    catalogue = polib.pofile(str(package / "locale/es/LC_MESSAGES/django.po"))
    assert left == {"es": 1}
    assert [(entry.msgid, entry.msgstr) for entry in catalogue] == [
        ("Bonjour", "Buenos días"),
        ("Merci", ""),
    ]


def test_the_same_words_in_another_context_are_another_text():
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Carte", msgctxt="à jouer", msgstr="Naipe"))
    texts = [polib.POEntry(msgid="Carte")]

    assert [key_of(entry) for entry in renewed(catalogue, texts)] == [(None, "Carte", "")]
    assert renewed(catalogue, texts)[0].msgstr == ""
