"""maillage import places FILE --source NAME: read the file of a source."""  # noqa: N999

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions import ImportRefused, ImportReport, import_places, territory_of
from maillage.places.sources import KNOWN_SOURCES
from maillage.places.table import UnreadableFile
from maillage.territory.queries import Territory, current_territory


class Command(BaseCommand):
    help = _("Lit le fichier d’une source et met à jour les lieux du territoire.")

    def add_arguments(self, parser: CommandParser) -> None:
        subjects = parser.add_subparsers(dest="subject", required=True)
        places = subjects.add_parser("places", help=_("les lieux d’une source"))
        places.add_argument("file", type=Path, help=_("le fichier, .csv ou .csv.gz"))
        places.add_argument("--source", required=True, choices=sorted(KNOWN_SOURCES))
        places.add_argument(
            "--territory", help=_("codes de départements, d’EPCI ou de communes, ou FR")
        )
        places.add_argument(
            "--dated-on", type=_day, help=_("date du fichier, si son nom ne la porte pas")
        )
        places.add_argument(
            "--accept-gone",
            action="store_true",
            help=_("retire les lieux absents du fichier, même nombreux"),
        )
        places.add_argument("--dry-run", action="store_true", help=_("compte sans rien garder"))

    def handle(self, **options: Any) -> None:
        codes = options["territory"]
        try:
            report = self._import(
                options, territory=territory_of(codes) if codes else current_territory()
            )
        except (UnreadableFile, ImportRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(report, dry_run=options["dry_run"])

    def _import(self, options: dict[str, Any], *, territory: Territory) -> ImportReport:
        with tqdm(unit="o", unit_scale=True, disable=None) as bar:  # None: only on a terminal

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            return import_places(
                file=options["file"],
                source=KNOWN_SOURCES[options["source"]],
                territory=territory,
                by=Actor(kind=Entry.ActorKind.COMMAND, identifier="import places"),
                now=timezone.now(),
                dated_on=options["dated_on"],
                accept_gone=options["accept_gone"],
                dry_run=options["dry_run"],
                progress=progress,
            )

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
                _("ligne %(number)d : %(field)s = « %(value)s » : %(reason)s")
                % {
                    "number": row.row_number,
                    "field": row.field,
                    "value": row.value,
                    "reason": row.reason,
                }
            )
        if report.quarantined > len(report.first_quarantined) and not dry_run:
            self.stdout.write(_("Toutes les lignes en quarantaine : table places_quarantinedrow."))
        if dry_run:
            self.stdout.write(_("Essai : rien n’a été gardé."))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("une date s’écrit 2024-08-01")) from error
