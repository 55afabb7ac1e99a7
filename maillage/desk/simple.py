"""« Version simplifiée »: the same search, with big buttons and one short idea a line.

Three pages, in the spirit of « facile à lire et à comprendre »: what for, where, and no more than
three places. They take the same parameters as the whole version, and always lead back to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maillage.design.caching import keep_until, same_for_everyone
from maillage.places import cards
from maillage.places.cards import Card
from maillage.places.forms import Search, read_search
from maillage.places.needs import NEEDS
from maillage.places.queries.places import Candidate
from maillage.places.sharing import route_url
from maillage.places.views.places import find
from maillage.territory.models import Commune
from maillage.territory.queries import current_territory, main_towns

MOST_PLACES = 3
MOST_TOWNS = 8

SENTENCES: dict[str, str | Promise] = {  # by the slug of the need
    "demarches": _("On vous aide à remplir vos papiers."),
    "apprendre": _("On vous montre, pas à pas."),
    "internet": _("Vous pouvez aller sur Internet."),
    "travail": _("On vous aide à trouver du travail."),
    "arnaques": _("On vous aide à éviter les pièges."),
    "ordinateur": _("Vous pouvez avoir un ordinateur."),
    "enfant": _("On vous aide pour l’école."),
    "comprendre": _("On vous explique Internet."),
    "creer": _("Vous faites des photos ou des vidéos."),
}


@dataclass(frozen=True)
class SimplePlace:
    """A card, and what can be done with the place."""

    card: Card
    slug: str
    route_url: str


@same_for_everyone
def needs(request: HttpRequest) -> HttpResponse:
    context = {
        "needs": [(need, SENTENCES[need.slug]) for need in NEEDS],
        "whole_url": reverse("desk:home"),
    }
    return render(request, "desk/simple/needs.html", context)


@same_for_everyone
def where(request: HttpRequest) -> HttpResponse:
    territory = current_territory()
    wanted = read_search(request.GET, territory=territory, today=timezone.localdate())
    context = {
        "need": wanted.need,
        "towns": _links_to(main_towns(territory, limit=MOST_TOWNS), wanted),
        "everywhere_url": reverse("desk:simple_places") + wanted.query(),
        "whole_url": reverse("desk:where") + wanted.query(),
    }
    return render(request, "desk/simple/where.html", context)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    wanted = read_search(request.GET, territory=current_territory(), today=now.date())
    whole_url = reverse("places:list") + wanted.query()
    if wanted.where.homonyms:
        towns = _links_to(wanted.where.homonyms, wanted)
        choice = {"need": wanted.need, "towns": towns, "whole_url": whole_url}
        return render(request, "desk/simple/which_town.html", choice)
    findings = find(wanted, now=now)
    context = {
        "need": wanted.need,
        "search": wanted,
        "places": [_place(found, now=now) for found in findings.page[:MOST_PLACES]],
        "notes": cards.search_notes(wanted, findings),
        "is_widened": bool(findings.given_up) or findings.are_words_unknown,
        "whole_url": whole_url,
    }
    return keep_until(
        render(request, "desk/simple/places.html", context),
        findings.changes_at,
        now=now,
    )


def _links_to(towns: Iterable[Commune], wanted: Search) -> list[tuple[Commune, str]]:
    url = reverse("desk:simple_places")
    return [(town, url + wanted.query(commune=town.code_insee, q=None)) for town in towns]


def _place(found: Candidate, *, now: datetime) -> SimplePlace:
    return SimplePlace(
        card=cards.card_of(found, rank=None, query="", now=now),
        slug=found.place.slug,
        route_url="" if found.stop or found.is_adrift else route_url(found.place),
    )
