"""One append-only line per act. Written by actions.record(), refused to everyone else."""

import uuid
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JournalError(Exception):
    """What the journal refuses."""


class JournalIsAppendOnly(JournalError):
    """A line was about to be written, changed or removed outside journal.actions.record()."""

    def __init__(self) -> None:
        super().__init__(
            "The journal is append-only: write with journal.actions.record(), "
            "correct by recording another act."
        )


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise JournalIsAppendOnly


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads only. This finds a mistake early; what nobody can get around is in triggers.py."""

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    bulk_create = _refuse


class Entry(models.Model):
    """Who did what to what, and when.

    Identifiers only, no foreign key: a line outlives what it speaks of. `facts` never holds
    personal data; what must be kept of a person goes, encrypted, into `personal`, so that
    destroying its key erases it without touching the line. Lines are not chained when
    written (no act waits for another): actions.seal() does it once they are committed.
    """

    class ActorKind(models.TextChoices):
        USER = "user", _("utilisateur")
        COMMAND = "command", _("commande")
        PUBLIC = "public", _("public")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(_("version du format"), default=1)
    at = models.DateTimeField(_("date"), db_index=True)
    actor_kind = models.CharField(_("nature de l’acteur"), max_length=7, choices=ActorKind)
    actor = models.CharField(_("acteur"), max_length=100)
    act = models.CharField(_("acte"), max_length=100, db_index=True)
    subject_kind = models.CharField(_("nature de l’objet"), max_length=100)
    subject = models.CharField(_("objet"), max_length=100)
    facts = models.JSONField(_("faits"), default=dict)
    personal = models.BinaryField(_("part personnelle chiffrée"), null=True)
    personal_key = models.CharField(_("clé de la part personnelle"), max_length=100, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=("subject_kind", "subject", "at"), name="journal_subject"),)
        constraints = (
            models.CheckConstraint(
                name="journal_personal_part_names_its_key",
                condition=Q(personal__isnull=True, personal_key="")
                | (Q(personal__isnull=False) & ~Q(personal_key="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject_kind} {self.subject}"

    save = _refuse
    delete = _refuse

    def insert_once(self) -> None:
        """Write this new line. For actions.record() alone: a test of the journal checks it."""
        super().save(force_insert=True)


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads, and writes what is new: the sealer alone does. triggers.py refuses the rest."""

    update = _refuse
    delete = _refuse
    bulk_update = _refuse


class Block(models.Model):
    """So many lines sealed at once, and chained to the block before: see seals.py.

    `digest` is a SHA-256 in hexadecimal, of what seals.py says; `previous` is that of the block
    before, 64 zeros for the first.
    """

    number = models.PositiveIntegerField(_("numéro"), primary_key=True)
    sealed_at = models.DateTimeField(_("scellé le"))
    lines = models.PositiveIntegerField(_("lignes"))
    previous = models.CharField(_("empreinte du bloc d’avant"), max_length=64)
    digest = models.CharField(_("empreinte"), max_length=64, unique=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(name="journal_block_is_numbered", condition=Q(number__gte=1)),
            models.CheckConstraint(name="journal_block_has_lines", condition=Q(lines__gte=1)),
            models.CheckConstraint(
                name="journal_first_block_follows_none",
                condition=Q(number=1, previous="0" * 64) | Q(number__gt=1) & ~Q(previous="0" * 64),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


class Seal(models.Model):
    """Which block holds a line, at what place, and what the line said.

    No foreign key to the line: a seal outlives it, and so names a line that was removed.
    """

    line = models.UUIDField(_("ligne"), primary_key=True)
    block = models.ForeignKey(Block, models.PROTECT, related_name="seals")
    position = models.PositiveIntegerField(_("rang"))
    digest = models.BinaryField(_("empreinte"), max_length=32)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("block", "position")
        constraints = (
            models.UniqueConstraint(fields=("block", "position"), name="journal_seal_once_a_rank"),
        )

    def __str__(self) -> str:
        return f"{self.block_id}.{self.position}"
