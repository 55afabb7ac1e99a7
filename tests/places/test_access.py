from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from maillage.accounts.models import Membership, Role, User
from maillage.places.access import may_manage_sources

pytestmark = pytest.mark.django_db


def test_the_coordination_manages_the_sources(now: datetime) -> None:
    someone = User.objects.create_user("coordination@example.org")
    Membership.objects.create(user=someone, role=Role.COORDINATION, created_at=now)

    assert may_manage_sources(someone)


def test_nobody_else_does(now: datetime) -> None:
    former = User.objects.create_user("autrefois@example.org")
    Membership.objects.create(
        user=former, role=Role.COORDINATION, created_at=now, ended_at=now.replace(year=2027)
    )

    assert not may_manage_sources(AnonymousUser())
    assert not may_manage_sources(User.objects.create_user("collegue@example.org"))
    assert not may_manage_sources(former)
