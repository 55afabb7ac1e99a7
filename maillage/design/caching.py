"""How long a public page may be kept: it is the same for everyone, but for language and display."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
PAGE_SECONDS = 300


def keep_for(response: HttpResponse, *, seconds: int) -> HttpResponse:
    """Let anyone keep this answer; the language and the display chosen are held in cookies."""
    patch_cache_control(response, public=True, max_age=seconds)
    patch_vary_headers(response, ("Cookie",))
    return response


def keep_until(response: HttpResponse, change: datetime | None, *, now: datetime) -> HttpResponse:
    """Let anyone keep this answer, but never past the instant when what it says changes."""
    left = PAGE_SECONDS if change is None else int((change - now).total_seconds())
    return keep_for(response, seconds=max(0, min(PAGE_SECONDS, left)))


def same_for_everyone(view: View) -> View:
    """Make of a view a page to read, kept a few minutes."""

    @require_safe
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for(view(request, *args, **kwargs), seconds=PAGE_SECONDS)

    return kept
