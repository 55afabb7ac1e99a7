from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from maillage.accounts.gate import requires
from maillage.accounts.models import User


def room(request: HttpRequest, number: int) -> HttpResponse:
    """Behind the gate."""
    return HttpResponse(f"room {number}")


def asked(rf: RequestFactory, user: Any, *, method: str = "get") -> HttpRequest:
    request = getattr(rf, method)("/salle/?page=2&mot=%C3%A9")
    request.user = user
    return request


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_comes_in_with_what_was_asked(rf: RequestFactory, method: str) -> None:
    gated = requires(lambda user: True)(room)

    response = gated(asked(rf, User(), method=method), number=7)

    assert response.content == b"room 7"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_passer_by_signs_in_then_comes_back(rf: RequestFactory, method: str) -> None:
    gated = requires(lambda user: pytest.fail("nobody to ask about"))(room)

    response = gated(asked(rf, AnonymousUser(), method=method), number=7)

    assert response.status_code == 302
    assert response["Location"] == f"/connexion/?next={quote('/salle/?page=2&mot=%C3%A9')}"


def test_who_may_not_is_refused(rf: RequestFactory) -> None:
    gated = requires(lambda user: False)(room)

    with pytest.raises(PermissionDenied):
        gated(asked(rf, User()), number=7)


@pytest.mark.parametrize("user", [User(), AnonymousUser()], ids=["member", "passer-by"])
def test_nothing_behind_the_gate_is_kept(rf: RequestFactory, user: Any) -> None:
    response = requires(lambda user: True)(room)(asked(rf, user), number=7)

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_the_view_keeps_its_name() -> None:
    gated = requires(lambda user: True)(room)

    assert (gated.__name__, gated.__doc__) == ("room", "Behind the gate.")
