"""The demonstration: a real territory, from the files shipped with the project, and an account."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.accounts.actions.users import create_user
from maillage.accounts.models import Role
from maillage.accounts.queries.users import user_named
from maillage.journal.actions import Actor
from maillage.places.actions.imports import ImportReport, codes_of, date_of, import_places
from maillage.places.models import ImportRun, Place
from maillage.places.sources import (
    CONSEILLERS_NUMERIQUES,
    CONSEILLERS_NUMERIQUES_FILE,
    FRANCE_SERVICES,
    FRANCE_SERVICES_FILE,
    KnownSource,
)
from maillage.places.table import Progress
from maillage.territory.actions import load_territory
from maillage.territory.queries import Territory

FILES = (
    (FRANCE_SERVICES, FRANCE_SERVICES_FILE),
    (CONSEILLERS_NUMERIQUES, CONSEILLERS_NUMERIQUES_FILE),
)
DEMO_EMAIL = "coordination@example.org"
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads as another


class EmptyTerritory(ValueError):
    """No place of the shipped file lies in this territory."""


def load_demonstration(
    *,
    territory: Territory,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[ImportReport]:
    """Load the communes, then the real places of this territory; give what each file brought.

    Only real places, with their attribution: nothing is invented. Files that were read before are
    not read again. Nothing is kept of a refusal.
    Raises EmptyTerritory, ImportRefused, UnreadableFile.
    """
    reports = []
    with transaction.atomic():
        missing = [one for one in FILES if not _is_loaded(*one, territory=territory)]
        if missing:
            load_territory(by=by, now=now)
        for source, file in missing:
            reports.append(
                import_places(
                    file=file,
                    source=source,
                    territory=territory,
                    by=by,
                    now=now,
                    progress=progress,
                )
            )
        if not Place.objects.listed().in_territory(territory).exists():
            raise EmptyTerritory
        transaction.set_rollback(dry_run)
    return reports


def _is_loaded(source: KnownSource, file: Path, *, territory: Territory) -> bool:
    """Tell whether the file we ship, or a newer one, was read for this very territory."""
    runs = ImportRun.objects.in_force().filter(
        source__slug=source.slug, territory=codes_of(territory), dated_on__gte=date_of(file)
    )
    return runs.exists()


def open_demonstration_account(*, secret: Path, by: Actor, now: datetime) -> str:
    """Open the account of the demonstration once; return its password, "" when no longer that one.

    The password is drawn at random and kept in the file `secret`, readable by its owner alone.
    """
    user = user_named(DEMO_EMAIL)
    if user is None:
        user = create_user(
            email=DEMO_EMAIL,
            name=_("Démonstration"),
            role=Role.COORDINATION,
            password=_kept_password(secret),
            by=by,
            now=now,
        )
    password = secret.read_text() if secret.exists() else ""
    return password if user.is_active and user.check_password(password) else ""


def _kept_password(secret: Path) -> str:
    if not secret.exists():
        descriptor = os.open(secret, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with open(descriptor, "w") as file:  # noqa: PTH123, a descriptor has no path
            file.write(_drawn_password())
    return secret.read_text()


def _drawn_password() -> str:
    """Four groups of four letters, easy to copy from a screen: 79 bits."""
    return "-".join("".join(secrets.choice(LEGIBLE) for _letter in range(4)) for _group in range(4))
