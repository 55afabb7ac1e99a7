"""Where what the public reads of a place comes from."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.accounts.gate import TeamRequest, requires
from maillage.places.access import may_manage_sources
from maillage.places.origins import find_places, origin_of
from maillage.places.queries.places import visible_places
from maillage.territory.queries import current_territory


@requires(may_manage_sources)
@require_safe
def origin_search(request: TeamRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    return render(request, "places/origins.html", {"text": text, "places": find_places(text)})


@requires(may_manage_sources)
@require_safe
def origin_page(request: TeamRequest, slug: str) -> HttpResponse:
    origin = origin_of(slug, today=timezone.localdate())
    if origin is None:
        raise Http404
    is_visible = visible_places(current_territory()).filter(pk=origin.place.pk).exists()
    return render(request, "places/origin.html", {"origin": origin, "is_visible": is_visible})
