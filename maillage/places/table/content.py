"""From the bytes of a file to its text, whatever its encoding; what is no table is refused."""

import gzip
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.places.table.encodings import CHUNK, encoding_of
from maillage.places.table.rows import UnreadableFile

GZIP = b"\x1f\x8b"
CONTROLS = re.compile(r"[\0-\x08\x0e-\x1f]")
MAX_CONTROLS = 100  # in the first chunk; text has none, a picture or a program thousands

OTHER_KINDS = (
    (
        re.compile(rb"PK\x03\x04.*?(?:xl/|\[Content_Types\]|docProps/|opendocument)", re.DOTALL),
        gettext_lazy(
            "Ce fichier est un classeur Excel ou LibreOffice : enregistrez-le en « CSV UTF-8 », "
            "puis réessayez."
        ),
    ),
    (
        re.compile(rb"\xd0\xcf\x11\xe0"),
        gettext_lazy(
            "Ce fichier est un ancien classeur Excel : enregistrez-le en « CSV UTF-8 », "
            "puis réessayez."
        ),
    ),
    (
        re.compile(rb"PK\x03\x04"),
        gettext_lazy(
            "Ce fichier est une archive ZIP : ouvrez-la, puis donnez le fichier qu’elle contient."
        ),
    ),
    (
        re.compile(rb"\s*%PDF"),
        gettext_lazy(
            "Ce fichier est un PDF : demandez à son producteur le tableau d’origine, "
            "en CSV ou en JSON."
        ),
    ),
)
WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|\?xml.*<html)", re.I | re.DOTALL)
XML = re.compile(r"\s*<\?xml")


@dataclass(frozen=True)
class Content:
    text: io.TextIOWrapper
    encoding: str
    file: BinaryIO
    size: int  # bytes


@contextmanager
def opened(path: Path) -> Iterator[Content]:
    """Open a file as text, unzipped when its bytes say so.

    Raises UnreadableFile, OSError, and EOFError or zlib.error when its gzip is damaged.
    """
    with path.open("rb") as file:
        is_zipped = file.peek(len(GZIP)).startswith(GZIP)
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_zipped else file
        _refuse_other_kinds(stream.read(CHUNK))
        encoding = encoding_of(stream)
        stream.seek(0)
        text = io.TextIOWrapper(stream, encoding=encoding.codec, errors=encoding.errors, newline="")
        _refuse_other_texts(text.read(CHUNK))
        text.seek(0)
        yield Content(text, encoding.name, file, os.fstat(file.fileno()).st_size)


def _refuse_other_kinds(head: bytes) -> None:
    for signature, message in OTHER_KINDS:
        if signature.match(head):
            raise UnreadableFile(str(message))


def _refuse_other_texts(head: str) -> None:
    if not head.strip():
        raise UnreadableFile(_("Ce fichier est vide. Téléchargez-le à nouveau."))
    if WEB_PAGE.match(head):
        raise UnreadableFile(
            _(
                "Ce fichier est une page web, pas un tableau : l’adresse de téléchargement a sans "
                "doute changé. Ouvrez-le dans un navigateur pour lire ce qu’elle dit."
            )
        )
    if XML.match(head):
        raise UnreadableFile(
            _("Ce fichier est en XML : demandez à son producteur un CSV, un JSON ou un GeoJSON.")
        )
    if len(CONTROLS.findall(head)) > MAX_CONTROLS:
        raise UnreadableFile(
            _("Ce fichier n’est pas du texte : donnez un tableau en CSV, en JSON ou en GeoJSON.")
        )
