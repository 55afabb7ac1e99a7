"""The public directory of the network: who leads it, who is in it, which places they run.

Only the organisations that are open and meant to be public; of their labels, none that a person
holds; of those who answer there, nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from maillage.accounts.models import (
    Award,
    Kind,
    Organisation,
    OrganisationKind,
    OrganisationQuerySet,
    SectorLead,
)
from maillage.accounts.queries.organisations import LONGEST_SEARCH, organisations_found
from maillage.accounts.queries.sectors import leads_on
from maillage.design.caching import same_for_everyone
from maillage.places.cards import Chip
from maillage.places.models import Place, PlaceQuerySet
from maillage.places.queries.places import visible_places
from maillage.territory.models import Sector
from maillage.territory.queries import current_territory

PAGE_SIZE = 20
MOST_PLACES = 100

# As the address bar says them.
KINDS = {
    "coordination": Kind.COORDINATION,
    "mediation": Kind.MEDIATION,
    "relais": Kind.RELAY,
    "commune": Kind.COMMUNE,
    "intercommunalite": Kind.EPCI,
    "delegation": Kind.DELEGATION,
    "partenaire": Kind.PARTNER,
    "donateur": Kind.DONOR,
    "formation": Kind.TRAINING,
    "assistance": Kind.HELPDESK,
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it names and we do not know is left out."""

    text: str
    kind: str  # a key of KINDS, or ""
    sector: Sector | None

    @property
    def is_everything(self) -> bool:
        return not (self.text or self.kind or self.sector)

    def query(self) -> str:
        """The same again, for an address; "" when nothing is asked."""
        sector = self.sector.slug if self.sector else ""
        said = {"q": self.text, "secteur": sector, "nature": self.kind}
        return urlencode({name: value for name, value in said.items() if value})


@same_for_everyone
def network(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    sectors = list(Sector.objects.all())
    asked = _asked(request.GET, sectors={sector.slug: sector for sector in sectors})
    of_all_kinds = organisations_found(text=asked.text, sector=asked.sector).public()
    found = of_all_kinds.filter(kinds__kind=KINDS[asked.kind]) if asked.kind else of_all_kinds
    page = Paginator(_with_labels(found, day=today), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "sectors": sectors,
        "chips": _chips(asked, of_all_kinds),
        "leads": _leads(asked, day=today) if page.number == 1 else [],
        "page": page,
        "query": asked.query(),
    }
    return render(request, "desk/network.html", context)


@same_for_everyone
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    known = Organisation.objects.public()
    shown = get_object_or_404(known.select_related("commune").prefetch_related("kinds"), slug=slug)
    awards = _labels_held(day=today).filter(organisation=shown).prefetch_related("sectors")
    places = _places_of(shown)
    context = {
        "organisation": shown,
        "parent": known.filter(children=shown).first(),
        "children": known.filter(parent=shown),
        "leads": leads_on(today).filter(organisation=shown),
        "awards": [(award, _last_day(award)) for award in awards],
        "places": places[:MOST_PLACES],
        "unnamed_count": max(0, places.count() - MOST_PLACES),
    }
    return render(request, "desk/network_organisation.html", context)


def _asked(parameters: Mapping[str, str], *, sectors: Mapping[str, Sector]) -> Asked:
    kind = parameters.get("nature", "")
    return Asked(
        text=parameters.get("q", "").strip()[:LONGEST_SEARCH],
        kind=kind if kind in KINDS else "",
        sector=sectors.get(parameters.get("secteur", "")),
    )


def _chips(asked: Asked, found: OrganisationQuerySet) -> list[Chip]:
    """The kinds there are among those found, each with how many it would leave."""
    rows = OrganisationKind.objects.filter(organisation__in=found).order_by()
    counts = dict(rows.values_list("kind").annotate(Count("pk")))
    chips = []
    for slug, kind in KINDS.items():
        is_on = slug == asked.kind
        if is_on or kind in counts:
            query = replace(asked, kind="" if is_on else slug).query()
            chips.append(
                Chip(
                    label=kind.label,
                    count=counts.get(kind, 0),
                    query=f"?{query}" if query else "",
                    is_on=is_on,
                )
            )
    return chips


def _leads(asked: Asked, *, day: date) -> QuerySet[SectorLead]:
    """Who leads the sector looked at or, where one looks at everything, each bassin de vie."""
    known = leads_on(day).filter(organisation__in=Organisation.objects.public())
    if asked.text or asked.kind:
        return known.none()
    if asked.sector:
        return known.filter(sector=asked.sector)
    return known.filter(sector__kind=Sector.Kind.BASSIN_DE_VIE).order_by("sector__name")


def _with_labels(found: OrganisationQuerySet, *, day: date) -> OrganisationQuerySet:
    return found.select_related("commune").prefetch_related(
        "kinds", Prefetch("awards", _labels_held(day=day), to_attr="labels_held")
    )


def _labels_held(*, day: date) -> QuerySet[Award]:
    """Those of organisations: what someone is habilitated to is not for everyone to read."""
    held = Award.objects.in_force(day).filter(user__isnull=True)
    return held.select_related("label").order_by("label__name")


def _last_day(award: Award) -> date | None:
    """The last day it is held; None where nothing says."""
    ends = [day for day in (award.ends_on, award.withdrawn_on) if day]
    return min(ends) - timedelta(days=1) if ends else None


def _places_of(organisation: Organisation) -> PlaceQuerySet:
    """The places that bear its SIRET."""
    if not organisation.siret:
        return Place.objects.none()
    places = visible_places(current_territory()).filter(pivot=organisation.siret)
    return places.select_related("commune")
