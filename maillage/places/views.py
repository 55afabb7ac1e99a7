"""The public pages of the places: list, map, one place."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

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
from maillage.places.models import Place
from maillage.places.needs import NEED_BY_SERVICE
from maillage.places.opening_hours import OpeningState
from maillage.places.queries import (
    Candidate,
    Findings,
    is_itinerant,
    nearest_to,
    opening_of,
    place_for_page,
    search,
    terms_of,
)
from maillage.places.rules import richest_offer
from maillage.places.terms import Access, Field, Offer, Service, Term
from maillage.territory.models import Commune
from maillage.territory.queries import (
    current_territory,
    territory_version,
)

PAGE_SIZE = 8
NEARBY_COUNT = 3
CACHE_SECONDS = 300
GROUND_CACHE_SECONDS = 86_400


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
    findings = search(wanted.criteria, territory=current_territory(), now=now)
    page = Paginator(findings.candidates, PAGE_SIZE).get_page(wanted.page)
    pins = _pins(wanted, findings, page, now=now)
    context: dict[str, Any] = {
        "search": wanted,
        "here": request.path,
        "neighbours": _links_to(wanted.same_postcode, request, wanted),
        "words": cards.words_of(wanted, findings),
        "chips": cards.chips_of(wanted, findings),
        "cards": _cards(page.object_list, first_rank=page.start_index(), wanted=wanted, now=now),
        "page": page,
        "drawing": _drawing(wanted, pins, is_map=is_map),
        "is_map": is_map,
        "as_list_url": reverse("places:list") + wanted.query(),
        "as_map_url": reverse("places:map") + wanted.query(),
        **_page_links(page, wanted),
    }
    if is_map:
        context |= {
            "ground_url": reverse("places:ground"),
            "pins": [pin.for_the_live_map() for pin in pins],
            "kinds": (*Offer, UNKNOWN_KIND),
            "cluster_words": _("%s lieux : agrandir la carte"),
            "tile_url": settings.TILE_URL,
            "tile_attribution": settings.TILE_ATTRIBUTION,
        }
    return _keep_for(
        render(request, "places/results.html", context),
        seconds=_seconds_to_next_change((c.opening for c in findings.candidates), now=now),
    )


def _which_commune(request: HttpRequest, wanted: Search) -> HttpResponse:
    context = {"search": wanted, "choices": _links_to(wanted.homonyms, request, wanted)}
    return render(request, "places/which_commune.html", context)


def _links_to(
    communes: Iterable[Commune], request: HttpRequest, wanted: Search
) -> list[tuple[Commune, str]]:
    return [(c, request.path + wanted.query(commune=c.code_insee)) for c in communes]


def _pins(wanted: Search, findings: Findings, page: Page[Candidate], *, now: datetime) -> list[Pin]:
    """Every place found whose position is known, numbered when this page lists it."""
    listed = range(page.start_index(), page.end_index() + 1)
    return [
        cards.pin_of(
            candidate,
            position=position,
            rank=rank if rank in listed else None,
            query=wanted.query(),
            now=now,
        )
        for rank, candidate in enumerate(findings.candidates, start=1)
        if (position := candidate.place.position)
    ]


def _drawing(wanted: Search, pins: Sequence[Pin], *, is_map: bool) -> Drawing | None:
    """On the map page, what this page lists around the origin; else the whole territory.

    The map page is drawn for a phone: on a larger screen the live map takes its place.
    """
    origin = wanted.criteria.origin
    if is_map and origin and pins:
        return draw_surroundings(pins, origin=origin)
    return draw_territory(
        current_territory(),
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
    now = timezone.localtime()
    territory = current_territory()
    place = place_for_page(slug, territory=territory)
    if place is None:
        raise Http404
    wanted = read_search(request.GET)
    nearby = nearest_to(place, territory=territory, now=now, limit=NEARBY_COUNT)
    opening = opening_of(place, now=now)
    context = {
        "place": place,
        "search": wanted,
        "back_url": reverse("places:list") + wanted.query(),
        "drawing": draw_place(place, offer=richest_offer(terms_of(place))),
        "nearby": _cards(nearby, first_rank=None, wanted=wanted, now=now),
        **_place_words(place, opening=opening, wanted=wanted, now=now),
    }
    states = [opening, *(candidate.opening for candidate in nearby)]
    return _keep_for(
        render(request, "places/place.html", context),
        seconds=_seconds_to_next_change(states, now=now),
    )


def _place_words(
    place: Place, *, opening: OpeningState, wanted: Search, now: datetime
) -> dict[str, Any]:
    terms = terms_of(place)
    today = now.date()
    codes = {field: {t.code for t in terms if t.field is field} for field in Field}
    offer = richest_offer(terms)
    prices = labels.term_labels(Field.FEE, codes[Field.FEE])
    is_bus = is_itinerant(terms)
    return {
        "offer": offer,
        "offer_label": labels.OFFER_LABELS[offer] if offer else "",
        "tags": [*prices, *labels.term_labels(Field.PROGRAMME, codes[Field.PROGRAMME])],
        "opening": cards.line_of(opening, is_bus=is_bus, now=now),
        "reopening": "" if is_bus else cards.reopening_words(opening, now=now),
        "is_itinerant": is_bus,
        "is_walk_in": Access.WALK_IN in codes[Field.ACCESS],
        "days": cards.days_of(place, today=today),
        "holiday": cards.holiday_words(place, now=now),
        "position": cards.position_words(place, origin=wanted.criteria.origin),
        "services": [need for service, need in NEED_BY_SERVICE.items() if _offers(service, terms)],
        "offers_paperwork": _offers(Service.PAPERWORK, terms),
        "prices": prices,
        "audiences": labels.term_labels(Field.AUDIENCE, codes[Field.AUDIENCE]),
        "cares": labels.term_labels(Field.CARE, codes[Field.CARE]),
        "checked": cards.checked_words(place, today=today),
        "is_stale": cards.is_stale(place, today=today),
        "source_lines": cards.source_lines(place),
    }


def _offers(service: Service, terms: Iterable[Term]) -> bool:
    return Term(Field.SERVICE, service) in terms


@require_safe
@condition(etag_func=lambda request: f'"{territory_version()}"')
def ground(request: HttpRequest) -> HttpResponse:
    """What the live map draws under the pins when there is no tile layer.

    {"neighbours": [path, …], "communes": {"17415": path, …}, "towns": [[name, lat, lon], …]},
    paths as in Contour.path, towns the largest first.
    """
    response = JsonResponse(live_ground(current_territory()))
    patch_cache_control(response, public=True, max_age=GROUND_CACHE_SECONDS)
    return response


def _cards(
    candidates: Iterable[Candidate], *, first_rank: int | None, wanted: Search, now: datetime
) -> list[cards.Card]:
    return [
        cards.card_of(
            candidate,
            rank=None if first_rank is None else first_rank + offset,
            query=wanted.query(),
            now=now,
        )
        for offset, candidate in enumerate(candidates)
    ]


def _seconds_to_next_change(states: Iterable[OpeningState], *, now: datetime) -> int:
    """Never keep a page past the minute when one of its places opens or closes."""
    changes = [state.changes_at for state in states if state.changes_at]
    soonest = min(changes, default=now + timedelta(seconds=CACHE_SECONDS))
    return max(0, min(CACHE_SECONDS, int((soonest - now).total_seconds())))


def _keep_for(response: HttpResponse, *, seconds: int) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=seconds)
    patch_vary_headers(response, ("Cookie",))  # the language chosen in the footer
    return response
