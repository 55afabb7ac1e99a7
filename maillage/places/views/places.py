"""The public pages of the places: list and map."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from maillage.design.caching import keep_until
from maillage.places import cards, chips
from maillage.places.actions.openings import top_up_openings
from maillage.places.drawing import (
    DESKTOP_PX,
    PHONE_PX,
    UNKNOWN_KIND,
    Drawing,
    Pin,
    draw_surroundings,
    draw_territory,
    draw_zone,
    live_ground,
)
from maillage.places.filters import OPTIONS, Option
from maillage.places.forms import Search, read_search
from maillage.places.queries.map import Point, Points, points_of, shown_bits
from maillage.places.queries.places import Candidate
from maillage.places.queries.search import Findings, search, spots_found
from maillage.places.terms import Offer
from maillage.places.whereabouts import Precision
from maillage.territory.models import Commune
from maillage.territory.queries import current_territory, territory_version

PAGE_SIZE = 8
MOST_CHOICES = 20  # as many as find_communes gives
NO_FILTER: dict[str, None] = dict.fromkeys(group.value for group in OPTIONS)
TOLD_BY_THE_FIELD = frozenset({"ou", "commune", "lat", "lon", "precision", "zone"})
GROUND_CACHE_SECONDS = 86_400
GROUND_FORMAT = 2  # grows whenever the shape of ground() changes: an old copy must not be read


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    return _results(request, is_map=False)


@require_safe
def place_map(request: HttpRequest) -> HttpResponse:
    return _results(request, is_map=True)


def _results(request: HttpRequest, *, is_map: bool) -> HttpResponse:
    now, territory = timezone.localtime(), current_territory()
    wanted = read_search(request.GET, territory=territory, today=now.date())
    if wanted.where.homonyms:
        return which_commune(request, wanted)
    findings = find(wanted, now=now, counted=chips.options_shown(wanted))
    page = page_of(findings, wanted)
    query = wanted.query_of_this_page(is_map=is_map)
    ranked = list(enumerate(findings.page, start=page.start_index()))
    listed = [cards.card_of(c, rank=rank, query=query, now=now) for rank, c in ranked]
    context: dict[str, Any] = {
        "search": wanted,
        "words": cards.words_of(wanted, findings, today=now.date()),
        "notes": cards.search_notes(wanted, findings),
        "chips": chips.chips_of(wanted, findings, today=now.date()),
        "arrangements": chips.arrangements_of(wanted, findings),
        "cards": listed,
        "silent": cards.silent_words(findings),
        "without_need_query": wanted.query(besoin=None),
        "are_all_doubtful": cards.are_all_doubtful(listed),
        "page": page,
        "is_map": is_map,
        "as_list_url": reverse("places:list") + wanted.query(),
        "as_map_url": reverse("places:map") + wanted.query(),
        "filters_url": reverse("places:filters") + wanted.query(vue="carte" if is_map else None),
        "answer_url": reverse("places:answer") + wanted.query(),
        "every_place_query": wanted.query(besoin=None, q=None, zone=None, **NO_FILTER),
        **about_where(request, wanted, findings),
        **_page_links(page, wanted),
        **_map_words(wanted, findings, ranked, query=query, is_map=is_map, now=now),
    }
    return keep_until(
        render(request, "places/results.html", context),
        findings.changes_at,
        now=now,
    )


def find(wanted: Search, *, now: datetime, counted: Collection[Option] = ()) -> Findings:
    """Search, after having mended the openings of the week where no night plans them."""
    top_up_openings(now=now)
    return search(
        wanted.criteria,
        territory=current_territory(),
        now=now,
        first=(wanted.page - 1) * PAGE_SIZE,
        size=PAGE_SIZE,
        counted=counted,
    )


def page_of(findings: Findings, wanted: Search) -> Page[int]:
    """The page shown: its numbers only, its places are in the findings."""
    return Paginator(range(findings.total), PAGE_SIZE).get_page(wanted.page)


def which_commune(request: HttpRequest, wanted: Search) -> HttpResponse:
    context = {
        "search": wanted,
        "choices": _links_to(wanted.where.homonyms, request, wanted),
        "is_cut": len(wanted.where.homonyms) == MOST_CHOICES,
    }
    return render(request, "places/which_commune.html", context)


def about_where(request: HttpRequest, wanted: Search, findings: Findings) -> dict[str, Any]:
    """What is to be said of the place that someone named, and of the words they looked for."""
    origin, territory = wanted.criteria.where, current_territory()
    closest = wanted.where.closest
    return {
        "here": request.path,
        "where": wanted.where,
        "typed": _typed(wanted),
        "kept": _kept_by_the_field(wanted),
        "is_outside": bool(origin and origin.commune and not territory.holds(origin.commune)),
        "closest": _links_to([closest] if closest else [], request, wanted),
        "neighbours": _links_to(wanted.where.same_postcode, request, wanted),
        "unknown_words": wanted.criteria.words if findings.are_words_unknown else "",
    }


def _typed(wanted: Search) -> str:
    """What the field holds: nobody can type where they stand."""
    start = wanted.criteria.where
    return "" if start and start.precision is Precision.HERE else wanted.where_text


def _kept_by_the_field(wanted: Search) -> list[tuple[str, str]]:
    """What remains of the search when something else is typed in its field."""
    replaced = TOLD_BY_THE_FIELD | (set() if wanted.criteria.where else {"q"})
    return [(name, value) for name, value in wanted.parameters() if name not in replaced]


def _links_to(
    communes: Iterable[Commune], request: HttpRequest, wanted: Search
) -> list[tuple[Commune, str]]:
    return [(c, request.path + wanted.query(commune=c.code_insee, q=None)) for c in communes]


def _map_words(
    wanted: Search,
    findings: Findings,
    ranked: Sequence[tuple[int, Candidate]],
    *,
    query: str,
    is_map: bool,
    now: datetime,
) -> dict[str, Any]:
    territory = current_territory()
    points = points_of(territory)
    found = spots_found(findings.kept, territory=territory, now=now).order_by()
    pks = set(found.values_list("pk", flat=True))
    pins = [
        pin
        for rank, candidate in ranked
        if (pin := cards.pin_of(candidate, rank=rank, query=query, now=now))
    ]
    context = {"drawing": _drawing(wanted, pins, points.among(pks), is_map=is_map)}
    if is_map:
        context |= live_map_words(points, shown=pks, pins=pins)
    return context


def _drawing(
    wanted: Search, pins: Sequence[Pin], points: Iterable[Point], *, is_map: bool
) -> Drawing | None:
    """On the map page, what this page lists around the origin; else the whole territory.

    The map page is drawn for a phone: on a larger screen the live map takes its place.
    """
    territory, where = current_territory(), wanted.criteria.where
    size = PHONE_PX if is_map else DESKTOP_PX
    commune = where.commune if where else None
    if wanted.criteria.zone:
        return draw_zone(
            wanted.criteria.zone, pins=pins, points=points, highlighted=commune, size=size
        )
    if is_map and pins and where and (commune is None or territory.holds(commune)):
        return draw_surroundings(pins, points=points, where=where)
    return draw_territory(territory, pins=pins, points=points, highlighted=commune, size=size)


def live_map_words(
    points: Points, *, shown: Collection[int], pins: Sequence[Pin]
) -> dict[str, Any]:
    return {
        "ground_url": f"{reverse('places:ground')}?{urlencode({'v': _ground_version()})}",
        "points_url": f"{reverse('places:points')}?{urlencode({'v': points.version})}",
        "shown": shown_bits(shown, order=points.pks),
        "pins": [pin.for_the_live_map() for pin in pins],
        "kinds": (*Offer, UNKNOWN_KIND),
        "cluster_words": _("%s lieux : agrandir la carte"),
        "cluster_here_words": _("%s lieux au même endroit : les voir"),
        "tile_url": settings.TILE_URL,
        "tile_attribution": settings.TILE_ATTRIBUTION,
    }


def _page_links(page: Page[int], wanted: Search) -> dict[str, str]:
    links = {}
    if page.has_previous():
        links["previous_query"] = wanted.query(page=str(page.previous_page_number()))
    if page.has_next():
        links["next_query"] = wanted.query(page=str(page.next_page_number()))
        following = page.paginator.page(page.next_page_number())
        links["next_words"] = _("Voir les lieux %(first)d à %(last)d") % {
            "first": following.start_index(),
            "last": following.end_index(),
        }
    return links


@require_safe
@condition(etag_func=lambda request: f'"{_ground_version()}"')
def ground(request: HttpRequest) -> HttpResponse:
    """What the live map draws under the pins when there is no tile layer.

    {"neighbours": [path, …], "communes": {"17415": path, …}, "towns": [[name, lat, lon], …]},
    paths as in Contour.path, towns the largest first.
    """
    response = JsonResponse(live_ground(current_territory()))
    patch_cache_control(response, public=True, max_age=GROUND_CACHE_SECONDS)
    return response


def _ground_version() -> str:
    return f"{GROUND_FORMAT}-{territory_version()}"
