"""The page of one place, and what is taken away from it: a slip on paper, a short address."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from maillage.design.caching import PAGE_SECONDS, keep_for, keep_until
from maillage.lib.qr import qr_code
from maillage.places import cards, labels
from maillage.places.drawing import draw_place
from maillage.places.forms import Search, read_search
from maillage.places.models import Place
from maillage.places.needs import NEED_BY_SERVICE
from maillage.places.opening_hours import CLOSED, timezone_of
from maillage.places.queries.places import (
    Candidate,
    candidate_at,
    is_itinerant,
    nearest_to,
    place_for_page,
    soonest_change,
    visible_places,
)
from maillage.places.sharing import mail_url, message_about, route_url, sms_url
from maillage.places.slip import slip_of, write_pdf
from maillage.places.stops import stop_lines
from maillage.places.structured_data import as_script, structured_data
from maillage.places.terms import Access, Care, Field, Service, Term
from maillage.territory.queries import current_territory

NEARBY_COUNT = 3
LANGUAGES = {Care.ENGLISH, Care.OTHER_LANGUAGES}


@require_safe
def place_page(request: HttpRequest, slug: str) -> HttpResponse:
    place = _place_or_404(slug)
    now = timezone.localtime(timezone=timezone_of(place.commune_id))
    territory = current_territory()
    wanted = read_search(request.GET, territory=territory, today=timezone.localdate())
    shown = candidate_at(place, origin=wanted.criteria.origin, now=now)
    is_bus = is_itinerant(shown.terms)
    nearby = nearest_to(place, territory=territory, now=now, limit=NEARBY_COUNT)
    stops = stop_lines(place, now=now, whereabouts=wanted.criteria.where)
    context = {
        "place": place,
        "search": wanted,
        "stops": stops,
        "printed_on": labels.full_date_words(now.date()),
        "back_url": reverse("places:map" if wanted.is_on_map else "places:list")
        + wanted.query_of_this_page(is_map=False),
        # A bus is not where its office is.
        "drawing": None if is_bus else draw_place(place, offer=shown.offer),
        "route_url": "" if is_bus else route_url(place),
        "nearby": [
            cards.card_of(near, rank=None, query=wanted.query(), now=now) for near in nearby
        ],
        **_place_words(shown, wanted=wanted, now=now),
        **_ways_to_take_it_away(request, shown, now=now),
    }
    changes = [soonest_change([shown, *nearby]), *(stop.changes_at for stop in stops)]
    return keep_until(
        render(request, "places/place.html", context),
        min(filter(None, changes), default=None),
        now=now,
    )


@require_safe
def place_slip(request: HttpRequest, slug: str) -> HttpResponse:
    place = _place_or_404(slug)
    now = timezone.localtime(timezone=timezone_of(place.commune_id))
    slip = slip_of(
        candidate_at(place, origin=None, now=now),
        stops=stop_lines(place, now=now),
        short_url=_short_url(request, place),
        now=now,
    )
    etag = f'"{slip.digest}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        write_pdf(slip, now=now),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{place.slug}.pdf"'},
    )
    response["ETag"] = etag
    return keep_for(response, seconds=PAGE_SECONDS)


@require_safe
def short_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from what is short enough to be typed, or drawn as a small code, to the page."""
    place = get_object_or_404(visible_places(current_territory()), pk=pk)
    return keep_for(redirect("places:place", place.slug), seconds=PAGE_SECONDS)


def _place_or_404(slug: str) -> Place:
    place = place_for_page(slug, territory=current_territory())
    if place is None:
        raise Http404
    return place


def _short_url(request: HttpRequest, place: Place) -> str:
    return request.build_absolute_uri(reverse("places:short", args=(place.pk,)))


def _ways_to_take_it_away(
    request: HttpRequest, shown: Candidate, *, now: datetime
) -> dict[str, Any]:
    place, is_bus = shown.place, is_itinerant(shown.terms)
    short_url = _short_url(request, place)
    message = message_about(
        place,
        days=cards.days_of(place, today=now.date()),
        is_itinerant=is_bus,
        url=short_url,
    )
    page_url = request.build_absolute_uri(request.path)
    data = structured_data(place, url=page_url, is_itinerant=is_bus, now=now)
    return {
        "short_url": short_url,
        "qr": qr_code(short_url),
        "sms_url": sms_url(message),
        "mail_url": mail_url(message, subject=place.name),
        "structured_data": as_script(data),
    }


def _place_words(shown: Candidate, *, wanted: Search, now: datetime) -> dict[str, Any]:
    place, today = shown.place, now.date()
    is_bus = is_itinerant(shown.terms)
    return {
        "offer": shown.offer,
        "offer_label": labels.OFFER_LABELS[shown.offer] if shown.offer else "",
        "opening": cards.line_of(shown, now=now),
        "reopening": "" if is_bus else cards.reopening_words(shown.opening, now=now),
        "is_itinerant": is_bus,
        "is_term_time_only": place.holiday_hours == CLOSED,
        "days": cards.days_of(place, today=today),
        "holiday": cards.holiday_words(place, now=now),
        "position": "" if is_bus else cards.position_words(place, where=wanted.criteria.where),
        # A source may write anything; only web addresses become links.
        "websites": [url for url in place.websites if url.startswith(("http://", "https://"))],
        "checked": cards.checked_words(place, today=today),
        "is_stale": cards.is_stale(place, today=today),
        "source_lines": cards.source_lines(place),
        **_terms_in_words(shown.terms),
    }


def _terms_in_words(terms: frozenset[Term]) -> dict[str, Any]:
    codes = {field: {term.code for term in terms if term.field is field} for field in Field}
    return {
        "prices": labels.term_labels(Field.FEE, codes[Field.FEE]),
        "programmes": labels.term_labels(Field.PROGRAMME, codes[Field.PROGRAMME]),
        "is_walk_in": Access.WALK_IN in codes[Field.ACCESS],
        "receives_nobody": Access.NO_PUBLIC in codes[Field.ACCESS],
        "services": [
            need for service, need in NEED_BY_SERVICE.items() if service in codes[Field.SERVICE]
        ],
        "offers_paperwork": Service.PAPERWORK in codes[Field.SERVICE],
        "audiences": labels.term_labels(Field.AUDIENCE, codes[Field.AUDIENCE]),
        "languages": labels.term_labels(Field.CARE, codes[Field.CARE] & LANGUAGES),
        "cares": labels.term_labels(Field.CARE, codes[Field.CARE] - LANGUAGES),
    }
