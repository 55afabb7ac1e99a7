"""maillage journal seal|head|verify: chain the lines, keep a head elsewhere, check it all."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.journal.actions import seal
from maillage.journal.heads import Head, UnreadableHead, read_heads, read_key, sign
from maillage.journal.models import Block
from maillage.journal.queries import Fault, Verdict, Wrong, unsealed, verify
from maillage.lib.progress import progress_bar

WORDS = {
    Wrong.LINE_CHANGED: gettext_lazy("bloc %(block)d : la ligne %(line)s a été changée"),
    Wrong.LINE_GONE: gettext_lazy("bloc %(block)d : la ligne %(line)s a été retirée"),
    Wrong.LINE_BACKDATED: gettext_lazy(
        "bloc %(block)d : la ligne %(line)s a été écrite bien après la date qu’elle porte"
    ),
    Wrong.BLOCK_CHANGED: gettext_lazy("bloc %(block)d : ses lignes ne sont plus celles scellées"),
    Wrong.BLOCK_GONE: gettext_lazy("bloc %(block)d : il a été retiré"),
    Wrong.CHAIN_BROKEN: gettext_lazy("bloc %(block)d : il ne suit pas celui d’avant"),
    Wrong.HEAD_DIFFERS: gettext_lazy("bloc %(block)d : il n’est plus celui de la tête gardée"),
    Wrong.HEAD_FORGED: gettext_lazy("bloc %(block)d : la tête gardée n’est pas de cette clé"),
    Wrong.TAIL_CUT: gettext_lazy("bloc %(block)d : gardé en tête, il n’est plus dans la base"),
}


class Command(BaseCommand):
    help = _("Scelle le journal des actes, en garde la tête ailleurs, vérifie que rien n’y manque.")

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        sealing = acts.add_parser("seal", help=_("enchaîne les lignes qui ne le sont pas encore"))
        sealing.set_defaults(run=self._seal)
        sealing.add_argument("--every", type=int, metavar="S", help=_("recommence, sans fin"))
        sealing.add_argument("--dry-run", action="store_true", help=_("compte sans rien écrire"))

        head = acts.add_parser("head", help=_("scelle tout, signe la tête, l’écrit et la montre"))
        head.set_defaults(run=self._head)

        checking = acts.add_parser("verify", help=_("relit tout et dit ce qui a changé"))
        checking.set_defaults(run=self._verify)
        checking.add_argument(
            "--heads", type=Path, help=_("fichier de têtes, gardé ailleurs ; sinon celui d’ici")
        )
        checking.add_argument(
            "--public-key", default="", help=_("clé qui doit les avoir signées, en hexadécimal")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        options["run"](options)

    def _seal(self, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.stdout.write(_("%(count)d ligne(s) à sceller.") % {"count": unsealed().count()})
            return
        while True:
            count = _sealed(everything=False)
            if count or not options["every"]:
                self.stdout.write(_("%(count)d ligne(s) scellée(s).") % {"count": count})
            if not options["every"]:
                return
            time.sleep(options["every"])

    def _head(self, options: dict[str, Any]) -> None:
        _sealed(everything=True)
        last = Block.objects.order_by("number").last()
        if last is None:
            raise CommandError(_("Le journal est vide : il n’y a pas de tête à signer."))
        key = read_key(settings.JOURNAL_KEY_FILE)
        head = sign(last, key=key, signed_at=timezone.now().isoformat(timespec="seconds"))
        settings.JOURNAL_HEADS_FILE.parent.mkdir(parents=True, exist_ok=True)
        with settings.JOURNAL_HEADS_FILE.open("a") as file:
            file.write(head.as_line() + "\n")
        self.stdout.write(head.as_line())

    def _verify(self, options: dict[str, Any]) -> None:
        heads = _heads(options["heads"])
        with progress_bar(_(" lignes"), is_scaled=True) as progress:
            verdict = verify(heads=heads, public_key=options["public_key"], progress=progress)
        self._tell(verdict, heads=len(heads))
        if not verdict.is_whole:
            raise CommandError(
                _("Le journal n’est plus tel qu’il a été scellé : %(count)d faute(s).")
                % {"count": verdict.fault_count}
            )

    def _tell(self, verdict: Verdict, *, heads: int) -> None:
        counts = {"lines": verdict.lines, "blocks": verdict.blocks, "heads": heads}
        self.stdout.write(
            _("%(lines)d ligne(s) en %(blocks)d bloc(s), %(heads)d tête(s) gardée(s).") % counts
        )
        if verdict.oldest_unsealed:
            self.stdout.write(
                _("%(count)d ligne(s) pas encore scellée(s), depuis le %(at)s.")
                % {
                    "count": verdict.unsealed,
                    "at": timezone.localtime(verdict.oldest_unsealed).strftime("%d/%m/%Y %H:%M"),
                }
            )
        if not heads:
            self.stdout.write(
                _("Sans tête gardée ailleurs, une fin coupée ne se verrait pas : --heads FICHIER.")
            )
        for fault in verdict.faults:
            self.stderr.write(_words(fault))


def _sealed(*, everything: bool) -> int:
    """Seal until nothing waits. Another sealer may be at it: what it takes is not ours to take."""
    total = 0
    with suppress(IntegrityError):
        while count := seal(now=timezone.now(), everything=everything):
            total += count
    return total


def _heads(file: Path | None) -> list[Head]:
    path = file or settings.JOURNAL_HEADS_FILE
    if file is None and not path.exists():
        return []
    try:
        return list(read_heads(path.read_text().splitlines()))
    except OSError as error:
        raise CommandError(_("Fichier illisible : %(path)s.") % {"path": path}) from error
    except UnreadableHead as error:
        raise CommandError(
            _("%(path)s, ligne %(line)s : ce n’est pas une tête du journal.")
            % {"path": path, "line": error}
        ) from error


def _words(fault: Fault) -> str:
    return str(WORDS[fault.wrong]) % {"block": fault.block, "line": fault.line}
