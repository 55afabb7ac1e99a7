"""Read a table of any kind, or say what it is made of."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import TextIO

from django.utils.translation import gettext as _

from maillage.places.table import delimited, objects
from maillage.places.table.content import opened
from maillage.places.table.rows import HEAD, SAMPLE_ROWS, Kind, Row, Table, UnreadableFile

Progress = Callable[[int, int], None]  # bytes read, bytes in all

REPORT_EVERY = 200
MAX_NAMES = 300  # characters


@dataclass(frozen=True)
class Description:
    """`encoding` is named as people do; `separator` is "" in JSON; `sample` holds whole rows."""

    kind: Kind
    encoding: str
    separator: str
    columns: tuple[str, ...]
    sample: tuple[dict[str, str], ...]


def read_rows(
    path: Path, *, columns: tuple[str, ...] = (), progress: Progress | None = None
) -> Iterator[Row]:
    """Read a CSV or JSON file, gzipped or not, that has at least these columns.

    Raises UnreadableFile, at once or on the way.
    """
    with _errors_in_french(), opened(path) as content:
        table = _table(content.text)
        _require(columns, table=table)
        for position, row in enumerate(table.rows, start=1):
            if progress and position % REPORT_EVERY == 0:
                progress(content.file.tell(), content.size)
            yield row
        if progress:
            progress(content.size, content.size)


def describe(path: Path) -> Description:
    """Tell how a file is written, from its first rows. Raises UnreadableFile."""
    with _errors_in_french(), opened(path) as content:
        table = _table(content.text)
        first = islice(table.rows, SAMPLE_ROWS)
        return Description(
            kind=table.kind,
            encoding=content.encoding,
            separator=table.separator,
            columns=table.columns,
            sample=tuple(row.cells for row in first if row.is_whole),
        )


def sha256_of(path: Path) -> str:
    """Hash the file as it is. Raises UnreadableFile."""
    with _errors_in_french(), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _errors_in_french() -> Iterator[None]:
    try:
        yield
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise UnreadableFile(
            _("Ce fichier compressé est incomplet ou abîmé. Téléchargez-le à nouveau.")
        ) from error
    except OSError as error:
        raise UnreadableFile(
            _("Ce fichier ne s’ouvre pas (%(error)s). Vérifiez son chemin.")
            % {"error": error.strerror or error}
        ) from error
    except RecursionError as error:
        raise UnreadableFile(
            _("Ce fichier JSON a trop d’objets les uns dans les autres : ce n’est pas un tableau.")
        ) from error


def _table(text: TextIO) -> Table:
    head = text.read(HEAD)
    text.seek(0)
    return objects.table(text) if objects.is_json(head) else delimited.table(text)


def _require(columns: tuple[str, ...], *, table: Table) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise UnreadableFile(
            _(
                "Ce n’est pas le fichier attendu : il manque les colonnes %(missing)s "
                "(colonnes lues : %(found)s)."
            )
            % {
                "missing": ", ".join(missing),
                "found": shorten(", ".join(table.columns), MAX_NAMES, placeholder=" …"),
            }
        )
