"""Files made from the settings: the colours, the territory's logo. Also the choice of language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from maillage.design.context import logo_url, palette_url, read_logo
from maillage.design.rules import stylesheet, stylesheet_digest

ONE_YEAR_S = 365 * 24 * 60 * 60


@require_safe
def palette(request: HttpRequest, digest: str) -> HttpResponse:
    hue = settings.TERRITORY_HUE
    if digest != stylesheet_digest(hue):
        return redirect(palette_url())  # asked by a page kept from before a change of colour
    return _kept_for_ever(HttpResponse(stylesheet(hue), content_type="text/css; charset=utf-8"))


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


def _kept_for_ever(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=ONE_YEAR_S, immutable=True)
    return response
