"""maillage openings: compute when places are open in the days ahead."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.lib.progress import progress_bar
from maillage.places.actions.openings import lacking_openings, plan_openings


class Command(BaseCommand):
    help = _("Calcule les ouvertures des jours à venir : à lancer chaque nuit.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help=_("compte sans rien écrire"))

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            count = lacking_openings(timezone.localdate(now)).count()
            self.stdout.write(_("%(count)d lieu(x) à calculer.") % {"count": count})
            return
        with progress_bar(_(" lieux")) as progress:
            count = plan_openings(now=now, progress=progress)
        self.stdout.write(_("%(count)d lieu(x) calculé(s).") % {"count": count})
