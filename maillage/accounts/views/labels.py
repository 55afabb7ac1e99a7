"""Labels and habilitations: what there is, who holds what, giving, renewing, taking back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.access import may_coordinate
from maillage.accounts.actions.labels import (
    LabelError,
    change_label,
    create_label,
    give_label,
    renew,
    renewal_start,
    usual_end,
    withdraw_award,
)
from maillage.accounts.actions.users import actor_of
from maillage.accounts.forms.labels import (
    AwardForm,
    LabelForm,
    RenewalForm,
    WithdrawalForm,
    refuse,
)
from maillage.accounts.gate import TeamRequest, requires
from maillage.accounts.models import Award, Label, Organisation
from maillage.accounts.queries.labels import (
    expiring,
    former_holders,
    holders,
    label_counts,
    progress,
    shown_awards,
)
from maillage.territory.models import Sector

AWARDS_A_PAGE = 50
ENDING_SHOWN = 10
HISTORY = "historique"  # as the address bar says it


@requires(may_coordinate)
@require_safe
def label_list(request: TeamRequest) -> HttpResponse:
    today = timezone.localdate()
    ending = expiring(day=today)
    context = {
        "counts": label_counts(day=today),
        "ending": shown_awards(ending[:ENDING_SHOWN], day=today),
        "ending_count": ending.count(),
    }
    return render(request, "accounts/labels.html", context)


@requires(may_coordinate)
@require_safe
def label_page(request: TeamRequest, slug: str) -> HttpResponse:
    label, today = get_object_or_404(Label, slug=slug), timezone.localdate()
    is_history = request.GET.get("etat") == HISTORY
    sector = Sector.objects.filter(slug=request.GET.get("secteur", "")).first()
    if is_history:
        awards = former_holders(label, day=today)
    else:
        awards = holders(label, day=today, sector=sector)
    page = Paginator(awards, AWARDS_A_PAGE).get_page(request.GET.get("page"))
    asked = {"etat": HISTORY} if is_history else {"secteur": sector.slug} if sector else {}
    context = {
        "label": label,
        "is_history": is_history,
        "history": HISTORY,
        "sector": sector,
        "query": urlencode(asked),
        "page": page,
        "awards": shown_awards(page, day=today),
        "progress": progress(label, day=today),
    }
    return render(request, "accounts/label.html", context)


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: TeamRequest) -> HttpResponse:
    form = LabelForm(request.POST or None)
    if form.is_valid():
        try:
            label = create_label(form.said(), by=actor_of(request.user), now=timezone.now())
        except LabelError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Le label est ajouté."))
            return redirect("labels:label", label.slug)
    return render(request, "accounts/label_edition.html", {"form": form})


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: TeamRequest, slug: str) -> HttpResponse:
    label = get_object_or_404(Label, slug=slug)
    form = LabelForm(request.POST or None, label=label)
    if form.is_valid():
        try:
            change_label(label, form.said(), by=actor_of(request.user), now=timezone.now())
        except LabelError as error:
            refuse(form, error)
        else:
            messages.success(request, _("La description est enregistrée."))
            return redirect("labels:label", slug)
    return render(request, "accounts/label_edition.html", {"label": label, "form": form})


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def give_page(request: TeamRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    form = AwardForm(
        request.POST or None,
        organisation=organisation,
        label=request.GET.get("label", ""),
        today=timezone.localdate(),
    )
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            give_label(organisation=organisation, **form.cleaned_data, by=by, now=now)
        except LabelError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Le label est donné."))
            return redirect("organisations:organisation", slug)
    return render(request, "accounts/label_gift.html", {"organisation": organisation, "form": form})


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def renew_page(request: TeamRequest, pk: int) -> HttpResponse:
    award = _award_or_404(pk)
    form = RenewalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            renew(award, **form.cleaned_data, by=by, now=now)
        except LabelError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Le label est renouvelé."))
            return redirect("organisations:organisation", award.organisation.slug)
    starts_on = renewal_start(award, day=timezone.localdate()) if award.ends_on else None
    context = {
        "award": award,
        "form": form,
        "starts_on": starts_on,
        "ends_on": usual_end(award.label, starts_on=starts_on) if starts_on else None,
    }
    return render(request, "accounts/label_renewal.html", context)


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: TeamRequest, pk: int) -> HttpResponse:
    award = _award_or_404(pk)
    form = WithdrawalForm(
        request.POST or None, initial={"on": max(timezone.localdate(), award.starts_on)}
    )
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            withdraw_award(award, **form.cleaned_data, by=by, now=now)
        except LabelError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Le label est retiré."))
            return redirect("organisations:organisation", award.organisation.slug)
    return render(request, "accounts/label_withdrawal.html", {"award": award, "form": form})


def _award_or_404(pk: int) -> Award:
    awards = Award.objects.select_related("label", "organisation", "user")
    return get_object_or_404(awards, pk=pk)
