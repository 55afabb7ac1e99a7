"""What may happen to an organisation: described, closed, opened again, given a contact.

The journal knows organisations and contacts by their key, never by their name: some bear that of
a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.accounts.actions.members import LastCoordination, held_coordination
from maillage.accounts.actions.turn import free_slug, take_turn
from maillage.accounts.models import (
    Contact,
    Kind,
    Organisation,
    OrganisationKind,
)
from maillage.journal.actions import Actor, Fact, record
from maillage.territory.models import Commune

Facts = Mapping[str, Fact | Sequence[Fact]]


class OrganisationError(ValueError):
    """An organisation cannot be what is said of it."""


class SiretTaken(OrganisationError):
    """Another organisation has this SIRET, be it closed."""

    def __init__(self, other: Organisation) -> None:
        super().__init__(other.pk)
        self.other = other


class ParentLoop(OrganisationError):
    """An organisation would depend on itself, at once or through others."""


@dataclass(frozen=True, kw_only=True)
class OrganisationWords:
    """An organisation as the team tells it."""

    name: str
    kinds: frozenset[Kind]
    siret: str = ""
    parent: Organisation | None = None
    commune: Commune | None = None
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    summary: str = ""
    is_public: bool = False

    def columns(self) -> dict[str, Any]:
        """What its own table holds of it: all but its kinds."""
        return {
            field.name: getattr(self, field.name) for field in fields(self) if field.name != "kinds"
        }


def create_organisation(said: OrganisationWords, *, by: Actor, now: datetime) -> Organisation:
    """Raises SiretTaken."""
    with transaction.atomic():
        take_turn(Organisation)
        organisation = Organisation(created_at=now, **said.columns())
        _check_siret(organisation)
        organisation.slug = free_slug(said.name, model=Organisation)
        organisation.save()
        _write_kinds(organisation, said.kinds)
        _record("create_organisation", organisation, by=by, now=now, facts=_facts(said))
    return organisation


def change_organisation(
    organisation: Organisation, said: OrganisationWords, *, by: Actor, now: datetime
) -> bool:
    """Write what is said now; tell whether anything changed. Its page keeps its address.

    Raises SiretTaken or ParentLoop.
    """
    with transaction.atomic():
        take_turn(Organisation)
        organisation = Organisation.objects.get(pk=organisation.pk)
        columns = said.columns()
        changed = [name for name, value in columns.items() if getattr(organisation, name) != value]
        kinds = set(organisation.kinds.values_list("kind", flat=True))
        if not changed and kinds == said.kinds:
            return False
        for name in changed:
            setattr(organisation, name, columns[name])
        _check_siret(organisation)
        _check_parent(organisation)
        organisation.save(update_fields=changed)
        _write_kinds(organisation, said.kinds)
        facts = {**_facts(said), "changed": changed}
        _record("change_organisation", organisation, by=by, now=now, facts=facts)
    return True


def close_organisation(organisation: Organisation, *, by: Actor, now: datetime) -> bool:
    """Close it, and end at once the roles held in it; tell whether it was open.

    It leads no sector any more from that day on. What it did, and was, stays.
    Raises LastCoordination.
    """
    with transaction.atomic():
        take_turn(Organisation)
        _lock(organisation)
        if organisation.closed_at:
            return False
        _check_coordination_remains(organisation)
        organisation.closed_at = now
        organisation.save(update_fields=["closed_at"])
        ended = organisation.memberships.live().update(ended_at=now)
        _end_leads(organisation, now=now)
        _record("close_organisation", organisation, by=by, now=now, facts={"ended": ended})
    return True


def reopen_organisation(organisation: Organisation, *, by: Actor, now: datetime) -> bool:
    """Open it again, without the roles that closing it ended; tell whether it was closed."""
    with transaction.atomic():
        take_turn(Organisation)
        _lock(organisation)
        if organisation.closed_at is None:
            return False
        organisation.closed_at = None
        organisation.save(update_fields=["closed_at"])
        _record("reopen_organisation", organisation, by=by, now=now)
    return True


def add_contact(
    organisation: Organisation,
    *,
    name: str,
    position: str = "",
    email: str = "",
    phone: str = "",
    by: Actor,
    now: datetime,
) -> Contact:
    with transaction.atomic():
        contact = organisation.contacts.create(
            name=name, position=position, email=email, phone=phone
        )
        _record("add_contact", organisation, by=by, now=now, facts={"contact": contact.pk})
    return contact


def remove_contact(contact: Contact, *, by: Actor, now: datetime) -> bool:
    """Erase someone to write to; tell whether that was still to be done."""
    with transaction.atomic():
        count, _rows = Contact.objects.filter(pk=contact.pk).delete()
        if not count:
            return False
        facts = {"contact": contact.pk}
        _record("remove_contact", contact.organisation, by=by, now=now, facts=facts)
    return True


def _check_siret(organisation: Organisation) -> None:
    if not organisation.siret:
        return
    others = Organisation.objects.exclude(pk=organisation.pk).filter(siret=organisation.siret)
    if other := others.first():
        raise SiretTaken(other)


def _check_parent(organisation: Organisation) -> None:
    above = organisation.parent_id
    while above is not None:
        if above == organisation.pk:
            raise ParentLoop
        above = Organisation.objects.values_list("parent", flat=True).get(pk=above)


def _check_coordination_remains(organisation: Organisation) -> None:
    if {one.organisation_id for one in held_coordination()} == {organisation.pk}:
        raise LastCoordination


def _write_kinds(organisation: Organisation, kinds: frozenset[Kind]) -> None:
    organisation.kinds.exclude(kind__in=kinds).delete()
    OrganisationKind.objects.bulk_create(
        (OrganisationKind(organisation=organisation, kind=kind) for kind in sorted(kinds)),
        ignore_conflicts=True,
    )


def _end_leads(organisation: Organisation, *, now: datetime) -> None:
    today = timezone.localdate(now)
    leads = organisation.leads.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    leads.filter(starts_on__gte=today).delete()  # it has not led for a day
    leads.update(ends_on=today)


def _lock(organisation: Organisation) -> None:
    """Whoever gives a role in it waits, then sees what was done."""
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(of=("self",)))


def _facts(said: OrganisationWords) -> Facts:
    """What only the coordination decides."""
    return {
        "kinds": [str(kind) for kind in sorted(said.kinds)],
        "parent": said.parent.pk if said.parent else None,
        "is_public": said.is_public,
    }


def _record(
    verb: str,
    organisation: Organisation,
    *,
    by: Actor,
    now: datetime,
    facts: Facts | None = None,
) -> None:
    record(
        act=f"accounts.{verb}",
        subject_kind=Organisation._meta.label,
        subject=str(organisation.pk),
        by=by,
        now=now,
        facts=facts,
    )
