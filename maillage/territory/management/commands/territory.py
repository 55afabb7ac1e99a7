"""`maillage territory load`: communes, EPCI, départements and contours, from the shipped files."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.lib.progress import progress_bar
from maillage.territory.actions import Counts, load_territory
from maillage.territory.models import (
    Commune,
    CommunePostcode,
    Contour,
    Departement,
    Epci,
    FormerCommune,
)

ACTOR = Actor(kind=Entry.ActorKind.COMMAND, identifier="territory load")
TABLE_NAMES = {
    Departement: gettext_lazy("départements"),
    Epci: gettext_lazy("EPCI"),
    Commune: gettext_lazy("communes"),
    CommunePostcode: gettext_lazy("codes postaux"),
    FormerCommune: gettext_lazy("anciennes communes"),
    Contour: gettext_lazy("contours"),
}


class Command(BaseCommand):
    help = _("Les communes de France : noms, codes, contours.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        load = subcommands.add_parser(
            "load", help=_("charge les communes livrées avec le logiciel ; sans risque à répéter")
        )
        load.add_argument("--dry-run", action="store_true", help=_("compte sans rien enregistrer"))

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), progress_bar(_(" lignes")) as progress:
            counts = load_territory(by=ACTOR, now=timezone.now(), on_progress=progress)
            if options["dry_run"]:
                transaction.set_rollback(True)
        for line in _report(counts):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write(_("Essai : rien n’a été enregistré."))


def _report(counts: Mapping[type[Model], Counts]) -> list[str]:
    """A table: heads, then one line per kind of thing."""
    cells = [["", _("ajouts"), _("modifications"), _("retraits"), _("sans changement")]]
    for model, count in counts.items():
        numbers = (count.created, count.updated, count.removed, count.unchanged)
        cells.append(
            [
                str(TABLE_NAMES[model]),
                *(number_format(number, force_grouping=True) for number in numbers),
            ]
        )
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        f"{name:<{widths[0]}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(line, widths[1:], strict=True))
        for name, *line in cells
    ]
