"""The sectors, and who leads them."""

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from maillage.accounts.models import Organisation, SectorLead
from maillage.territory.models import Sector


def sectors(*, day: date) -> QuerySet[Sector]:
    """Every sector, by kind then by name; its `leads` are those of that day: one, or none."""
    counted = Sector.objects.annotate(commune_count=Count("communes")).order_by("kind", "name")
    return counted.prefetch_related(Prefetch("leads", leads_on(day)))


def sectors_of(organisation: Organisation) -> QuerySet[Sector]:
    """Those that hold its commune; none where that is unknown."""
    commune = organisation.commune
    return commune.sectors.all() if commune else Sector.objects.none()


def leads_on(day: date) -> QuerySet[SectorLead]:
    """Who leads what on a day."""
    return SectorLead.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day
    ).select_related("organisation", "sector")


def lead_of(sector: Sector, *, day: date) -> SectorLead | None:
    return leads_on(day).filter(sector=sector).first()


def leads_of(sector: Sector) -> QuerySet[SectorLead]:
    """Everyone who led the sector, the latest first."""
    leads = SectorLead.objects.filter(sector=sector).select_related("organisation")
    return leads.order_by("-starts_on")
