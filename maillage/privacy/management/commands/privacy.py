"""`maillage privacy register`: the register of personal data, ready to hand to the DPO."""

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, OutputWrapper
from django.utils.translation import gettext as _

from maillage.privacy.queries import personal_declarations

Rows = list[tuple[str, ...]]


class Command(BaseCommand):
    help = _("Ce que le logiciel enregistre des personnes, pourquoi et combien de temps.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        register = subcommands.add_parser(
            "register", help=_("écrit le registre des données personnelles")
        )
        register.add_argument("--format", choices=WRITERS, default="markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        WRITERS[options["format"]](self.stdout, register_rows())


def register_rows() -> Rows:
    """The register: one line of heads, then one line per field, in the order of the apps."""
    return [_heads()] + [
        (
            *field.split("."),
            declaration.purpose,
            declaration.legal_basis,
            declaration.retention,
            declaration.export,
            declaration.erase,
        )
        for field, declaration in personal_declarations().items()
    ]


def _heads() -> tuple[str, ...]:
    return (
        _("Application"),
        _("Table"),
        _("Champ"),
        _("Finalité"),
        _("Base légale"),
        _("Conservation"),
        _("Export"),
        _("Effacement"),
    )


def _write_markdown(out: OutputWrapper, rows: Rows) -> None:
    heads, *lines = rows
    for cells in (heads, ("---",) * len(heads), *lines):
        out.write("| " + " | ".join(cells) + " |")


def _write_csv(out: OutputWrapper, rows: Rows) -> None:
    csv.writer(out, lineterminator="\n").writerows(rows)


WRITERS = {"markdown": _write_markdown, "csv": _write_csv}
