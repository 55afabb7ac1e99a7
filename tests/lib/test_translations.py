import os
from pathlib import Path

import polib

from maillage.lib.translations import compile_catalogues


def catalogue(folder: Path, *entries: polib.POEntry) -> Path:
    path = folder / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.extend(entries)
    po.save(str(path))
    return path


def test_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = catalogue(tmp_path, polib.POEntry(msgid="lieu", msgstr="place"))

    first = compile_catalogues(tmp_path)
    second = compile_catalogues(tmp_path)

    assert first == [source.with_suffix(".mo")]
    assert second == []
    assert polib.mofile(str(first[0])).find("lieu").msgstr == "place"


def test_catalogue_changed_since_is_compiled_again(tmp_path: Path) -> None:
    source = catalogue(tmp_path, polib.POEntry(msgid="lieu", msgstr="place"))
    (compiled,) = compile_catalogues(tmp_path)
    os.utime(compiled, (0, 0))

    again = compile_catalogues(tmp_path)

    assert again == [source.with_suffix(".mo")]


def test_doubtful_translation_is_left_out(tmp_path: Path) -> None:
    catalogue(tmp_path, polib.POEntry(msgid="lieu", msgstr="pace", flags=["fuzzy"]))

    (compiled,) = compile_catalogues(tmp_path)

    assert polib.mofile(str(compiled)).find("lieu") is None
