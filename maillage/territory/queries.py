"""Which communes this site serves, and how people name them."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.db.models import Case, Count, F, Max, Min, Model, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from maillage.journal.models import Entry
from maillage.lib.spelling import nearly
from maillage.lib.text import commune_search_name
from maillage.territory.mercator import Box, Point, project
from maillage.territory.models import (
    Commune,
    CommunePostcode,
    Contour,
    Departement,
    Epci,
    FormerCommune,
)

LOAD = "territory.load"  # the act, in the journal, that changed what is told here

POSTCODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
CEDEX = re.compile(r"\bcedex\b\s*[0-9]*", re.IGNORECASE)
ARTICLE_BEHIND = re.compile(r"\((?:la|le|les|l['’])\)", re.IGNORECASE)  # "Rochelle (La)"
CODE = re.compile(r"[0-9]{4,5}|2[AB][0-9]{3}")
LONGEST_NAME = 100
TOWN = 10_000  # inhabitants: smaller, nobody elsewhere is thought to mean it
FAR_LARGER = 10  # times as many inhabitants
MOST_OFFERED = 4
ISLAND = re.compile(r"^iles? (?:de |d |du |des )?(?:la |le |l )?")


class Located(Protocol):
    """A commune, of the database or of the gazetteer, by the codes that tell where it lies."""

    @property
    def code_insee(self) -> str: ...
    @property
    def departement_id(self) -> str: ...
    @property
    def epci_id(self) -> str | None: ...


@dataclass(frozen=True)
class Territory:
    """A set of départements, EPCI and communes, up to the whole of France ("FR")."""

    departements: frozenset[str] = frozenset()
    epci: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    is_whole_country: bool = False

    @classmethod
    def parse(cls, codes: str) -> "Territory":
        """Read "17", "17,34", "200041762", "17415" or "FR"; a code's length says what it is."""
        parts = frozenset(code.strip().upper() for code in codes.split(",") if code.strip())
        if "FR" in parts:
            return cls(is_whole_country=True)
        return cls(
            departements=frozenset(code for code in parts if len(code) in (2, 3)),
            epci=frozenset(code for code in parts if len(code) == 9),
            communes=frozenset(code for code in parts if len(code) == 5),
        )

    def holds(self, commune: Located) -> bool:
        """Tell of one commune what `condition` tells of a table."""
        return (
            self.is_whole_country
            or commune.departement_id in self.departements
            or commune.epci_id in self.epci
            or commune.code_insee in self.communes
        )

    def condition(self, commune_field: str = "") -> Q:
        """The filter that keeps what lies inside; `commune_field` is the path to the commune."""
        if self.is_whole_country:
            return Q()
        prefix = f"{commune_field}__" if commune_field else ""
        return (
            Q(**{f"{prefix}departement__in": self.departements})
            | Q(**{f"{prefix}epci__in": self.epci})
            | Q(**{f"{prefix}code_insee__in": self.communes})
        )


def current_territory() -> Territory:
    return Territory.parse(settings.TERRITORY)


def territory_name() -> str:
    """The name of the territory on screen: as set, else the names of what it is made of."""
    if settings.TERRITORY_NAME:
        return settings.TERRITORY_NAME
    territory = current_territory()
    if territory.is_whole_country:
        return _("France")
    parts: tuple[tuple[type[Model], frozenset[str]], ...] = (
        (Departement, territory.departements),
        (Epci, territory.epci),
        (Commune, territory.communes),
    )
    names = [
        name
        for model, codes in parts
        if codes
        for name in model._default_manager.filter(pk__in=codes)
        .order_by("pk")
        .values_list("name", flat=True)
    ]
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s et %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def find_communes(text: str, *, limit: int = 20) -> list[Commune]:
    """Look up a name of today or yesterday, a postcode, or both ("Saintes (17100)").

    Those of the territory first, then the exact names, then the biggest. A commune of the
    territory that bears the very name is alone in the answer; elsewhere, exact names hide those
    that only begin so. Where nothing answers to all the words, those that end an address do.
    """
    postcode, name = postcode_and_name(text)
    attempts = []
    if postcode and name:
        attempts.append(Q(postcodes__code=postcode) & _name_begins(name))
    if postcode:  # the name was misspelt
        attempts.append(Q(postcodes__code=postcode))
    attempts += _attempts_at_name(name)  # the postcode is a CEDEX, which no list holds
    if found := _first_found(attempts, name=name, limit=limit):
        return found
    for ending in _endings(name):
        if found := _ranked(Q(search_name=ending), name=ending, limit=limit):
            return found
    return []


