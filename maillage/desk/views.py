"""Pages across capabilities: what do you need, where are you, the team's home, error pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.accounts.access import may_enter, roles_of
from maillage.accounts.gate import requires
from maillage.accounts.models import Role
from maillage.design.caching import same_for_everyone
from maillage.places.cards import credits_of_sources
from maillage.places.needs import NEED_BY_SLUG, NEEDS


@same_for_everyone
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", {"needs": NEEDS})


@same_for_everyone
def where(request: HttpRequest) -> HttpResponse:
    need = NEED_BY_SLUG.get(request.GET.get("besoin", ""))
    return render(request, "desk/where.html", {"need": need})


@same_for_everyone
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accessibility.html", {"publisher_name": settings.PUBLISHER_NAME})


@same_for_everyone
def legal_notices(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "desk/legal_notices.html",
        {
            "credits": credits_of_sources(),
            "publisher_name": settings.PUBLISHER_NAME,
            "publisher_address": settings.PUBLISHER_ADDRESS,
            "publication_director": settings.PUBLICATION_DIRECTOR,
            "hosting": settings.HOSTING,
            "source_url": settings.SOURCE_URL,
            "has_outside_tiles": settings.TILE_URL.startswith("http"),
            "tile_attribution": settings.TILE_ATTRIBUTION,
            "geocoder_host": urlsplit(settings.GEOCODER_URL).hostname,
        },
    )


@require_safe
@requires(may_enter)
def team(request: HttpRequest) -> HttpResponse:
    roles = [Role(role).label for role in sorted(roles_of(request.user))]
    return render(request, "desk/team.html", {"roles": roles})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/error_404.html", status=404)


@never_cache
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/error_403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/error_400.html", status=400)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/error_429.html", status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "desk/error_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Ask nothing of the database nor of the context processors: they may be what failed."""
    words = {"name": settings.SITE_NAME, "phone": settings.PHONE}
    return HttpResponse(render_to_string("desk/error_500.html", words), status=500)
