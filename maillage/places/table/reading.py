"""Read a table of any kind, or say what it is made of."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import TextIO

from django.utils.translation import gettext as _

from maillage.places.table import delimited, objects
from maillage.places.table.content import opened
from maillage.places.table.rows import (
    HEAD,
    SAMPLE_ROWS,
    Kind,
    Row,
    Table,
    UnreadableFile,
    columns_as_required,
)

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
    path: Path,
    *,
    columns: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Iterator[Row]:
    """Read a CSV or JSON file, gzipped or not, that has at least these columns.

    They, and the optional ones, bear the names given here however the file spells them.
    Raises UnreadableFile, at once or on the way.
    """
    with _errors_in_french(), opened(path) as content:
        table = _spelt(_table(content.text), names=(*columns, *optional))
        _require(columns, table=table)
        for position, row in enumerate(table.rows, start=1):
            if progress and position % REPORT_EVERY == 0:
                progress(content.file.tell(), content.size)
            yield row
        if progress:
            progress(content.size, content.size)


def describe(path: Path, *, optional: tuple[str, ...] = ()) -> Description:
    """Tell how a file is written, from its first rows; see `read_rows`. Raises UnreadableFile."""
    with _errors_in_french(), opened(path) as content:
        table = _spelt(_table(content.text), names=optional)
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


def _spelt(table: Table, *, names: tuple[str, ...]) -> Table:
    """Give the columns these names where they differ by their spelling alone."""
    spelling = columns_as_required(table.columns, required=names)
    if not spelling:
        return table

    def renamed(row: Row) -> Row:
        names = (  # an object of a JSON list may have both
            spelling[name] if name in spelling and spelling[name] not in row.cells else name
            for name in row.cells
        )
        return replace(row, cells=dict(zip(names, row.cells.values(), strict=True)))

    columns = tuple(spelling.get(name, name) for name in table.columns)
    return replace(table, columns=columns, rows=map(renamed, table.rows))


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
