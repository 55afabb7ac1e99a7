"""How long a public page may be kept: it is the same for everyone, but for the language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
PAGE_SECONDS = 300


def keep_for(response: HttpResponse, *, seconds: int) -> HttpResponse:
    """Let anyone keep this answer; the language chosen in the footer is held in a cookie."""
    patch_cache_control(response, public=True, max_age=seconds)
    patch_vary_headers(response, ("Cookie",))
    return response


def same_for_everyone(view: View) -> View:
    """Make of a view a page to read, kept a few minutes."""

    @require_safe
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for(view(request, *args, **kwargs), seconds=PAGE_SECONDS)

    return kept
