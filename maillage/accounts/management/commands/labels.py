"""maillage labels --ready|--expiring: the labels and habilitations of the network."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from maillage.accounts.actions.labels import ready_labels
from maillage.accounts.models import Award
from maillage.accounts.queries.labels import WARNED_DAYS, expiring
from maillage.journal.actions import Actor
from maillage.journal.models import Entry

ACTOR = Actor(kind=Entry.ActorKind.COMMAND, identifier="labels")


class Command(BaseCommand):
    help = _("Les labels et habilitations : crée les plus courants, dit ceux qui finissent.")

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_mutually_exclusive_group(required=True)
        acts.add_argument(
            "--ready",
            action="store_true",
            help=_("crée les labels courants qui manquent ; sans risque à répéter"),
        )
        acts.add_argument(
            "--expiring",
            action="store_true",
            help=_("montre ce qui finit dans les %(days)d jours") % {"days": WARNED_DAYS},
        )
        parser.add_argument(
            "--dry-run", action="store_true", help=_("dit ce qui changerait, sans rien garder")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["expiring"]:
            self._show_expiring()
            return
        with transaction.atomic():
            self._make_ready()
            transaction.set_rollback(options["dry_run"])
        if options["dry_run"]:
            self.stdout.write(_("Essai : rien n’a été gardé."))

    def _make_ready(self) -> None:
        made = ready_labels(by=ACTOR, now=timezone.now())
        for label in made:
            self.stdout.write(_("Label créé : %(name)s") % {"name": label.name})
        if not made:
            self.stdout.write(_("Tous sont déjà là : rien n’a changé."))

    def _show_expiring(self) -> None:
        awards = list(expiring(day=timezone.localdate()))
        for award in awards:
            self.stdout.write(_line(award))
        self.stdout.write(_("À renouveler : %(count)d") % {"count": len(awards)})


def _line(award: Award) -> str:
    """People are known by their key: what a command prints ends in mails and logs."""
    holder = award.organisation.name
    if award.user_id:
        holder = _("%(organisation)s, compte %(key)d") % {
            "organisation": holder,
            "key": award.user_id,
        }
    words = {
        "day": formats.localize(award.ends_on),
        "label": award.label.name,
        "holder": holder,
    }
    return _("%(day)s : %(label)s, %(holder)s") % words
