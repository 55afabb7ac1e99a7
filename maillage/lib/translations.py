"""Catalogues of translations: compiled without gettext, so that running needs no system package.

`python -m maillage.lib.translations maillage/locale`
"""

import sys
from pathlib import Path

import polib


def compile_catalogues(folder: Path) -> list[Path]:
    """Write the .mo beside each .po that is newer than it; return the files written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues(Path(sys.argv[1]))
