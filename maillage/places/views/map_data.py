"""What the live map reads beside its ground: every place as a point, the labels of a few."""

import gzip
import re
from datetime import datetime

import orjson
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from maillage.design.caching import keep_until
from maillage.places import cards
from maillage.places.models import Spot
from maillage.places.queries.map import KEPT_SECONDS, payload_of, points_of, points_version
from maillage.places.queries.places import Candidate, candidate_of, soonest_change
from maillage.territory.queries import current_territory

MOST_LABELS = 60
SOME_KEYS = re.compile(rf"\d{{1,18}}(,\d{{1,18}}){{0,{MOST_LABELS - 1}}}", re.ASCII)


@require_safe
@condition(etag_func=lambda request: f'W/"{points_version(current_territory())}"')
def points(request: HttpRequest) -> HttpResponse:
    """Every place, as queries.map.payload_of tells it; its version is in the address too."""
    plain, compressed = _payload()
    response = HttpResponse(plain, content_type="application/json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = compressed
        response.headers["Content-Encoding"] = "gzip"
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _payload() -> tuple[bytes, bytes]:
    """The payload as it is and compressed, made once for each state of the places."""
    territory = current_territory()
    key = f"places.payload.{points_version(territory)}"
    payload: tuple[bytes, bytes] | None = cache.get(key)
    if payload is None:
        plain = payload_of(points_of(territory))
        payload = (plain, gzip.compress(plain, mtime=0))
        cache.set(key, payload, KEPT_SECONDS)
    return payload


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """What the map says of some points: ?spots=12,13 gives [{"id": 12, "label", "url"}, …]."""
    asked = request.GET.get("spots", "")
    if not SOME_KEYS.fullmatch(asked):
        reason = _("Écrivez dans « spots » jusqu’à %d numéros séparés par des virgules.")
        return HttpResponseBadRequest(reason % MOST_LABELS, content_type="text/plain")
    now = timezone.localtime()
    spots = list(
        Spot.objects.in_territory(current_territory())
        .filter(pk__in=asked.split(","))
        .select_related("place__commune", "stop__commune")
        .order_by("pk")
    )
    candidates = [candidate_of(spot, origin=None, now=now) for spot in spots]
    told = [
        _label(spot, candidate, now=now) for spot, candidate in zip(spots, candidates, strict=True)
    ]
    return keep_until(
        HttpResponse(orjson.dumps(told), content_type="application/json"),
        soonest_change(candidates),
        now=now,
    )


def _label(spot: Spot, candidate: Candidate, *, now: datetime) -> dict[str, str | int]:
    words = [candidate.place.name, cards.line_of(candidate, now=now).word]
    if spot.is_presumed:
        words.append(_("position approximative"))
    return {"id": spot.pk, "label": ", ".join(words), "url": cards.page_url(candidate.place)}
