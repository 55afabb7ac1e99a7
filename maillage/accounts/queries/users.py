"""Who has an account."""

from django.db.models import Prefetch, QuerySet

from maillage.accounts.models import Membership, User


def user_named(email: str) -> User | None:
    """Find the account of this address, however it is typed."""
    return User.objects.filter(email=email.strip().lower()).first()


def users_with_roles() -> QuerySet[User]:
    """Every account in the order of addresses, with its live memberships only."""
    return User.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.live().select_related("organisation"))
    )
