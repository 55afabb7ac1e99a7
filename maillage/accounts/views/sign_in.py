"""Sign in, sign out, choose a new password: allauth's pages, in our frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def _in_our_frame(view: View) -> View:
    """Keep nothing of the page, and give it back our own `site`, which allauth hides by its own."""

    @never_cache
    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data:
            response.context_data.pop("site", None)
        return response

    return framed


sign_in = _in_our_frame(allauth.login)
sign_out = _in_our_frame(allauth.logout)
link_sent = _in_our_frame(allauth.password_reset_done)
choose_password = _in_our_frame(allauth.password_reset_from_key)
password_chosen = _in_our_frame(allauth.password_reset_from_key_done)


@_in_our_frame
def ask_link(request: HttpRequest) -> HttpResponse:
    """Send a link to choose a password; without a mail server, say whom to ask instead."""
    if not settings.EMAIL_HOST:
        return render(request, "account/password_reset_by_hand.html")
    return allauth.password_reset(request)
