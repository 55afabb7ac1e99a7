"""CSV files as sources send them, read row by row whatever their size."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

Progress = Callable[[int, int], None]  # bytes read, bytes in all

REPORT_EVERY = 200


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says what to do, in French."""


@dataclass(frozen=True)
class Row:
    """One row; `number` is that of a spreadsheet, where the header is row 1.

    `is_whole` is False when the row has more or fewer cells than the header: what lies beyond
    is kept under the name "".
    """

    number: int
    cells: dict[str, str]
    is_whole: bool = True


def read_rows(
    path: Path, *, columns: tuple[str, ...], progress: Progress | None = None
) -> Iterator[Row]:
    """Read a comma-separated UTF-8 file, gzipped or not, that has at least these columns.

    Raises UnreadableFile, at once or on the way.
    """
    with _errors_in_french(), path.open("rb") as file, _unzipped(file, path) as stream:
        size = path.stat().st_size
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        for row in _rows(csv.reader(lines, strict=True), columns=columns):
            if progress and row.number % REPORT_EVERY == 0:
                progress(file.tell(), size)
            yield row
        if progress:
            progress(size, size)


def sha256_of(path: Path) -> str:
    """Hash the file as it is. Raises UnreadableFile."""
    with _errors_in_french(), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _errors_in_french() -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _("Ce fichier n’est pas en UTF-8. Enregistrez-le en « CSV UTF-8 », puis réessayez.")
        ) from error
    except (csv.Error, zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise UnreadableFile(
            _("Ce fichier n’est pas un CSV complet (%(error)s). Téléchargez-le à nouveau.")
            % {"error": error}
        ) from error
    except OSError as error:
        raise UnreadableFile(
            _("Ce fichier ne s’ouvre pas (%(error)s). Vérifiez son chemin.")
            % {"error": error.strerror or error}
        ) from error


def _unzipped(file: BinaryIO, path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if path.suffix == ".gz" else file


def _rows(lines: Iterator[list[str]], *, columns: tuple[str, ...]) -> Iterator[Row]:
    header = next(lines, [])
    missing = [column for column in columns if column not in header]
    if missing:
        raise UnreadableFile(
            _("Ce n’est pas le fichier attendu : il manque les colonnes %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    if len(set(header)) < len(header):
        raise UnreadableFile(_("Deux colonnes de ce fichier portent le même nom."))
    for number, values in enumerate(lines, start=2):
        if values:
            yield _row(number, header, values)


def _row(number: int, header: list[str], values: list[str]) -> Row:
    # PostgreSQL stores no null character, neither in a text nor in JSON.
    stored = [value.replace("\0", "\N{REPLACEMENT CHARACTER}") for value in values]
    cells = dict(zip(header, stored, strict=False))
    if len(stored) > len(header):
        cells[""] = ",".join(stored[len(header) :])
    return Row(number=number, cells=cells, is_whole=len(stored) == len(header))