def communes_named(text: str, *, limit: int = 20) -> list[Commune]:
    """Find the communes that the whole of this text names, and that nothing else could mean.

    Of those elsewhere, only the ones that bear the very name.
    """
    postcode, name = postcode_and_name(text)
    if postcode and CommunePostcode.objects.filter(code=postcode).exists():
        condition = Q(postcodes__code=postcode)
        attempts = [condition & _name_begins(name) if name else condition]
    else:
        attempts = [attempt & _is_here_or_exact(name) for attempt in _attempts_at_name(name)]
    return _first_found(attempts, name=name, limit=limit)


def communes_begun(text: str, *, limit: int) -> list[Commune]:
    """Find the communes of the territory that someone may be writing, with their postcodes."""
    begun = commune_search_name(text)[:LONGEST_NAME]
    if not begun:
        return []
    condition = _name_begins(begun) | Q(search_name__contains=f" {begun}")
    if begun.isdigit():
        postcodes = CommunePostcode.objects.filter(code__startswith=begun)
        condition = Q(pk__in=postcodes.values("commune"))
    communes = Commune.objects.filter(condition, current_territory().condition())
    rank = Case(
        When(search_name=begun, then=0), When(search_name__startswith=begun, then=1), default=2
    )
    return list(
        communes.select_related("departement")
        .prefetch_related("postcodes")
        .order_by(rank, F("population").desc(nulls_last=True), "name", "pk")[:limit]
    )


def communes_misspelt(text: str) -> list[Commune]:
    """Guess which communes a misspelt name means; the one that is clearly meant is alone.

    Those of the territory; failing that, towns elsewhere. Beside a postcode, those that have it.
    """
    postcode, name = postcode_and_name(text)
    for codes_of in known_names(current_territory(), version=territory_version()):
        near = nearly(name, known=tuple(codes_of))
        letters: dict[str, int] = {}
        for known, distance in near.items():
            for code in codes_of[known]:
                letters.setdefault(code, distance)
        if found := _likeliest(letters, postcode=postcode):
            return found
    return []


@lru_cache(maxsize=4)
def known_names(territory: Territory, *, version: str) -> tuple[Mapping[str, list[str]], ...]:
    """The names of the territory, then of the towns elsewhere, each with the codes of its communes.

    The version is there to forget the names when others are loaded.
    """
    here = Commune.objects.filter(territory.condition())
    towns = Commune.objects.filter(population__gte=TOWN).exclude(pk__in=here.values("pk"))
    return _codes_by_name(here), _codes_by_name(towns)


def _codes_by_name(communes: QuerySet[Commune]) -> Mapping[str, list[str]]:
    former = FormerCommune.objects.filter(commune__in=communes.values("pk"))
    codes: dict[str, list[str]] = defaultdict(list)
    for name, code in (
        *communes.values_list("search_name", "pk"),
        *former.exclude(search_name="").values_list("search_name", "commune"),
    ):
        codes[name].append(code)
    return codes


def _likeliest(letters: Mapping[str, int], *, postcode: str) -> list[Commune]:
    """Sort communes whose names are so many letters away: the closest, then the largest.

    The first is alone where it is the only one as close, or far larger than any other.
    """
    communes = (
        Commune.objects.filter(pk__in=letters)
        .select_related("departement")
        .prefetch_related("postcodes")
    )
    if postcode and CommunePostcode.objects.filter(code=postcode).exists():
        communes = communes.filter(postcodes__code=postcode)
    ranked = sorted(communes, key=lambda one: (letters[one.pk], -(one.population or 0), one.pk))
    rivals = [
        one
        for one in ranked[1:]
        if letters[one.pk] == letters[ranked[0].pk]
        and (one.population or 0) * FAR_LARGER > (ranked[0].population or 0)
    ]
    return ranked[: MOST_OFFERED if rivals else 1]


def postcode_and_name(text: str) -> tuple[str, str]:
    """Read what may be a postcode, and the rest as a name; either may be ""."""
    postcode = POSTCODE.search(text)
    rest = CEDEX.sub(" ", ARTICLE_BEHIND.sub(" ", POSTCODE.sub(" ", text)))
    return postcode[0] if postcode else "", commune_search_name(rest)[:LONGEST_NAME]


def _attempts_at_name(name: str) -> list[Q]:
    if not name:
        return []
    island = ISLAND.sub("", name)  # no commune is named after the whole of its island
    attempts = [_holds_word(island)] if island != name else []
    return [*attempts, _name_begins(name), _holds_word(name)]


def _first_found(attempts: Iterable[Q], *, name: str, limit: int) -> list[Commune]:
    for attempt in attempts:
        if found := _ranked(attempt, name=name, limit=limit):
            return found
    return []


def _is_here_or_exact(name: str) -> Q:
    territory = current_territory()
    if territory.is_whole_country:
        return Q()
    former = FormerCommune.objects.filter(search_name=name).values("commune")
    return territory.condition() | Q(search_name=name) | Q(pk__in=former)


def _holds_word(words: str) -> Q:
    return Q(search_name__endswith=f" {words}") | Q(search_name__contains=f" {words} ")


