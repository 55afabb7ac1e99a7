"""maillage hours FILE.jsonl: read opening hours written in French."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from maillage.places.french_hours import Reading, read_hours
from maillage.places.opening_hours import ALWAYS, is_unmistakable, split_school_holidays

Said = str | dict[str, str | None]


class BadLine(ValueError):
    """A line that is not {"input": text or cells}."""


class Command(BaseCommand):
    help = _("Lit des horaires en français et les écrit dans la syntaxe d’OpenStreetMap.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=_readable, help=_('le fichier, une ligne JSON {"input": …} par horaire')
        )

    def handle(self, **options: Any) -> None:
        with options["file"].open("rb") as lines:
            bad = self._answer(lines)
        if bad:
            raise CommandError(_("%(count)d ligne(s) illisible(s)") % {"count": bad})

    def _answer(self, lines: Iterable[bytes]) -> int:
        """Answer each line; give the number of bad ones."""
        bad = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                self.stdout.write(_answer_to(line))
            except BadLine as error:
                bad += 1
                self.stderr.write(
                    _("ligne %(number)d : %(reason)s") % {"number": number, "reason": error}
                )
        return bad


def _answer_to(line: bytes) -> str:
    said = _input(line)
    reading = _read(said)
    answer = {
        "input": said,
        "output": reading.osm,
        "school_holidays": reading.school_holidays,
        "reason": reading.explanation,
    }
    return json.dumps(answer, ensure_ascii=False)


def _read(said: Said) -> Reading:
    """Read French; hours that are in OSM syntax already stay as they are."""
    if not isinstance(said, str):
        return read_hours({name: cell or "" for name, cell in said.items()})
    told = split_school_holidays(said.strip())
    if told and (said.strip() == ALWAYS or is_unmistakable(said)):
        osm, school_holidays = told
        return Reading(osm, school_holidays=school_holidays)
    return read_hours(said)


def _input(line: bytes) -> Said:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLine(_("ce n’est pas du JSON en UTF-8")) from error
    said = row.get("input") if isinstance(row, dict) else None
    if isinstance(said, dict) and all(isinstance(cell, str | None) for cell in said.values()):
        return said
    if isinstance(said, str):
        return said
    raise BadLine(_("« input » doit être un texte ou des cases par jour"))


def _readable(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise ArgumentTypeError(_("fichier introuvable"))
    return path
