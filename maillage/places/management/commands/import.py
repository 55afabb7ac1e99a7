"""maillage import: read the file of a source, or look at a file to describe it."""  # noqa: N999

import json
import os
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.lib.progress import progress_bar
from maillage.places import standard_reader
from maillage.places.actions.imports import (
    ImportRefused,
    ImportReport,
    columns_of,
    date_in_name,
    import_places,
    source_to_read,
    territory_of,
)
from maillage.places.actions.openings import plan_openings
from maillage.places.inspection import propose
from maillage.places.mapping import BadMapping, load_mapping
from maillage.places.sources import KNOWN_SOURCES, KnownSource
from maillage.places.table import UnreadableFile, describe
from maillage.territory.queries import Territory, current_territory


class Command(BaseCommand):
    help = _("Lit le fichier d’une source, ou l’examine pour le décrire.")

    def add_arguments(self, parser: CommandParser) -> None:
        subjects = parser.add_subparsers(dest="subject", required=True)
        places = subjects.add_parser("places", help=_("met à jour les lieux depuis un fichier"))
        places.add_argument("file", type=Path, help=_("le fichier : CSV, JSON ou GeoJSON, ou .gz"))
        places.add_argument(
            "--source",
            required=True,
            metavar="NOM",
            help=_(
                "une source connue (%(known)s) ou le nom court d’une autre, comme recensement-17"
            )
            % {"known": ", ".join(sorted(KNOWN_SOURCES))},
        )
        places.add_argument(
            "--mapping",
            type=Path,
            help=_(
                "la correspondance de ses colonnes, si le fichier n’est pas au standard national"
            ),
        )
        places.add_argument(
            "--territory", help=_("codes de départements, d’EPCI ou de communes, ou FR")
        )
        places.add_argument(
            "--dated-on", type=_day, help=_("date du fichier, si son nom ne la porte pas")
        )
        places.add_argument("--report", type=Path, help=_("où écrire le compte rendu, en JSON"))
        places.add_argument(
            "--accept-gone",
            action="store_true",
            help=_("retire les lieux absents du fichier, même nombreux"),
        )
        places.add_argument("--dry-run", action="store_true", help=_("compte sans rien garder"))
        inspect = subjects.add_parser(
            "inspect", help=_("propose une correspondance, à compléter, pour un fichier")
        )
        inspect.add_argument("file", type=Path, help=_("le fichier : CSV, JSON ou GeoJSON, ou .gz"))

    def handle(self, **options: Any) -> None:
        try:
            if options["subject"] == "inspect":
                self.stdout.write(propose(describe(options["file"])), ending="")
            else:
                self._import(options)
        except (UnreadableFile, BadMapping, ImportRefused) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        codes = options["territory"]
        territory = territory_of(codes) if codes else current_territory()
        source = self._source(options)
        if options["report"]:
            _refuse_unwritable(options["report"])
        report = self._read(options, source=source, territory=territory)
        if options["report"]:
            options["report"].write_text(_as_json(report, source=source), encoding="utf-8")
        self._print(report, dry_run=options["dry_run"])
        if not options["dry_run"]:
            with progress_bar(_(" lieux")) as progress:
                plan_openings(now=timezone.now(), progress=progress)

    def _source(self, options: dict[str, Any]) -> KnownSource:
        """Find how to read the file, and tell early what its columns lack."""
        path = options["mapping"]
        mapping = load_mapping(path) if path else None
        source = source_to_read(options["source"], mapping=mapping)
        columns = columns_of(options["file"], source=source)
        if source.mapping:
            source.mapping.check(columns)
            for warning in source.mapping.warnings(columns):
                self.stderr.write(warning)
            return source
        if source.reader is standard_reader:
            self._tell_unread(columns, source=source, file=options["file"])
        return source

    def _tell_unread(self, columns: Sequence[str], *, source: KnownSource, file: Path) -> None:
        unread = [name for name in columns if name not in standard_reader.ALL_COLUMNS]
        if len(unread) > len(columns) / 2 or not set(source.columns) <= set(columns):
            raise CommandError(
                _(
                    "Ce fichier n’est pas au standard national : décrivez ses colonnes. "
                    "« maillage import inspect %(file)s » propose une correspondance, à donner "
                    "avec --mapping."
                )
                % {"file": file}
            )
        if unread:
            self.stderr.write(
                _("Colonnes que le standard n’a pas, gardées sans être lues : %(names)s.")
                % {"names": ", ".join(unread)}
            )

    def _read(
        self, options: dict[str, Any], *, source: KnownSource, territory: Territory
    ) -> ImportReport:
        now = timezone.now()
        with progress_bar("o", is_scaled=True) as progress:
            return import_places(
                file=options["file"],
                source=source,
                territory=territory,
                by=Actor(kind=Entry.ActorKind.COMMAND, identifier="import places"),
                now=now,
                dated_on=options["dated_on"] or self._date_of(options["file"]),
                accept_gone=options["accept_gone"],
                dry_run=options["dry_run"],
                progress=progress,
            )

    def _date_of(self, file: Path) -> date | None:
        """Take the date of the file's name, else that of the disk, and then say so."""
        if dated_on := date_in_name(file):
            return dated_on
        try:
            written_at = datetime.fromtimestamp(
                file.stat().st_mtime, tz=timezone.get_default_timezone()
            )
        except OSError:
            return None  # reading it will say why
        self.stderr.write(
            _(
                "Le nom du fichier ne porte pas sa date : celle de son enregistrement, %(date)s, "
                "est prise. Si ce n’est pas la bonne, relancez avec --dated-on."
            )
            % {"date": written_at.date().isoformat()}
        )
        return written_at.date()

    def _print(self, report: ImportReport, *, dry_run: bool) -> None:
        counts = {
            _("lues"): report.read,
            _("créées"): report.created,
            _("modifiées"): report.updated,
            _("inchangées"): report.unchanged,
            _("en quarantaine"): report.quarantined,
            _("hors territoire"): report.outside,
            _("absentes du fichier"): report.gone,
        }
        for label, count in counts.items():
            self.stdout.write(f"{label} : {count}")
        for (field, reason), count in report.doubts.most_common():
            self.stdout.write(
                _("doute : %(count)d × %(field)s : %(reason)s")
                % {"count": count, "field": field, "reason": reason}
            )
        for row in report.first_quarantined:
            self.stdout.write(
                _("ligne %(number)d, %(field)s : %(reason)s")
                % {
                    "number": row.row_number,
                    "field": row.field or _("toute la ligne"),
                    "reason": row.reason,
                }
            )
        if report.quarantined > len(report.first_quarantined) and not dry_run:
            self.stdout.write(
                _("Toutes les lignes en quarantaine, à corriger ou à renvoyer : page %(page)s.")
                % {"page": reverse("places:quarantine")}
            )
        if dry_run:
            self.stdout.write(_("Essai : rien n’a été gardé."))


def _as_json(report: ImportReport, *, source: KnownSource) -> str:
    """Write the report as JSON; `read` is the sum of the five outcomes that follow it."""
    return json.dumps(
        {
            "source": source.slug,
            "dated_on": report.dated_on.isoformat(),
            "read": report.read,
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "quarantined": report.quarantined,
            "outside": report.outside,
            "gone": report.gone,
            "refusals": _reasons(report.refusals),
            "doubts": _reasons(report.doubts),
        },
        ensure_ascii=False,
        indent=2,
    )


def _reasons(counted: Counter[tuple[str, str]]) -> list[dict[str, str | int]]:
    return [
        {"field": field, "reason": reason, "count": count}
        for (field, reason), count in counted.most_common()
    ]


def _refuse_unwritable(report: Path) -> None:
    """An import that could not write its report would be half done."""
    if report.is_dir() or not os.access(report if report.exists() else report.parent, os.W_OK):
        raise CommandError(_("Le compte rendu ne peut pas être écrit là : vérifiez --report."))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("une date s’écrit 2024-08-01")) from error
