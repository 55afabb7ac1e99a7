"""The read API: places by the search of the pages, communes, services.

It asks nothing of the visitor but an address, keeps no cookie, and refuses what it cannot read.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import orjson
from django import forms
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from maillage.opendata.answers import (
    CommunesAnswer,
    OnePlaceAnswer,
    PlacesAnswer,
    ProblemAnswer,
    ServicesAnswer,
    commune_answer,
    one_place_answer,
    place_answer,
)
from maillage.opendata.edition import current_version
from maillage.opendata.forms import PAGE_SIZE, CommunesForm, PlacesForm, write_cursor
from maillage.opendata.memory import closed_sources_of, published_spots
from maillage.opendata.openapi import parameters_of
from maillage.opendata.problems import Problem, Refused
from maillage.opendata.queries import published_place, slice_of
from maillage.places.actions.openings import top_up_openings
from maillage.places.facets import BIT_OF_TERM
from maillage.places.filters import OPTIONS, Group, Option
from maillage.places.forms import Search, is_computed, search_of
from maillage.places.needs import NEEDS
from maillage.places.queries.search import search
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import Field
from maillage.territory.queries import current_territory, find_communes

COUNTED = {
    Group.NEED: tuple(
        Option(Group.NEED, need.slug, need.title, BIT_OF_TERM[need.term]) for need in NEEDS
    ),
    **OPTIONS,
}

api = NinjaAPI(
    title="Maillage",
    version="1",
    description="Les lieux où l’on vous aide avec Internet, l’ordinateur ou vos démarches.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


@api.exception_handler(Refused)
def refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    return refused.problem.response()


@api.get(
    "/lieux",
    operation_id="chercher_des_lieux",
    summary="Chercher des lieux",
    response={200: PlacesAnswer, 400: ProblemAnswer, 429: ProblemAnswer},
    openapi_extra={"parameters": parameters_of(PlacesForm)},
)
def places(request: HttpRequest) -> HttpResponse:
    """Les filtres sont ceux des pages. Plusieurs valeurs d’un même filtre doivent toutes convenir.

    Du plus proche au plus loin quand on dit d’où, sinon par commune puis par nom.
    """
    now, territory = timezone.localtime(), current_territory()
    asked = _cleaned(request, PlacesForm)
    if not is_computed(asked["ouvert"], today=now.date()):
        raise _refused(
            _("Paramètre à corriger"),
            _("« ouvert » : écrivez un jour de la semaine à venir."),
            "ouvert",
        )
    wanted = _search(asked)
    top_up_openings(now=now)
    version = current_version()
    found = slice_of(
        wanted.criteria,
        territory=territory,
        now=now,
        after=asked["curseur"],
        size=asked["limite"] or PAGE_SIZE,
        closed=closed_sources_of(version),
    )
    told = published_spots(found.spots, version=version)
    site = _site(request)
    answer: dict[str, Any] = {
        "total": found.total,
        "lieux": [
            place_answer(
                spot,
                origin=wanted.criteria.origin,
                site=site,
                now=now,
                fields=asked["champs"],
            )
            for spot in told
        ],
    }
    if found.end:
        cursor = write_cursor(found.end)
        answer |= {"curseur": cursor, "suivant": _next_url(request, cursor)}
    if asked["comptes"]:
        answer["comptes"] = _counts(wanted, groups=asked["comptes"], now=now)
    return _json(answer)


@api.get(
    "/lieux/{path:lieu}",
    operation_id="lire_un_lieu",
    summary="Lire un lieu",
    response={
        200: OnePlaceAnswer,
        400: ProblemAnswer,
        404: ProblemAnswer,
        429: ProblemAnswer,
    },
)
def one_place(request: HttpRequest, lieu: str) -> HttpResponse:
    """« lieu » est l’identifiant du standard, ou le dernier mot de l’adresse de sa page."""
    _cleaned(request, forms.Form)
    place = None if "\0" in lieu else published_place(lieu, territory=current_territory())
    if place is None:
        raise Refused(
            Problem(
                404,
                _("Lieu inconnu"),
                _("Aucun lieu publié n’a cet identifiant. Cherchez-le avec /lieux?q=…"),
                "lieu",
            )
        )
    return _json(one_place_answer(place, site=_site(request), now=timezone.localtime()))


@api.get(
    "/communes",
    operation_id="chercher_une_commune",
    summary="Chercher une commune",
    response={200: CommunesAnswer, 400: ProblemAnswer, 429: ProblemAnswer},
    openapi_extra={"parameters": parameters_of(CommunesForm)},
)
def communes(request: HttpRequest) -> HttpResponse:
    """Par son nom, même ancien ou sans accents, ou par son code postal. Vingt au plus."""
    found = find_communes(_cleaned(request, CommunesForm)["q"])
    prefetch_related_objects(found, "postcodes")
    return _json({"communes": [commune_answer(commune) for commune in found]})


@api.get(
    "/services",
    operation_id="lire_les_services",
    summary="Les neuf services",
    response={200: ServicesAnswer, 400: ProblemAnswer, 429: ProblemAnswer},
)
def services(request: HttpRequest) -> HttpResponse:
    """Les neuf services du standard national, et les mots avec lesquels on les cherche ici."""
    _cleaned(request, forms.Form)
    told = [
        {
            "besoin": need.slug,
            "service": VALUE_OF_CODE[Field.SERVICE][need.service],
            "titre": str(need.title),
            "exemples": str(need.hint),
        }
        for need in NEEDS
    ]
    return _json({"services": told})


def _cleaned(request: HttpRequest, form_class: type[forms.Form]) -> dict[str, Any]:
    """What is asked, once all of it is understood; Refused names the first that is not."""
    form = form_class(request.GET)
    known = list(form.fields)
    for name in request.GET:
        if name not in known:
            raise _refused(
                _("Paramètre inconnu"),
                _("« %(name)s » n’est pas un paramètre : ôtez-le. Il y a : %(known)s.")
                % {"name": name, "known": ", ".join(known) or _("aucun")},
                name,
            )
    for name, messages in form.errors.items():
        raise _refused(
            _("Paramètre à corriger"), f"« {name} » : {' '.join(map(str, messages))}", name
        )
    return form.cleaned_data


def _search(asked: dict[str, Any]) -> Search:
    """The search, whose origin is known if there is one: the pages would ask, or pass over it."""
    wanted = search_of(asked, territory=current_territory())
    where = wanted.where
    if where.homonyms:
        names = ", ".join(f"{one.name} ({one.code_insee})" for one in where.homonyms)
        raise _refused(
            _("Plusieurs communes"),
            _("« ou » : plusieurs communes portent ce nom. Donnez « commune » : %(names)s.")
            % {"names": names},
            "ou",
        )
    if where.is_unknown:
        hint = where.closest
        raise _refused(
            _("Commune inconnue"),
            _("« ou » : nous ne connaissons pas cet endroit.")
            + (_(" Peut-être %(name)s ?") % {"name": hint.name} if hint else ""),
            "ou",
        )
    if asked["commune"] and not asked["ou"] and wanted.criteria.where is None:
        raise _refused(
            _("Commune inconnue"),
            _("« commune » : ce n’est pas un code INSEE. Cherchez-le avec /communes?q=…"),
            "commune",
        )
    return wanted


def _refused(title: str, detail: str, name: str) -> Refused:
    return Refused(Problem(400, title, detail, name))


def _counts(wanted: Search, *, groups: Collection[str], now: datetime) -> dict[str, Any]:
    options = [option for group in groups for option in COUNTED[Group(group)]]
    findings = search(
        wanted.criteria, territory=current_territory(), now=now, size=0, counted=options
    )
    filters: dict[str, dict[str, int]] = {group: {} for group in groups}
    for option in options:
        filters[option.group][str(option.value)] = findings.counts.of(option)
    return {"sans": [str(group) for group in findings.given_up], "filtres": filters}


def _site(request: HttpRequest) -> str:
    """The beginning of every address of this site."""
    return request.build_absolute_uri("/").removesuffix("/")


def _next_url(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["curseur"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _json(answer: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(answer), content_type="application/json")
