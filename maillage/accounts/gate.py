"""The gate of staff pages: sign in, then hold the right.

@requires(may_coordinate)
def sources(request: TeamRequest) -> HttpResponseBase: ...
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from maillage.accounts.models import User


class TeamRequest(HttpRequest):
    """A request that passed the gate: someone is signed in."""

    user: User


View = Callable[..., HttpResponseBase]
May = Callable[[User | AnonymousUser], bool]


def requires(may: May) -> Callable[[View], View]:
    """Open a view to those who may; others sign in first, or read whom to ask. Nothing is kept."""

    def gated(view: View) -> View:
        @never_cache
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return opened

    return gated
