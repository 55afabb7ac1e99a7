"""What remains without network: the worker that keeps pages on a device, and its own page."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.design.caching import same_for_everyone

FILES = (
    "design/maillage.css",
    "design/font/maillage-sans.woff2",
    "design/vendor/icons.svg",
    "design/mark.svg",
    "desk/offline.js",
    "desk/kept_pages.js",
)


@same_for_everyone
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/offline.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker, that changes when a file it keeps does, or the language of the visitor."""
    shell = [static(name) for name in FILES]
    version = hashlib.sha256("|".join((get_language() or "", *shell)).encode()).hexdigest()[:12]
    context = {
        "shell": shell,
        "version": version,
        "static_url": settings.STATIC_URL,
        "words": {language: _kept_words(language) for language, _name in settings.LANGUAGES},
    }
    response = render(
        request,
        "desk/service_worker.js",
        context,
        content_type="text/javascript; charset=utf-8",
    )
    patch_cache_control(response, no_cache=True)  # browsers ask again at each visit
    return response


def _kept_words(language: str) -> str:
    with override(language):
        return _(
            "Pas de réseau. Voici la page gardée %(when)s : elle ne dit pas ce qui est ouvert "
            "maintenant. Appelez avant de venir."
        )
