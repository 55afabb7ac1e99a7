"""Published files, the page that presents them, and their description for catalogues."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.design.caching import PAGE_SECONDS, same_for_everyone
from maillage.opendata.dcat import catalogue_of
from maillage.opendata.edition import ENDINGS, Edition, current_edition
from maillage.opendata.formats import FORMATS, Format
from maillage.places.cards import credits_of_sources

MEGABYTE = 1_000_000


@same_for_everyone
def index(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    context = {
        "contents": edition.contents(),
        "files": [(form, _size_words(edition.size(form))) for form in FORMATS.values()],
        "credits": credits_of_sources(),
    }
    return render(request, "opendata/index.html", context)


def _size_words(size: int) -> str:
    """« 23,3 ko », « 1,4 Mo »: in thousands, where Django's own filter counts by 1,024."""
    if size < MEGABYTE:
        return _("%(size)s ko") % {"size": formats.localize(round(size / 1000, 1), use_l10n=True)}
    return _("%(size)s Mo") % {"size": formats.localize(round(size / MEGABYTE, 1), use_l10n=True)}


@require_safe
def places_file(request: HttpRequest, name: str) -> HttpResponse:
    """The places in one of the FORMATS; whoever holds the file of this version is told so."""
    form, edition, coding = FORMATS[name], current_edition(), _coding_for(request)
    etag, changed_at = edition.etag(form, coding=coding), edition.version.changed_at
    changed = int(changed_at.timestamp()) if changed_at else None
    unchanged = get_conditional_response(request, etag=etag, last_modified=changed)
    response = unchanged or _file(edition, form, coding=coding)
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed)
    patch_vary_headers(response, ("Accept-Encoding",))
    return _for_any_site(response)


def _file(edition: Edition, form: Format, *, coding: str) -> HttpResponse:
    response = HttpResponse(
        edition.read(form, coding=coding),
        content_type=form.content_type,
        headers={"Content-Disposition": f'attachment; filename="{form.file_name}"'},
    )
    if coding:
        response["Content-Encoding"] = coding
    return response


def _coding_for(request: HttpRequest) -> str:
    """The smallest file this client reads; "" for the file as it is.

    A coding that it names in order to refuse it (« gzip;q=0 ») is taken as accepted, as Django's
    own compression does.
    """
    named = set(re.findall(r"[a-z]+", request.headers.get("Accept-Encoding", "")))
    return next((coding for coding in ENDINGS if coding in named), "")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(
        catalogue_of(current_edition(), root_url=request.build_absolute_uri("/")),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )
    return _for_any_site(response)


def _for_any_site(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response
