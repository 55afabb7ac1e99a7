"""The organisations of the network: all for the coordination, hers for a manager."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.accounts.access import managed_by, may_coordinate, may_enter, may_manage
from maillage.accounts.actions.members import LastCoordination
from maillage.accounts.actions.organisations import (
    OrganisationError,
    ParentLoop,
    SiretTaken,
    add_contact,
    change_organisation,
    close_organisation,
    create_organisation,
    remove_contact,
    reopen_organisation,
)
from maillage.accounts.actions.users import actor_of
from maillage.accounts.forms.organisations import (
    ContactForm,
    CoordinationForm,
    OrganisationForm,
    OrganisationSearchForm,
)
from maillage.accounts.gate import TeamRequest, requires
from maillage.accounts.models import Contact, Organisation, OrganisationQuerySet, User
from maillage.accounts.queries.labels import awards_of
from maillage.accounts.queries.members import members_of
from maillage.accounts.queries.organisations import organisations_found
from maillage.accounts.queries.sectors import leads_on, sectors_of

ORGANISATIONS_A_PAGE = 50
CLOSED = "fermees"  # as the address bar says it


@requires(may_enter)
@require_safe
def organisation_list(request: TeamRequest) -> HttpResponse:
    search = OrganisationSearchForm(request.GET)
    is_closed = request.GET.get("etat") == CLOSED
    found = organisations_found(**search.asked(), is_closed=is_closed)
    hers = found.filter(pk__in=_within_reach(request.user).values("pk"))
    shown = hers.select_related("commune", "parent").prefetch_related("kinds")
    asked = {name: value for name, value in request.GET.items() if name in search.fields and value}
    context = {
        "search": search,
        "is_asked": bool(asked),
        "is_closed": is_closed,
        "open_query": urlencode(asked),
        "closed_query": urlencode(asked | {"etat": CLOSED}),
        "query": urlencode(asked | ({"etat": CLOSED} if is_closed else {})),
        "page": Paginator(shown, ORGANISATIONS_A_PAGE).get_page(request.GET.get("page")),
        "may_coordinate": may_coordinate(request.user),
    }
    return render(request, "accounts/organisations.html", context)


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: TeamRequest) -> HttpResponse:
    form = CoordinationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            organisation = create_organisation(form.said(), by=by, now=now)
        except OrganisationError as error:
            _explain(error, form=form, user=request.user)
        else:
            messages.success(request, _("L’organisation est ajoutée."))
            return redirect("organisations:organisation", organisation.slug)
    return render(request, "accounts/organisation_form.html", {"form": form})


@requires(may_enter)
@require_safe
def organisation_page(request: TeamRequest, slug: str) -> HttpResponse:
    organisation = _organisation_or_404(request, slug)
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "children": _within_reach(request.user).filter(parent=organisation),
        "leads": leads_on(today).filter(organisation=organisation),
        "sectors": sectors_of(organisation),
        "contacts": organisation.contacts.all(),
        "awards": awards_of(organisation, day=today),
        "members": members_of(organisation),
        "may_coordinate": may_coordinate(request.user),
        "may_read_parent": organisation.parent and may_manage(request.user, organisation.parent),
    }
    return render(request, "accounts/organisation.html", context)


@requires(may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: TeamRequest, slug: str) -> HttpResponse:
    organisation = _organisation_or_404(request, slug)
    form_class = CoordinationForm if may_coordinate(request.user) else OrganisationForm
    form = form_class(request.POST if request.method == "POST" else None, organisation=organisation)
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            is_changed = change_organisation(organisation, form.said(), by=by, now=now)
        except OrganisationError as error:
            _explain(error, form=form, user=request.user)
        else:
            messages.success(
                request, _("C’est enregistré.") if is_changed else _("Rien n’a changé.")
            )
            return redirect("organisations:organisation", slug)
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/organisation_form.html", context)


def _explain(error: OrganisationError, *, form: OrganisationForm, user: User) -> None:
    """Say what to do; name another organisation only to who may see it."""
    if isinstance(error, ParentLoop):
        form.add_error("parent", _("Celle-ci dépend déjà d’elle : choisissez-en une autre."))
    if isinstance(error, SiretTaken) and may_manage(user, error.other):
        words = {"name": error.other.name}
        form.add_error("siret", _("C’est le SIRET de « %(name)s » : modifiez-la.") % words)
    elif isinstance(error, SiretTaken):
        form.add_error("siret", _("Une autre organisation a ce SIRET : écrivez à la coordination."))


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request: TeamRequest, slug: str) -> HttpResponse:
    """Say first what closing does; then do it."""
    organisation = _organisation_or_404(request, slug)
    if request.method == "POST":
        try:
            if close_organisation(organisation, by=actor_of(request.user), now=timezone.now()):
                messages.success(request, _("L’organisation est fermée."))
        except LastCoordination:
            messages.error(
                request, _("Toute la coordination en est : donnez d’abord ce rôle ailleurs.")
            )
        return redirect("organisations:organisation", slug)
    context = {
        "organisation": organisation,
        "member_count": organisation.memberships.live().count(),
        "leads": leads_on(timezone.localdate()).filter(organisation=organisation),
    }
    return render(request, "accounts/organisation_closing.html", context)


@requires(may_coordinate)
@require_POST
def reopen(request: TeamRequest, slug: str) -> HttpResponse:
    organisation = _organisation_or_404(request, slug)
    if reopen_organisation(organisation, by=actor_of(request.user), now=timezone.now()):
        messages.success(
            request, _("L’organisation est rouverte. Redonnez leurs rôles à ses membres.")
        )
    return redirect("organisations:organisation", slug)


@requires(may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_page(request: TeamRequest, slug: str) -> HttpResponse:
    organisation = _organisation_or_404(request, slug)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        add_contact(organisation, **form.cleaned_data, by=by, now=now)
        messages.success(request, _("Le contact est ajouté."))
        return redirect("organisations:organisation", slug)
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/organisation_contact.html", context)


@requires(may_enter)
@require_POST
def contact_removal(request: TeamRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _organisation_or_404(request, slug)
    contact = get_object_or_404(Contact, organisation=organisation, pk=pk)
    remove_contact(contact, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("Le contact est effacé."))
    return redirect("organisations:organisation", slug)


def _within_reach(user: User) -> OrganisationQuerySet:
    return Organisation.objects.all() if may_coordinate(user) else managed_by(user)


def _organisation_or_404(request: TeamRequest, slug: str) -> Organisation:
    organisations = Organisation.objects.select_related("commune", "parent")
    organisation = get_object_or_404(organisations.prefetch_related("kinds"), slug=slug)
    if not may_manage(request.user, organisation):
        raise Http404
    return organisation
