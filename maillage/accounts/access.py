"""Who may do what: decided by roles alone."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from maillage.accounts.models import Organisation, OrganisationQuerySet, Role, User


def may_coordinate(user: User | AnonymousUser) -> bool:
    """Tell whether this person runs the territory's policy: its sources, its places."""
    return Role.COORDINATION in roles_of(user)


def may_enter(user: User | AnonymousUser) -> bool:
    """Tell whether this person is of the team, in any role."""
    return bool(roles_of(user))


def roles_of(user: User | AnonymousUser) -> set[str]:
    """The roles held today; none once the account is closed."""
    if not (user.is_authenticated and user.is_active):
        return set()
    return set(user.memberships.live().values_list("role", flat=True))


def may_manage(user: User | AnonymousUser, organisation: Organisation) -> bool:
    """Tell whether this person keeps this organisation up to date, and says who works for it."""
    return may_coordinate(user) or managed_by(user).filter(pk=organisation.pk).exists()


def managed_by(user: User | AnonymousUser) -> OrganisationQuerySet:
    """The organisations that this person manages, and those that depend on them directly."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    held = user.memberships.live().filter(role=Role.MANAGER).values("organisation")
    return Organisation.objects.filter(Q(pk__in=held) | Q(parent__in=held))
