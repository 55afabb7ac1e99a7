"""Who works for whom: the list and its yearly review, someone added, invited or gone."""

import logging
from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.accounts.access import may_enter, may_manage
from maillage.accounts.actions.members import (
    AlreadyMember,
    LastCoordination,
    OrganisationClosed,
    add_member,
    confirm_member,
    end_member,
)
from maillage.accounts.actions.users import actor_of, invite
from maillage.accounts.forms.members import MemberForm
from maillage.accounts.gate import TeamRequest, requires
from maillage.accounts.models import Membership, MembershipQuerySet, Organisation, User
from maillage.accounts.queries.members import (
    answering,
    due_among,
    invited_by,
    kept_by,
    roles_given_by,
    roles_of_hers,
    seen_by,
    with_review,
)

ROLES_A_PAGE = 50
DUE = "a-revoir"  # as the address bar says it
LAST_COORDINATION = gettext_lazy(
    "Ce rôle est gardé : nul ne retire son propre dernier rôle de coordination, ni le dernier du "
    "territoire. Un autre membre de la coordination peut le faire."
)

logger = logging.getLogger(__name__)


@requires(may_enter)
@require_safe
def member_list(request: TeamRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    slug = slugify(request.GET.get("organisation", ""))  # PostgreSQL takes no null character
    organisation = _organisation_or_404(request, slug) if slug else None
    seen = answering(seen_by(request.user), text=text)
    if organisation:
        seen = seen.filter(organisation=organisation)
    now = timezone.now()
    roles = with_review(seen, now=now)
    due = due_among(roles, now=now)
    is_due_only = request.GET.get("etat") == DUE
    page = Paginator(due if is_due_only else roles, ROLES_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "organisation": organisation,
        "text": text,
        "due": DUE,
        "due_count": due.count(),
        "is_due_only": is_due_only,
        "query": query.urlencode(),
        "page": page,
        "kept": _keys_among(page, kept_by(request.user)),
        "invited": _keys_among(page, invited_by(request.user)),
    }
    return render(request, "accounts/members.html", context)


@requires(may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: TeamRequest, slug: str) -> HttpResponse:
    organisation = _organisation_or_404(request, slug)
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        roles=roles_given_by(request.user, organisation),
    )
    if form.is_valid():
        try:
            user, is_opened = add_member(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                organisation=organisation,
                role=form.role_given,
                by=actor_of(request.user),
                now=timezone.now(),
            )
        except OrganisationClosed:
            form.add_error(None, _("Cette organisation est fermée : rouvrez-la d’abord."))
        except AlreadyMember:
            form.add_error("email", _("Cette personne a déjà ce rôle ici."))
        else:
            return _added(request, user, organisation, is_opened=is_opened)
    return render(request, "accounts/member.html", {"organisation": organisation, "form": form})


@requires(may_enter)
@require_POST
def send_link(request: TeamRequest, pk: int) -> HttpResponse:
    """Invite again someone who lost the first link, or let it expire."""
    membership = get_object_or_404(invited_by(request.user), pk=pk)
    return _invited(request, membership.user, membership.organisation)


@requires(may_enter)
@require_POST
def confirm(request: TeamRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(kept_by(request.user), pk=pk)
    is_done = confirm_member(membership, by=actor_of(request.user), now=timezone.now())
    return _told(request, membership, _("Rôle confirmé : %(name)s.") if is_done else "")


@requires(may_enter)
@require_http_methods(["GET", "HEAD", "POST"])
def end_page(request: TeamRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(kept_by(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "accounts/member_removal.html", {"membership": membership})
    try:
        is_done = end_member(membership, by=actor_of(request.user), now=timezone.now())
    except LastCoordination:
        messages.error(request, str(LAST_COORDINATION))
        return _back_to_list(request)
    return _told(request, membership, _("Rôle retiré : %(name)s.") if is_done else "")


@never_cache
@login_required
@require_safe
def own_page(request: TeamRequest) -> HttpResponse:
    return render(request, "accounts/member_own.html", {"roles": roles_of_hers(request.user)})


def _organisation_or_404(request: TeamRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(Organisation, slug=slug)
    if not may_manage(request.user, organisation):
        raise Http404
    return organisation


def _added(
    request: TeamRequest, user: User, organisation: Organisation, *, is_opened: bool
) -> HttpResponse:
    if is_opened:
        return _invited(request, user, organisation)
    words = _("Rôle donné. %(name)s avait déjà un compte : prévenez cette personne.")
    messages.success(request, words % {"name": _name(user)})
    return _to_list(organisation)


def _invited(request: TeamRequest, user: User, organisation: Organisation | None) -> HttpResponse:
    """Send a link to choose a password; when no letter leaves, show it once, to give by hand."""
    key = invite(user, by=actor_of(request.user), now=timezone.now())
    path = reverse("account_reset_password_from_key", args=key.split("-", 1))
    link = request.build_absolute_uri(path)
    if settings.EMAIL_HOST and _is_sent(request, user, organisation, link=link):
        messages.success(request, _("Invitation envoyée à %(email)s.") % {"email": user.email})
        return _to_list(organisation)
    context = {"member": user, "organisation": organisation, "link": link}
    return render(request, "accounts/member_invitation.html", context)


def _is_sent(
    request: TeamRequest, user: User, organisation: Organisation | None, *, link: str
) -> bool:
    context = {"organisation": organisation, "link": link}
    try:
        get_adapter(request).send_mail("account/email/invitation", user.email, context)
    except OSError as failure:  # all that a mail server may refuse is one
        # Its own words hold the address of the person.
        logger.error("An invitation was not sent: %s", type(failure).__name__)
        return False
    return True


def _told(request: TeamRequest, membership: Membership, words: str) -> HttpResponse:
    """Say what was done; without words, somebody was quicker."""
    if words:
        messages.success(request, words % {"name": _name(membership.user)})
    else:
        messages.warning(request, _("Quelqu’un d’autre vient de retirer ce rôle."))
    return _back_to_list(request)


def _back_to_list(request: TeamRequest) -> HttpResponse:
    """To the list as it was left: its filters are in the address of the act too."""
    url, query = reverse("members:list"), request.GET.urlencode()
    return redirect(f"{url}?{query}" if query else url)


def _to_list(organisation: Organisation | None) -> HttpResponse:
    if organisation is None:
        return redirect("members:list")
    return redirect(f"{reverse('members:list')}?organisation={organisation.slug}")


def _keys_among(page: Iterable[Membership], roles: MembershipQuerySet) -> set[int]:
    shown = [membership.pk for membership in page]
    return set(roles.filter(pk__in=shown).values_list("pk", flat=True))


def _name(user: User) -> str:
    return user.name or user.email
