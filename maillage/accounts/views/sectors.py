"""The sectors: the coordination draws them, and says who leads each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.access import may_coordinate
from maillage.accounts.actions.sectors import (
    LeadIsClosed,
    LeadTooEarly,
    SectorInUse,
    SectorNamed,
    change_sector,
    create_sector,
    remove_sector,
    set_lead,
)
from maillage.accounts.actions.users import actor_of
from maillage.accounts.forms.sectors import LeadForm, SectorForm
from maillage.accounts.gate import TeamRequest, requires
from maillage.accounts.queries.sectors import lead_of, leads_of, sectors
from maillage.territory.models import Sector


@requires(may_coordinate)
@require_safe
def sector_list(request: TeamRequest) -> HttpResponse:
    return render(request, "accounts/sectors.html", {"sectors": sectors(day=timezone.localdate())})


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: TeamRequest) -> HttpResponse:
    form = SectorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            create_sector(form.said(), by=by, now=now)
        except SectorNamed:
            _explain_name(form)
        else:
            messages.success(request, _("Le secteur est ajouté."))
            return redirect("sectors:list")
    return render(request, "accounts/sector_form.html", {"form": form})


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: TeamRequest, slug: str) -> HttpResponse:
    sector = get_object_or_404(Sector, slug=slug)
    form = SectorForm(request.POST if request.method == "POST" else None, sector=sector)
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            is_changed = change_sector(sector, form.said(), by=by, now=now)
        except SectorNamed:
            _explain_name(form)
        else:
            messages.success(
                request, _("C’est enregistré.") if is_changed else _("Rien n’a changé.")
            )
            return redirect("sectors:list")
    return render(request, "accounts/sector_form.html", {"form": form, "sector": sector})


def _explain_name(form: SectorForm) -> None:
    form.add_error("name", _("Un secteur de cette nature a déjà ce nom : choisissez-en un autre."))


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def removal_page(request: TeamRequest, slug: str) -> HttpResponse:
    sector = get_object_or_404(Sector, slug=slug)
    if request.method == "POST":
        try:
            remove_sector(sector, by=actor_of(request.user), now=timezone.now())
        except SectorInUse:
            messages.error(
                request, _("Ce secteur a ou a eu un chef de file, ou un label : gardez-le.")
            )
        else:
            messages.success(request, _("Le secteur est supprimé."))
        return redirect("sectors:list")
    return render(request, "accounts/sector_removal.html", {"sector": sector})


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def lead_page(request: TeamRequest, slug: str) -> HttpResponse:
    sector = get_object_or_404(Sector, slug=slug)
    today = timezone.localdate()
    lead = lead_of(sector, day=today)
    form = LeadForm(
        request.POST if request.method == "POST" else None,
        leader=lead.organisation if lead else None,
        today=today,
    )
    if form.is_valid() and _set_lead(request, sector, form=form):
        return redirect("sectors:list")
    context = {"sector": sector, "form": form, "lead": lead, "leads": leads_of(sector)}
    return render(request, "accounts/sector_lead.html", context)


def _set_lead(request: TeamRequest, sector: Sector, *, form: LeadForm) -> bool:
    """Tell whether it could be done; what refuses it is said beside the field."""
    starts_on, by = form.cleaned_data["starts_on"], actor_of(request.user)
    try:
        is_changed = set_lead(sector, form.leader(), starts_on=starts_on, by=by, now=timezone.now())
    except LeadTooEarly as error:
        form.refuse_before(error.day)
        return False
    except LeadIsClosed:
        form.add_error("organisation", _("Cette organisation est fermée : rouvrez-la d’abord."))
        return False
    messages.success(request, _("C’est enregistré.") if is_changed else _("Rien n’a changé."))
    return True
