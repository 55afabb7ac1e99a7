"""What surrounds the API: how often, for whom, how long; its description, its page for people."""

import hashlib
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

import orjson
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from maillage.design.caching import keep_for, same_for_everyone
from maillage.opendata.api import api
from maillage.opendata.openapi import description_of, values_of
from maillage.opendata.problems import Problem
from maillage.opendata.rates import seconds_to_wait

View = Callable[..., HttpResponse]

KEPT_SECONDS = 60  # places open and close
IPV6_PREFIX = 64  # the smallest network that is given to a subscriber (RFC 6177)
METHODS = ("GET", "HEAD", "OPTIONS")


def for_any_site(view: View) -> View:
    """Answer any site, but not too often; nothing is sent again to whoever holds it already."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _refusal(request) or view(_as_get(request), *args, **kwargs)
        if response.status_code == 200:
            keep_for(response, seconds=KEPT_SECONDS)
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response["ETag"] = etag
            response = get_conditional_response(request, etag=etag, response=response) or response
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    return answer


def _as_get(request: HttpRequest) -> HttpRequest:
    """The server leaves out the body of an answer to HEAD by itself; ninja knows GET alone."""
    if request.method == "HEAD":
        request.method = "GET"
    return request


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to what is not to be answered further; None for an ordinary request."""
    if request.method == "OPTIONS":
        headers = {"Access-Control-Allow-Methods": ", ".join(METHODS)}
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        return HttpResponse(status=204, headers=headers)
    if request.method not in METHODS:
        problem = Problem(405, _("Lecture seule"), _("Cette API se lit avec GET, et rien d’autre."))
        return _allowing(problem.response())
    most, now = settings.API_REQUESTS_IN_5_MIN, timezone.now()
    wait = seconds_to_wait(_address_of(request), most=most, now=now)
    if not wait:
        return None
    detail = _("Réessayez dans %(seconds)d secondes. Pour tout lire, prenez les fichiers.")
    response = Problem(429, _("Trop de demandes"), detail % {"seconds": wait}).response()
    response["Retry-After"] = str(wait)
    return response


def _address_of(request: HttpRequest) -> str:
    """Where the request comes from; "" for all of those that say nothing, which count together.

    So do the addresses of one subscriber, who in IPv6 has as many as she likes.
    """
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address)


def _allowing(response: HttpResponse) -> HttpResponse:
    response["Allow"] = ", ".join(METHODS)
    return response


@for_any_site
def unknown_path(request: HttpRequest) -> HttpResponse:
    detail = _("Il n’y a rien à cette adresse. La liste est à l’adresse %(url)s.")
    root = request.build_absolute_uri(reverse("api:guide"))
    return Problem(404, _("Adresse inconnue"), detail % {"url": root}).response()


@for_any_site
def description(request: HttpRequest) -> HttpResponse:
    described = description_of(api, root=reverse("api:guide"))
    return HttpResponse(
        orjson.dumps(described, option=orjson.OPT_NON_STR_KEYS), content_type="application/json"
    )


@same_for_everyone
def guide(request: HttpRequest) -> HttpResponse:
    """The page for humans, made of the same description."""
    described = description_of(api, root=reverse("api:guide"))
    operations = [
        {
            "path": path,
            "summary": told["get"]["summary"],
            "description": told["get"]["description"],
            "parameters": [(one, values_of(one["schema"])) for one in told["get"]["parameters"]],
        }
        for path, told in described["paths"].items()
    ]
    return render(
        request,
        "opendata/api.html",
        {"operations": operations, "most_requests": settings.API_REQUESTS_IN_5_MIN},
    )
