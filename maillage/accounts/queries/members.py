"""Who works for whom, who looks after it, and whose role nobody has looked at for a year."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from maillage.accounts.access import managed_by, may_coordinate
from maillage.accounts.models import Kind, Membership, MembershipQuerySet, Organisation, Role, User
from maillage.lib.text import search_name

REVIEW_EVERY = timedelta(days=365)
BY_NAME = ("user__name", "user__email", "role", "pk")


def members_of(organisation: Organisation) -> MembershipQuerySet:
    """The roles held in an organisation today."""
    return _held().filter(organisation=organisation)


def to_review(*, now: datetime, organisation: Organisation | None = None) -> MembershipQuerySet:
    """The roles given, or last confirmed, more than a year ago."""
    return due_among(members_of(organisation) if organisation else _held(), now=now)


def due_among(roles: MembershipQuerySet, *, now: datetime) -> MembershipQuerySet:
    return roles.filter(_was_long_ago(now))


def with_review(roles: MembershipQuerySet, *, now: datetime) -> MembershipQuerySet:
    """Tell of each role whether it `is_due` for review; those that are come first."""
    return roles.annotate(is_due=_was_long_ago(now)).order_by("-is_due", *BY_NAME)


def seen_by(user: User) -> MembershipQuerySet:
    """Every role for the coordination; for others, those of the organisations they manage."""
    return _held() if may_coordinate(user) else _held().filter(organisation__in=managed_by(user))


def kept_by(user: User) -> MembershipQuerySet:
    """The roles that she may confirm or end.

    A manager answers neither for herself nor for the coordination.
    """
    seen = seen_by(user)
    if may_coordinate(user):
        return seen
    return seen.exclude(role=Role.COORDINATION).exclude(user=user)


def invited_by(user: User) -> MembershipQuerySet:
    """The roles she keeps of those who have yet to choose a password: they may need another link.

    She may have to give that link by hand: it must open nothing that she does not keep.
    """
    kept = kept_by(user)
    others = Membership.objects.live().filter(user=OuterRef("user"))
    return kept.filter(
        ~Exists(others.exclude(pk__in=kept.order_by().values("pk"))),
        user__is_active=True,
        user__password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )


def roles_given_by(user: User, organisation: Organisation) -> list[Role]:
    """The roles she may give there: only the coordination names another, in a body that does it."""
    is_coordinating = organisation.kinds.filter(kind=Kind.COORDINATION).exists()
    if is_coordinating and may_coordinate(user):
        return [Role.MANAGER, Role.COORDINATION]
    return [Role.MANAGER]


def roles_of_hers(user: User) -> MembershipQuerySet:
    """Every role of someone: those she holds, then those she held, the latest first."""
    roles = user.memberships.select_related("organisation")
    return roles.order_by(F("ended_at").desc(nulls_first=True), "-created_at", "pk")


def answering(roles: MembershipQuerySet, *, text: str) -> MembershipQuerySet:
    """Keep the roles whose holder and organisation have all these words, whatever the accents."""
    words = search_name(text).split()
    if not words:
        return roles
    # No column holds names without accents: all of them are read.
    named = roles.order_by().values_list("pk", "user__name", "user__email", "organisation__name")
    return roles.filter(
        pk__in=[
            pk
            for pk, name, email, organisation in named
            if all(word in search_name(f"{name} {email} {organisation or ''}") for word in words)
        ]
    )


def _held() -> MembershipQuerySet:
    return Membership.objects.live().select_related("user", "organisation").order_by(*BY_NAME)


def _was_long_ago(now: datetime) -> LessThan:
    return LessThan(Coalesce("reviewed_at", "created_at"), now - REVIEW_EVERY)
