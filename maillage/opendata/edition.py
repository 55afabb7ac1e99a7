"""The published files of one version of the data, built once and kept in VAR_DIR, compressed too.

Every process of a machine reads the same files: the first that is asked for builds them while
the others wait.
"""

import fcntl
import gzip
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
import orjson
from django.conf import settings
from django.core.cache import cache

from maillage.opendata.formats import FORMATS, Format
from maillage.opendata.queries import Publication, Version, publication_of, publication_version
from maillage.places.standard_writer import Row
from maillage.territory.queries import current_territory

SHAPE = 1  # grows whenever a file is written otherwise: those of before must not be read
BROTLI_QUALITY = 6  # the best one takes half a minute for the whole country, and saves a tenth
MOST_NAMED = 100
VERSION_KEY, VERSION_SECONDS = "opendata.version", 2
ENDINGS = {"br": ".br", "gzip": ".gz", "": ""}  # by content coding, the smallest file first


@dataclass(frozen=True)
class LeftOut:
    """A place that is not in the files, and the required columns that nothing fills."""

    slug: str
    name: str
    missing: list[str]


@dataclass(frozen=True)
class Contents:
    """What the files hold, and what they leave out, named up to MOST_NAMED.

    `box` is [south, west, north, east], None where no position is known; the dates are ISO days,
    "" when there is no row.
    """

    row_count: int
    box: list[float] | None
    stated_from: str
    stated_until: str
    incomplete_count: int
    incomplete: list[LeftOut]
    without_licence_count: int

    @property
    def unnamed_count(self) -> int:
        return self.incomplete_count - len(self.incomplete)


@dataclass(frozen=True)
class Edition:
    version: Version
    folder: Path

    def etag(self, form: Format, *, coding: str) -> str:
        """Strong: two codings of a file are not the same bytes."""
        return f'"{self.folder.name}-{form.name}{ENDINGS[coding]}"'

    def read(self, form: Format, *, coding: str) -> bytes:
        return (self.folder / f"{form.file_name}{ENDINGS[coding]}").read_bytes()

    def size(self, form: Format) -> int:
        return (self.folder / form.file_name).stat().st_size

    def contents(self) -> Contents:
        said = orjson.loads((self.folder / "contents.json").read_bytes())
        return Contents(**said | {"incomplete": [LeftOut(**one) for one in said["incomplete"]]})


def current_edition() -> Edition:
    """Give the files of what is published now; they are written when they are first asked for."""
    version = current_version()
    shelf = settings.VAR_DIR / "opendata"
    edition = Edition(version, shelf / f"{SHAPE}-{version.mark}")
    if not edition.folder.exists():
        shelf.mkdir(parents=True, exist_ok=True)
        with _alone(shelf):
            if not edition.folder.exists():
                _write(edition.folder)
    return edition


def current_version() -> Version:
    """Believe it for a moment: clients keep a file for minutes, and may all ask at once."""
    version = cache.get(VERSION_KEY)
    if version is None:
        version = publication_version()
        cache.set(VERSION_KEY, version, VERSION_SECONDS)
    return version


@contextmanager
def _alone(shelf: Path) -> Iterator[None]:
    with (shelf / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(folder: Path) -> None:
    """Write all the files aside, then show them at once in the place of the last edition."""
    publication = publication_of(current_territory())
    aside = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _write_all(publication, aside)
        aside.rename(folder)
    except BaseException:  # a full disk would otherwise fill with what was begun
        shutil.rmtree(aside, ignore_errors=True)
        raise
    editions = sorted(folder.parent.glob("*/"), key=lambda one: one.stat().st_mtime)
    for old in editions[:-2]:  # someone may be reading the last but one
        shutil.rmtree(old)


def _write_all(publication: Publication, aside: Path) -> None:
    for form in FORMATS.values():
        content = form.write(publication.rows)
        file = aside / form.file_name
        file.write_bytes(content)
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 6, mtime=0))
        file.with_name(f"{file.name}.br").write_bytes(
            brotli.compress(content, quality=BROTLI_QUALITY)
        )
    (aside / "contents.json").write_bytes(orjson.dumps(_contents_of(publication)))


def _contents_of(publication: Publication) -> Contents:
    dates = [row["date_maj"] for row in publication.rows]
    return Contents(
        row_count=len(publication.rows),
        box=_box_around(publication.rows),
        stated_from=min(dates, default=""),
        stated_until=max(dates, default=""),
        incomplete_count=len(publication.incomplete),
        incomplete=[
            LeftOut(slug=one.place.slug, name=one.place.name, missing=list(one.missing))
            for one in publication.incomplete[:MOST_NAMED]
        ],
        without_licence_count=len(publication.without_licence),
    )


def _box_around(rows: Iterable[Row]) -> list[float] | None:
    positions = [
        (float(row["latitude"]), float(row["longitude"])) for row in rows if row["latitude"]
    ]
    if not positions:
        return None
    latitudes, longitudes = zip(*positions, strict=True)
    return [min(latitudes), min(longitudes), max(latitudes), max(longitudes)]
