"""Catalogues of a part of the pages: kept in step with the files that these pages are made of.

`python -m maillage.lib.catalogues maillage ar es uk` reads the list locale/help-pages.txt, gives
each catalogue the texts that these files gained, drops those that they lost, and says how many are
left to translate. Needs GNU gettext.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

LIST = Path("locale", "help-pages.txt")
ANY_LANGUAGE = "es"  # makemessages asks for one

Key = tuple[str | None, str, str]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def listed_files(package: Path) -> list[str]:
    """The files of the list, one a line, from the folder of the package."""
    lines = (package / LIST).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def texts_of(files: Iterable[str], *, package: Path) -> list[polib.POEntry]:
    """Extract the texts of these files, from a copy so that the tree stays as it is."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "locale").mkdir()
        for file in files:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(package / file, copy / file)
        subprocess.run(  # noqa: S603, our own words
            [sys.executable, "-m", "django", "makemessages", "--no-location", "-l", ANY_LANGUAGE],
            cwd=copy,
            env={name: value for name, value in os.environ.items() if "DJANGO" not in name},
            check=True,
            capture_output=True,
        )
        return list(polib.pofile(str(copy / "locale" / ANY_LANGUAGE / "LC_MESSAGES" / "django.po")))


def renewed(catalogue: polib.POFile, texts: Iterable[polib.POEntry]) -> polib.POFile:
    """The same catalogue with these texts, no other, and the translations it has of them."""
    known = {key_of(entry): entry for entry in catalogue}
    new = polib.POFile(wrapwidth=0)
    new.metadata = catalogue.metadata
    new.extend(known.get(key_of(text), text) for text in texts)
    return new


def renew(package: Path, *, languages: Iterable[str]) -> dict[str, int]:
    """Bring the catalogues of these languages up to date; count what is left to translate."""
    texts = texts_of(listed_files(package), package=package)
    left = {}
    for language in languages:
        path = package / "locale" / language / "LC_MESSAGES" / "django.po"
        catalogue = renewed(polib.pofile(str(path)), texts)
        catalogue.save(str(path))
        left[language] = len(catalogue.untranslated_entries())
    return left


if __name__ == "__main__":
    for language, count in renew(Path(sys.argv[1]), languages=sys.argv[2:]).items():
        print(language, count)
