"""Who may do what: decided by roles alone."""

from django.contrib.auth.models import AnonymousUser

from maillage.accounts.models import Role, User


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
