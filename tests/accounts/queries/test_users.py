from datetime import datetime

import pytest

from maillage.accounts.models import Membership, Role, User
from maillage.accounts.queries.users import user_named, users_with_roles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["a@example.org", " A@Example.ORG "])
def test_an_account_is_found_however_its_address_is_typed(typed: str) -> None:
    user = User.objects.create_user("a@example.org")

    assert user_named(typed) == user


def test_an_unknown_address_finds_nobody() -> None:
    assert user_named("a@example.org") is None


def test_accounts_come_in_order_with_what_they_hold_today(
    now: datetime, django_assert_num_queries
) -> None:
    for name in ("b", "a"):
        user = User.objects.create_user(f"{name}@example.org")
        Membership.objects.create(
            user=user, role=Role.COORDINATION, created_at=now, ended_at=now if name == "b" else None
        )

    with django_assert_num_queries(2):
        found = [
            (user.email, [membership.role for membership in user.memberships.all()])
            for user in users_with_roles()
        ]

    assert found == [("a@example.org", ["coordination"]), ("b@example.org", [])]
