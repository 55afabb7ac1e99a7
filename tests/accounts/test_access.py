from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from maillage.accounts.access import may_coordinate, may_enter, roles_of
from maillage.accounts.models import Membership, Role, User

pytestmark = pytest.mark.django_db


def someone(*, now: datetime, role: str = "", has_left: bool = False, **values: bool) -> User:
    user = User.objects.create(email="collegue@example.org", **values)
    if role:
        Membership.objects.create(
            user=user, role=role, created_at=now, ended_at=now if has_left else None
        )
    return user


def test_who_coordinates_may(now: datetime) -> None:
    user = someone(now=now, role=Role.COORDINATION)

    assert may_coordinate(user)
    assert may_enter(user)
    assert roles_of(user) == {"coordination"}


@pytest.mark.parametrize(
    "situation",
    [
        {},
        {"is_superuser": True},
        {"role": Role.COORDINATION, "has_left": True},
        {"role": Role.COORDINATION, "is_active": False},
    ],
    ids=["no role", "only superuser", "role ended", "account closed"],
)
def test_others_may_not(now: datetime, situation: dict[str, bool]) -> None:
    user = someone(now=now, **situation)

    assert not may_coordinate(user)
    assert not may_enter(user)


def test_a_passer_by_may_nothing_and_costs_no_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert not may_coordinate(AnonymousUser())
        assert not may_enter(AnonymousUser())


def test_the_role_of_a_colleague_is_not_shared(now: datetime) -> None:
    someone(now=now, role=Role.COORDINATION)
    other = User.objects.create(email="autre@example.org")

    assert not may_coordinate(other)
