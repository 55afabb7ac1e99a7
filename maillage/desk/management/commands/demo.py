"""`maillage demo`: a real territory to look at, from the shipped files, and an account to try."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.rules import are_local
from maillage.desk.actions import (
    DEMO_EMAIL,
    EmptyTerritory,
    load_demonstration,
    open_demonstration_account,
)
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.lib.progress import progress_bar
from maillage.places.actions.imports import (
    ImportRefused,
    ImportReport,
    codes_of,
    territory_of,
)
from maillage.places.actions.openings import plan_openings
from maillage.places.table import UnreadableFile
from maillage.territory.queries import Territory, current_territory

ACTOR = Actor(kind=Entry.ActorKind.COMMAND, identifier="demo")


class Command(BaseCommand):
    help = _("Charge la démonstration : les vrais lieux France services d’un territoire.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--territory",
            default=settings.TERRITORY,
            help=_("département, EPCI, commune ou FR ; le site montrera ce territoire"),
        )
        parser.add_argument(
            "--site", default="http://localhost:8000", help=_("adresse où le site va répondre")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("compte sans rien garder"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            territory = territory_of(options["territory"])
            self._refuse_to_contradict(territory)
            reports = self._load(territory, dry_run=options["dry_run"])
        except EmptyTerritory as refusal:
            raise CommandError(
                _("Aucun lieu dans le territoire %(codes)s : vérifiez ce code.")
                % {"codes": codes_of(territory)}
            ) from refusal
        except (ImportRefused, UnreadableFile) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(reports)
        if options["dry_run"]:
            self.stdout.write(_("Essai : rien n’a été gardé."))
            return
        with progress_bar(_(" lieux")) as progress:
            plan_openings(now=timezone.now(), progress=progress)
        if territory != current_territory():
            settings.TERRITORY_FILE.write_text(codes_of(territory))
        if _is_on_this_machine():
            self._open_account(site=options["site"])

    def _refuse_to_contradict(self, territory: Territory) -> None:
        if settings.TERRITORY_IS_CHOSEN and territory != current_territory():
            raise CommandError(
                _("La variable TERRITORY vaut %(set)s : changez-la en %(codes)s, puis recommencez.")
                % {"set": settings.TERRITORY, "codes": codes_of(territory)}
            )

    def _load(self, territory: Territory, *, dry_run: bool) -> list[ImportReport]:
        with progress_bar("o", is_scaled=True) as progress:
            return load_demonstration(
                territory=territory,
                by=ACTOR,
                now=timezone.now(),
                dry_run=dry_run,
                progress=progress,
            )

    def _open_account(self, *, site: str) -> None:
        password = open_demonstration_account(
            secret=settings.DEMO_PASSWORD_FILE, by=ACTOR, now=timezone.now()
        )
        if password:
            self.stdout.write(
                _("Espace équipe : %(address)s · adresse %(email)s · mot de passe %(password)s")
                % {
                    "address": f"{site.rstrip('/')}{reverse('desk:team')}",
                    "email": DEMO_EMAIL,
                    "password": password,
                }
            )

    def _print(self, reports: Sequence[ImportReport]) -> None:
        if not reports:
            self.stdout.write(_("La démonstration est déjà chargée."))
            return
        self.stdout.write(
            _("Démonstration chargée : %(created)d lieux créés, %(updated)d modifiés.")
            % {
                "created": sum(report.created for report in reports),
                "updated": sum(report.updated for report in reports),
            }
        )


def _is_on_this_machine() -> bool:
    """A known account is for trying out: never on a site that others may reach."""
    return settings.IS_EMBEDDED and not settings.HTTPS and are_local(settings.ALLOWED_HOSTS)
