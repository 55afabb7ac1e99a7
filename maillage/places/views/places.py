"""The public pages of the places: list, map, one place."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from maillage.design.caching import PAGE_SECONDS, keep_for
from maillage.places import cards, labels
from maillage.places.drawing import (
    DESKTOP_PX,
    PHONE_PX,
    UNKNOWN_KIND,
    Drawing,
    Pin,
    draw_place,
    draw_surroundings,
    draw_territory,
    live_ground,
)
from maillage.places.forms import Search, read_search
from maillage.places.needs import NEED_BY_SERVICE
from maillage.places.opening_hours import timezone_of
from maillage.places.queries import (
    Candidate,
    Findings,
    candidate_of,
    is_itinerant,
    nearest_to,
    place_for_page,
    search,
    soonest_change,
)
from maillage.places.terms import Access, Field, Offer, Service, Term
from maillage.territory.models import Commune
from maillage.territory.queries import (
    current_territory,
    territory_version,
)

PAGE_SIZE = 8
MOST_CHOICES = 20  # as many as find_communes gives
NEARBY_COUNT = 3
GROUND_CACHE_SECONDS = 86_400
GROUND_FORMAT = 1  # grows whenever the shape of ground() changes: an old copy must not be read


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    return _results(request, is_map=False)


@require_safe
def place_map(request: HttpRequest) -> HttpResponse:
    return _results(request, is_map=True)


def _results(request: HttpRequest, *, is_map: bool) -> HttpResponse:
    now = timezone.localtime()
    wanted = read_search(request.GET)
    if wanted.homonyms:
        return _which_commune(request, wanted)
    territory, origin = current_territory(), wanted.criteria.origin
    findings = search(wanted.criteria, territory=territory, now=now)
    page = Paginator(findings.candidates, PAGE_SIZE).get_page(wanted.page)
    query = wanted.query_of_this_page(is_map=is_map)
    pins = _pins(findings, page, query=query, now=now)
    listed = _cards(page.object_list, first_rank=page.start_index(), query=query, now=now)
    context: dict[str, Any] = {
        "search": wanted,
        "here": request.path,
        "is_outside": bool(origin and not territory.holds(origin)),
        "closest": _closest(request, wanted),
        "neighbours": _links_to(wanted.same_postcode, request, wanted),
        "words": cards.words_of(wanted, findings),
        "chips": cards.chips_of(wanted, findings),
        "cards": listed,
        "silent": cards.silent_words(findings),
        "without_need_query": wanted.query(besoin=None),
        "are_all_doubtful": bool(listed) and all(card.doubt for card in listed),
        "page": page,
        "drawing": _drawing(wanted, pins, is_map=is_map),
        "is_map": is_map,
        "as_list_url": reverse("places:list") + wanted.query(),
        "as_map_url": reverse("places:map") + wanted.query(),
        **_page_links(page, wanted),
    }
    if is_map:
        context |= {
            "ground_url": f"{reverse('places:ground')}?{urlencode({'v': _ground_version()})}",
            "pins": [pin.for_the_live_map() for pin in pins],
            "kinds": (*Offer, UNKNOWN_KIND),
            "cluster_words": _("%s lieux : agrandir la carte"),
            "cluster_here_words": _("%s lieux au même endroit : les voir"),
            "tile_url": settings.TILE_URL,
            "tile_attribution": settings.TILE_ATTRIBUTION,
        }
    return keep_for(
        render(request, "places/results.html", context),
        seconds=_seconds_until(findings.changes_at, now=now),
    )


def _which_commune(request: HttpRequest, wanted: Search) -> HttpResponse:
    context = {
        "search": wanted,
        "choices": _links_to(wanted.homonyms, request, wanted),
        "is_cut": len(wanted.homonyms) == MOST_CHOICES,
    }
    return render(request, "places/which_commune.html", context)


def _closest(request: HttpRequest, wanted: Search) -> list[tuple[Commune, str]]:
    return _links_to(filter(None, (wanted.closest,)), request, wanted)


def _links_to(
    communes: Iterable[Commune], request: HttpRequest, wanted: Search
) -> list[tuple[Commune, str]]:
    return [(c, request.path + wanted.query(commune=c.code_insee)) for c in communes]


def _pins(findings: Findings, page: Page[Candidate], *, query: str, now: datetime) -> list[Pin]:
    """Every place found whose position is known, numbered when this page lists it."""
    listed = range(page.start_index(), page.end_index() + 1)
    return [
        cards.pin_of(
            candidate,
            position=position,
            rank=rank if rank in listed else None,
            query=query,
            now=now,
        )
        for rank, candidate in enumerate(findings.candidates, start=1)
        if (position := candidate.place.position)
    ]


def _drawing(wanted: Search, pins: Sequence[Pin], *, is_map: bool) -> Drawing | None:
    """On the map page, what this page lists around the origin; else the whole territory.

    The map page is drawn for a phone: on a larger screen the live map takes its place.
    """
    territory, origin = current_territory(), wanted.criteria.origin
    if is_map and pins and origin and territory.holds(origin):
        return draw_surroundings(pins, origin=origin)
    return draw_territory(
        territory,
        pins=pins,
        highlighted=origin,
        size=PHONE_PX if is_map else DESKTOP_PX,
    )


def _page_links(page: Page[Candidate], wanted: Search) -> dict[str, str]:
    links = {}
    if page.has_previous():
        links["previous_query"] = wanted.query(page=str(page.previous_page_number()))
    if page.has_next():
        links["next_query"] = wanted.query(page=str(page.next_page_number()))
        following = page.paginator.page(page.next_page_number())
        links["next_words"] = _("Voir les lieux %(first)d à %(last)d") % {
            "first": following.start_index(),
            "last": following.end_index(),
        }
    return links


@require_safe
def place_page(request: HttpRequest, slug: str) -> HttpResponse:
    territory = current_territory()
    place = place_for_page(slug, territory=territory)
    if place is None:
        raise Http404
    now = timezone.localtime(timezone=timezone_of(place.commune_id))
    wanted = read_search(request.GET)
    shown = candidate_of(place, origin=wanted.criteria.origin, now=now)
    nearby = nearest_to(place, territory=territory, now=now, limit=NEARBY_COUNT)
    context = {
        "place": place,
        "search": wanted,
        "page_url": request.build_absolute_uri(request.path),
        "printed_on": labels.full_date_words(now.date()),
        "back_url": reverse("places:map" if wanted.is_on_map else "places:list")
        + wanted.query_of_this_page(is_map=False),
        # A bus is not where its office is.
        "drawing": None if is_itinerant(shown.terms) else draw_place(place, offer=shown.offer),
        "nearby": _cards(nearby, first_rank=None, query=wanted.query(), now=now),
        **_place_words(shown, wanted=wanted, now=now),
    }
    return keep_for(
        render(request, "places/place.html", context),
        seconds=_seconds_until(soonest_change([shown, *nearby]), now=now),
    )


def _place_words(shown: Candidate, *, wanted: Search, now: datetime) -> dict[str, Any]:
    place, terms, today = shown.place, shown.terms, now.date()
    codes = {field: {t.code for t in terms if t.field is field} for field in Field}
    prices = labels.term_labels(Field.FEE, codes[Field.FEE])
    is_bus = is_itinerant(terms)
    return {
        "offer": shown.offer,
        "offer_label": labels.OFFER_LABELS[shown.offer] if shown.offer else "",
        "tags": [*prices, *labels.term_labels(Field.PROGRAMME, codes[Field.PROGRAMME])],
        "opening": cards.line_of(shown, now=now),
        "reopening": "" if is_bus else cards.reopening_words(shown.opening, now=now),
        "is_itinerant": is_bus,
        "is_walk_in": Access.WALK_IN in codes[Field.ACCESS],
        "days": cards.days_of(place, today=today),
        "holiday": cards.holiday_words(place, now=now),
        "position": cards.position_words(place, origin=wanted.criteria.origin),
        "services": [need for service, need in NEED_BY_SERVICE.items() if _offers(service, terms)],
        "offers_paperwork": _offers(Service.PAPERWORK, terms),
        "prices": prices,
        # A source may write anything; only web addresses become links.
        "websites": [url for url in place.websites if url.startswith(("http://", "https://"))],
        "audiences": labels.term_labels(Field.AUDIENCE, codes[Field.AUDIENCE]),
        "cares": labels.term_labels(Field.CARE, codes[Field.CARE]),
        "checked": cards.checked_words(place, today=today),
        "is_stale": cards.is_stale(place, today=today),
        "source_lines": cards.source_lines(place),
    }


def _offers(service: Service, terms: Iterable[Term]) -> bool:
    return Term(Field.SERVICE, service) in terms


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


def _cards(
    candidates: Iterable[Candidate], *, first_rank: int | None, query: str, now: datetime
) -> list[cards.Card]:
    return [
        cards.card_of(
            candidate,
            rank=None if first_rank is None else first_rank + offset,
            query=query,
            now=now,
        )
        for offset, candidate in enumerate(candidates)
    ]


def _seconds_until(change: datetime | None, *, now: datetime) -> int:
    """Never keep a page past the minute when one of its places opens or closes."""
    if change is None:
        return PAGE_SECONDS
    return max(0, min(PAGE_SECONDS, int((change - now).total_seconds())))
