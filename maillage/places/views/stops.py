"""The rounds of the buses, kept by the team: where each stops, and when."""

from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.access import may_coordinate
from maillage.accounts.actions.users import actor_of
from maillage.accounts.gate import TeamRequest, requires
from maillage.places import labels
from maillage.places.actions.stops import (
    StopData,
    StopGone,
    add_stop,
    change_stop,
    remove_stop,
)
from maillage.places.models import Place, Stop
from maillage.places.origins import find_places
from maillage.places.queries.places import is_itinerant, terms_of
from maillage.places.stop_forms import StopForm
from maillage.places.stops import line_of, rounds, stop_lines
from maillage.places.views import BUSY
from maillage.territory.queries import current_territory


@requires(may_coordinate)
@require_safe
def round_list(request: TeamRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    context = {
        "rounds": rounds(current_territory()),
        "text": text,
        "places": find_places(text),
    }
    return render(request, "places/rounds.html", context)


@requires(may_coordinate)
@require_safe
def stop_list(request: TeamRequest, slug: str) -> HttpResponse:
    place = _place_or_404(slug)
    context = {
        "place": place,
        "is_bus": is_itinerant(terms_of(place)),
        "stops": stop_lines(place, now=timezone.localtime()),
    }
    return render(request, "places/stops.html", context)


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: TeamRequest, slug: str) -> HttpResponse:
    return _stop_page(request, Stop(place=_place_or_404(slug)))


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request: TeamRequest, slug: str, pk: int) -> HttpResponse:
    return _stop_page(request, _stop_or_404(slug=slug, pk=pk))


def _stop_page(request: TeamRequest, stop: Stop) -> HttpResponse:
    """Read the stop, show what was understood of it, and save it once that was seen."""
    posted = request.POST if request.method == "POST" else None
    form = StopForm(posted, stop=stop if stop.pk else None)
    context: dict[str, Any] = {"place": stop.place, "stop": stop, "form": form}
    if form.is_valid():
        told = form.told()
        if request.POST.get("agreed") == _agreement(told):
            try:
                _save(request, stop, told)
            except (OperationalError, StopGone) as refusal:
                form.add_error(None, _refusal_words(refusal))
            else:
                return redirect("places:stops", stop.place.slug)
        context |= _understood(told, place=stop.place)
    return render(request, "places/stop.html", context)


def _save(request: TeamRequest, stop: Stop, told: StopData) -> None:
    by, now = actor_of(request.user), timezone.now()
    if stop.pk:
        change_stop(stop, told=told, by=by, now=now)
    else:
        add_stop(stop.place, told=told, by=by, now=now)
    messages.success(request, _("Le passage est enregistré."))


def _understood(told: StopData, *, place: Place) -> dict[str, Any]:
    """What is shown before it is saved; `agreed` comes back with the form when it was seen."""
    centre = told.commune.position
    distance_m = centre.metres_to(told.position) if centre and told.position else None
    return {
        "agreed": _agreement(told),
        "line": line_of(Stop(place=place, **told.columns()), now=timezone.localtime()),
        "reason": told.reading.explanation,
        "distance": "" if distance_m is None else labels.distance_words(distance_m),
    }


def _agreement(told: StopData) -> str:
    """All that was understood: what is typed anew is read, and shown, anew."""
    reading = told.reading
    understood = (told.commune.pk, told.position or "", reading.osm, reading.school_holidays)
    return " | ".join(map(str, understood))


def _refusal_words(refusal: OperationalError | StopGone) -> str:
    return str(refusal if isinstance(refusal, StopGone) else BUSY)


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_page(request: TeamRequest, slug: str, pk: int) -> HttpResponse:
    stop = _stop_or_404(slug=slug, pk=pk)
    if request.method == "POST":
        try:
            remove_stop(stop, by=actor_of(request.user), now=timezone.now())
        except (OperationalError, StopGone) as refusal:
            messages.error(request, _refusal_words(refusal))
        else:
            messages.success(request, _("Le passage est retiré."))
        return redirect("places:stops", slug)
    line = line_of(stop, now=timezone.localtime())
    return render(request, "places/stop_removal.html", {"place": stop.place, "line": line})


def _place_or_404(slug: str) -> Place:
    return get_object_or_404(Place.objects.select_related("commune"), slug=slug)


def _stop_or_404(*, slug: str, pk: int) -> Stop:
    stops = Stop.objects.select_related("place__commune", "commune")
    return get_object_or_404(stops, place__slug=slug, pk=pk)
