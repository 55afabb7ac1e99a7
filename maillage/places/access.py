"""Who may see and do what with the sources of places."""

from django.contrib.auth.models import AnonymousUser

from maillage.accounts.access import may_coordinate
from maillage.accounts.models import User


def may_manage_sources(user: User | AnonymousUser) -> bool:
    """Read where every value comes from, describe sources, mend rows, undo imports."""
    return may_coordinate(user)
