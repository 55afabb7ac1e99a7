"""Files made by the server: the colours, the logo, mirrored styles. Choices: language, display."""

from dataclasses import asdict

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from maillage.design.caching import PAGE_SECONDS, keep_for
from maillage.design.context import logo_url, palette_url, read_logo
from maillage.design.direction import SHEETS, mirror_url, mirrored_digest, mirrored_sheet
from maillage.design.display import ONE_YEAR_S, display_of, keep_display
from maillage.design.forms import DisplayForm
from maillage.design.rules import Colours, stylesheet, stylesheet_digest

CSS = "text/css; charset=utf-8"


@require_safe
def palette(request: HttpRequest, colours: str, digest: str) -> HttpResponse:
    try:
        chosen = Colours(colours)
    except ValueError:
        raise Http404 from None
    hue = settings.TERRITORY_HUE
    if digest != stylesheet_digest(hue=hue, colours=chosen):
        return redirect(palette_url(chosen))  # asked by a page kept from before a change of colour
    return _kept_for_ever(HttpResponse(stylesheet(hue=hue, colours=chosen), content_type=CSS))


@require_safe
def mirror(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """A style sheet of ours, for languages written from right to left."""
    if name not in SHEETS:
        raise Http404
    if digest != mirrored_digest(name):
        return redirect(mirror_url(name))
    return _kept_for_ever(HttpResponse(mirrored_sheet(name), content_type=CSS))


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    if not settings.TERRITORY_LOGO:
        raise Http404
    image = read_logo(settings.TERRITORY_LOGO)
    if digest != image.digest:
        return redirect(logo_url())
    return _kept_for_ever(HttpResponse(image.content, content_type=image.content_type))


@require_POST
@csrf_exempt
def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's own view, without the CSRF cookie.

    A language forced from another site does no harm, and public pages stay free of any cookie
    and the same for everyone.
    """
    return set_language(request)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
def display(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep those made; without the CSRF cookie, as for the language."""
    typed = request.POST if request.method == "POST" else None
    form = DisplayForm(typed, initial=asdict(display_of(request)))
    next_url = request.POST.get("next") or request.GET.get("next", "")
    if form.is_valid():
        response = HttpResponseRedirect(_ours(next_url, request) or reverse("design:display"))
        keep_display(response, display=form.display)
        return response
    page = render(request, "design/display.html", {"form": form, "next": next_url})
    return page if form.is_bound else keep_for(page, seconds=PAGE_SECONDS)


def _ours(url: str, request: HttpRequest) -> str:
    """The address, or "" when it leads to another site."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""


def _kept_for_ever(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=ONE_YEAR_S, immutable=True)
    return response