def _endings(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[-count:]) for count in (4, 3, 2, 1) if count < len(words)]


def _name_begins(name: str) -> Q:
    former = FormerCommune.objects.filter(search_name__startswith=name)
    return Q(search_name__startswith=name) | Q(pk__in=former.values("commune"))


def _ranked(condition: Q, *, name: str, limit: int) -> list[Commune]:
    territory = current_territory()
    formerly = FormerCommune.objects.filter(search_name=name).exclude(search_name="")
    found = list(
        Commune.objects.filter(condition)
        .select_related("departement")
        .annotate(
            is_outside=Value(False)
            if territory.is_whole_country
            else Case(When(territory.condition(), then=False), default=True),
            inexactness=Case(
                When(search_name=name, then=0),
                When(pk__in=formerly.values("commune"), then=1),
                default=2,
            ),
        )
        .order_by("is_outside", "inexactness", F("population").desc(nulls_last=True), "name", "pk")[
            :limit
        ]
    )
    inside = [commune for commune in found if not commune.is_outside]
    outside = [commune for commune in found if commune.is_outside]
    named_inside = [commune for commune in inside if commune.inexactness < 2]
    named_outside = [commune for commune in outside if commune.inexactness < 2]
    return list(named_inside or inside + (named_outside or outside))


def full_code(code: str) -> str:
    """Give back its leading zero to a commune code that lost it; "" for what is no code."""
    code = code.strip().upper()
    return code.zfill(5) if CODE.fullmatch(code) else ""


def full_postcode(postcode: str) -> str:
    return postcode.strip().zfill(5)


def commune_by_code(code: str) -> Commune | None:
    """Find today's commune by its code or a former one, even short of its leading zero."""
    code = full_code(code)
    if not code:
        return None
    found = Commune.objects.select_related("departement").filter(pk=code).first()
    if found:
        return found
    former = FormerCommune.objects.select_related("commune__departement").filter(pk=code).first()
    return former.commune if former else None


def main_towns(territory: Territory, *, limit: int = 500) -> QuerySet[Commune]:
    """The communes worth naming on a map, the biggest first."""
    return Commune.objects.filter(
        territory.condition(), latitude__isnull=False, population__isnull=False
    ).order_by("-population", "pk")[:limit]


def contours_in_view(*, detail: str, box: Box) -> QuerySet[Contour]:
    """The contours whose box meets this one."""
    return Contour.objects.filter(
        detail=detail,
        min_x__lte=math.ceil(box.max_x),
        max_x__gte=math.floor(box.min_x),
        min_y__lte=math.ceil(box.max_y),
        max_y__gte=math.floor(box.min_y),
    )


def territory_contours(territory: Territory, *, detail: str) -> dict[str, str]:
    """The path of each commune of the territory whose contour is held, by code INSEE."""
    contours = Contour.objects.filter(
        territory.condition("commune"), detail=detail, commune__isnull=False
    )
    return dict(contours.order_by("commune").values_list("commune", "path"))


def territory_version() -> str:
    """A mark that changes with the territory or with what was loaded of it, for caches."""
    loads = Entry.objects.filter(act=LOAD).aggregate(count=Count("pk"), last=Max("at"))
    last = loads["last"].isoformat() if loads["last"] else "never"
    return f"{settings.TERRITORY}-{loads['count']}-{last}"


def territory_box(territory: Territory) -> Box | None:
    """The box around the contours of the territory, or around its centroids where none is held.

    For the whole country, around metropolitan France: one plane cannot hold all of it.
    """
    outlines = Contour.objects.filter(detail=Contour.Detail.OUTLINE)
    if territory.is_whole_country:
        corners = _contour_corners(outlines)
    else:
        communes = Contour.objects.filter(
            territory.condition("commune"), detail=Contour.Detail.DEPARTEMENT
        )
        corners = [
            *_contour_corners(communes),
            *_contour_corners(outlines.filter(departement__in=territory.departements)),
            *_centroid_corners(territory),
        ]
    return Box.around(corners) if corners else None


def _contour_corners(contours: QuerySet[Contour]) -> list[Point]:
    edges = contours.aggregate(
        min_x=Min("min_x"), min_y=Min("min_y"), max_x=Max("max_x"), max_y=Max("max_y")
    )
    if edges["min_x"] is None:
        return []
    return [(edges["min_x"], edges["min_y"]), (edges["max_x"], edges["max_y"])]


def _centroid_corners(territory: Territory) -> list[Point]:
    edges = Commune.objects.filter(territory.condition(), latitude__isnull=False).aggregate(
        south=Min("latitude"), west=Min("longitude"), north=Max("latitude"), east=Max("longitude")
    )
    if edges["south"] is None:
        return []
    return [
        project(latitude=edges["south"], longitude=edges["west"]),
        project(latitude=edges["north"], longitude=edges["east"]),
    ]
