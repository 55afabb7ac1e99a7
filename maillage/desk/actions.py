"""The demonstration, and the organisations of the network made from the places they run.

A demonstration is a real territory, from the files shipped with the project, and an account.
"""

import os
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from maillage.accounts.actions.labels import ready_labels
from maillage.accounts.actions.organisations import OrganisationWords, create_organisation
from maillage.accounts.actions.users import create_user
from maillage.accounts.models import Kind, Organisation, Role
from maillage.accounts.queries.users import user_named
from maillage.journal.actions import Actor
from maillage.lib.siret import is_siret
from maillage.places.actions.imports import ImportReport, codes_of, date_of, import_places
from maillage.places.models import ImportRun, Place, PlaceTerm
from maillage.places.queries.places import visible_places
from maillage.places.sources import (
    CONSEILLERS_NUMERIQUES,
    CONSEILLERS_NUMERIQUES_FILE,
    FRANCE_SERVICES,
    FRANCE_SERVICES_FILE,
    KnownSource,
)
from maillage.places.table import Progress
from maillage.places.terms import Field
from maillage.territory.actions import load_territory
from maillage.territory.models import Epci
from maillage.territory.queries import Territory

FILES = (
    (FRANCE_SERVICES, FRANCE_SERVICES_FILE),
    (CONSEILLERS_NUMERIQUES, CONSEILLERS_NUMERIQUES_FILE),
)
DEMO_EMAIL = "coordination@example.org"
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # none that reads as another

LONGEST_NAME = 200  # of an organisation; that of a place may be longer
SIREN_DIGITS = 9
SIREN_OF_COMMUNES = "21"  # so begin the 490 communes of the shipped file, and nothing else
KIND_OF_TYPOLOGY = {
    "MUNI": Kind.COMMUNE,
    "CCAS": Kind.COMMUNE,
    "EPCI": Kind.EPCI,
    "CC": Kind.EPCI,
    "CIAS": Kind.EPCI,
}


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
    """Load the communes, the real places of this territory, the organisations that run them.

    Then the usual labels, which nobody holds yet. Gives what each file brought. Only real places,
    with their attribution: nothing is invented.
    Files that were read before are not read again. Nothing is kept of a refusal.
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
        make_network(territory=territory, by=by, now=now)
        ready_labels(by=by, now=now)
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


@dataclass(frozen=True)
class NetworkReport:
    """How many SIRETs became an organisation or already were one; how many places bear none."""

    created: int
    known: int
    places_without_siret: int


def make_network(
    *,
    territory: Territory,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> NetworkReport:
    """Make an organisation of each SIRET that listed places bear, where there is none yet.

    Public at once: it repeats what the places publish. Those that exist are left as they are, the
    closed ones too.
    """
    with transaction.atomic():
        run_by = _places_by_siret(territory)
        known = Organisation.objects.filter(siret__in=run_by).values_list("siret", flat=True)
        missing = sorted(run_by.keys() - set(known))
        epci = set(Epci.objects.values_list("siren", flat=True))
        for done, siret in enumerate(missing, start=1):
            said = _words_of(siret, run_by[siret], epci=epci)
            create_organisation(said, by=by, now=now)
            if progress:
                progress(done, len(missing))
        transaction.set_rollback(dry_run)
    return NetworkReport(
        created=len(missing),
        known=len(run_by) - len(missing),
        places_without_siret=visible_places(territory).count() - sum(map(len, run_by.values())),
    )


def _places_by_siret(territory: Territory) -> Mapping[str, Sequence[Place]]:
    typologies = PlaceTerm.objects.filter(field=Field.TYPOLOGY)
    run_by: dict[str, list[Place]] = defaultdict(list)
    for place in (
        visible_places(territory)
        .exclude(pivot="")
        .select_related("commune")
        .prefetch_related(Prefetch("terms", typologies))
    ):
        if is_siret(place.pivot):  # or an association's number
            run_by[place.pivot].append(place)
    return run_by


def _words_of(siret: str, places: Sequence[Place], *, epci: Collection[str]) -> OrganisationWords:
    """What its places say together; where they do not agree on an address, nothing."""
    communes = {place.commune for place in places}
    addresses = {(place.address, place.postcode) for place in places}
    commune = communes.pop() if len(communes) == 1 else None
    address, postcode = addresses.pop() if commune and len(addresses) == 1 else ("", "")
    return OrganisationWords(
        name=_name(places)[:LONGEST_NAME],
        kinds=_kinds(siret, places, epci=epci),
        siret=siret,
        commune=commune,
        address=address,
        postcode=postcode,
        is_public=True,
    )


def _name(places: Sequence[Place]) -> str:
    """The structure they all say they are of, else the name that most of them bear."""
    parents = {place.parent_structure for place in places}
    if len(parents) == 1 and "" not in parents:
        return parents.pop()
    return Counter(place.name for place in places).most_common(1)[0][0]


def _kinds(siret: str, places: Sequence[Place], *, epci: Collection[str]) -> frozenset[Kind]:
    """A commune or an intercommunality where its number or a typology says so."""
    if siret.startswith(SIREN_OF_COMMUNES):
        return frozenset({Kind.COMMUNE})
    if siret[:SIREN_DIGITS] in epci:
        return frozenset({Kind.EPCI})
    codes = {term.code for place in places for term in place.terms.all()}
    said = {kind for code, kind in KIND_OF_TYPOLOGY.items() if code in codes}
    return frozenset(said or {Kind.MEDIATION})
