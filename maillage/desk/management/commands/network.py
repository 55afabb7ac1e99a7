"""maillage network: make organisations of those that run the places of the territory."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.desk.actions import make_network
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.lib.progress import progress_bar
from maillage.territory.queries import current_territory

ACTOR = Actor(kind=Entry.ActorKind.COMMAND, identifier="network")


class Command(BaseCommand):
    help = _("Crée dans l’annuaire une organisation par SIRET des lieux du territoire.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("compte sans rien garder"))

    def handle(self, *args: Any, **options: Any) -> None:
        with progress_bar(_(" organisations")) as progress:
            report = make_network(
                territory=current_territory(),
                by=ACTOR,
                now=timezone.now(),
                dry_run=options["dry_run"],
                progress=progress,
            )
        counts = {
            _("créées"): report.created,
            _("déjà là"): report.known,
            _("lieux sans SIRET"): report.places_without_siret,
        }
        for label, count in counts.items():
            self.stdout.write(f"{label} : {count}")
        if options["dry_run"]:
            self.stdout.write(_("Essai : rien n’a été gardé."))
