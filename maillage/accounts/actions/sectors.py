"""What may happen to a sector: drawn, drawn anew, removed, led by an organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from maillage.accounts.actions.turn import free_slug, take_turn
from maillage.accounts.models import Organisation, SectorLead
from maillage.journal.actions import Actor, Fact, record
from maillage.territory.models import Commune, Sector


class SectorError(ValueError):
    """A sector cannot be what is said of it."""


class SectorNamed(SectorError):
    """Another sector of this kind bears this name."""


class SectorInUse(SectorError):
    """An award holds there, or somebody leads it or led it."""


class LeadIsClosed(SectorError):
    """An organisation that closed leads nothing."""


class LeadTooEarly(SectorError):
    """The sector was led until that day, or has been since."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, kw_only=True)
class SectorWords:
    """A sector as the coordination tells it; communes by their code."""

    kind: Sector.Kind
    name: str
    communes: frozenset[str]


def create_sector(said: SectorWords, *, by: Actor, now: datetime) -> Sector:
    """Raises SectorNamed."""
    with transaction.atomic():
        take_turn(Sector)
        sector = Sector(kind=said.kind, name=said.name)
        _check_name(sector)
        sector.slug = free_slug(said.name, model=Sector)
        sector.save()
        sector.communes.set(Commune.objects.filter(pk__in=said.communes))
        _record("create_sector", sector, by=by, now=now, facts={"communes": sorted(said.communes)})
    return sector


def change_sector(sector: Sector, said: SectorWords, *, by: Actor, now: datetime) -> bool:
    """Write what is said now; tell whether anything changed. Raises SectorNamed."""
    with transaction.atomic():
        take_turn(Sector)
        sector = Sector.objects.get(pk=sector.pk)
        held = set(sector.communes.values_list("pk", flat=True))
        added, removed = sorted(said.communes - held), sorted(held - said.communes)
        is_same = (sector.kind, sector.name) == (said.kind, said.name)
        if is_same and not added and not removed:
            return False
        sector.kind, sector.name = said.kind, said.name
        _check_name(sector)
        sector.save(update_fields=["kind", "name"])
        sector.communes.set(Commune.objects.filter(pk__in=said.communes))
        facts = {"added": added, "removed": removed}
        _record("change_sector", sector, by=by, now=now, facts=facts)
    return True


def remove_sector(sector: Sector, *, by: Actor, now: datetime) -> bool:
    """Remove a sector that nothing names; tell whether it was there. Raises SectorInUse."""
    with transaction.atomic():
        take_turn(Sector)
        if not _lock(sector):
            return False
        if sector.awards.exists() or sector.leads.exists():
            raise SectorInUse
        _record("remove_sector", sector, by=by, now=now)
        sector.delete()
    return True


def set_lead(
    sector: Sector,
    organisation: Organisation | None,
    *,
    starts_on: date,
    by: Actor,
    now: datetime,
) -> bool:
    """Say who leads the sector from that day on; tell whether it is a change.

    The lead before ends the same day; one of that very day never was. Raises LeadTooEarly or
    LeadIsClosed.
    """
    with transaction.atomic():
        if organisation:
            _check_open(organisation)
        lead = _last_lead(sector)
        leader = lead.organisation_id if lead and lead.ends_on is None else None
        if leader == (organisation.pk if organisation else None):
            return False
        if lead:
            _end(lead, on=starts_on)
        if organisation:
            sector.leads.create(organisation=organisation, starts_on=starts_on)
        facts = {
            "organisation": organisation.pk if organisation else None,
            "starts_on": starts_on.isoformat(),
        }
        _record("set_lead", sector, by=by, now=now, facts=facts)
    return True


def _check_name(sector: Sector) -> None:
    others = Sector.objects.exclude(pk=sector.pk)
    if others.filter(kind=sector.kind, name=sector.name).exists():
        raise SectorNamed


def _last_lead(sector: Sector) -> SectorLead | None:
    """The one that leads, or led last; whoever would set another waits."""
    _lock(sector)
    return sector.leads.order_by("starts_on").last()


def _end(lead: SectorLead, *, on: date) -> None:
    last = lead.ends_on or lead.starts_on
    if on < last:
        raise LeadTooEarly(last)
    if lead.ends_on:
        return
    if on == lead.starts_on:
        lead.delete()
        return
    lead.ends_on = on
    lead.save(update_fields=["ends_on"])


def _check_open(organisation: Organisation) -> None:
    """Closing it waits, then ends this lead too."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if locked.closed_at:
        raise LeadIsClosed


def _lock(sector: Sector) -> bool:
    """Tell whether it is still there."""
    return Sector.objects.select_for_update(of=("self",)).filter(pk=sector.pk).first() is not None


def _record(
    verb: str,
    sector: Sector,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Fact | Sequence[Fact]] | None = None,
) -> None:
    record(
        act=f"accounts.{verb}",
        subject_kind=Sector._meta.label,
        subject=sector.slug,
        by=by,
        now=now,
        facts=facts,
    )
