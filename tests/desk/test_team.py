from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from maillage.accounts.models import Membership, Organisation, Role, User
from maillage.design.icons import ICONS
from maillage.desk.team import TOOLS, Tool, tools_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.url_name)
def test_each_tool_leads_somewhere_and_has_its_icon(tool: Tool) -> None:
    assert reverse(tool.url_name)
    assert tool.icon in ICONS


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.url_name)
def test_each_tool_shown_opens_and_each_one_hidden_does_not(
    coordinator, colleague, client, tool: Tool
) -> None:
    answers = [visitor.get(reverse(tool.url_name)) for visitor in (coordinator, colleague, client)]

    assert [answer.status_code for answer in answers] == [200, 403, 302]


def test_the_coordination_finds_its_tools(now: datetime) -> None:
    user = User.objects.create_user("agent@example.org")
    Membership.objects.create(user=user, role=Role.COORDINATION, created_at=now)

    assert [tool.url_name for tool in tools_of(user)] == [
        "places:error_reports",
        "places:sources",
        "places:quarantine",
        "places:rounds",
        "organisations:list",
        "members:list",
        "labels:list",
        "sectors:list",
    ]


def test_who_manages_an_organisation_finds_those_that_are_hers(now: datetime) -> None:
    user = User.objects.create_user("agent@example.org")
    ccas = Organisation.objects.create(name="CCAS", slug="ccas", created_at=now)
    Membership.objects.create(user=user, role=Role.MANAGER, organisation=ccas, created_at=now)

    assert [tool.url_name for tool in tools_of(user)] == ["organisations:list", "members:list"]


def test_others_find_none(now: datetime) -> None:
    assert tools_of(User.objects.create_user("agent@example.org")) == []
    assert tools_of(AnonymousUser()) == []
