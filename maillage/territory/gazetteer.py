"""Every commune at once, in memory: a long reading looks them up without a query each."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F

from maillage.lib.distance import Position
from maillage.lib.text import commune_search_name
from maillage.territory.models import Commune, CommunePostcode, Departement, FormerCommune
from maillage.territory.queries import full_code, full_postcode

Value = TypeVar("Value")

TOWN = 10_000  # inhabitants


@dataclass(frozen=True, slots=True)
class KnownCommune:
    """A commune of today, with the names of those that it took in or bore before."""

    code_insee: str
    name: str
    departement_id: str
    epci_id: str | None
    position: Position | None
    population: int | None
    search_name: str
    former_search_names: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()


Communes = tuple[KnownCommune, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The communes by code, postcode, département and name; in each answer the biggest first."""

    by_current_code: Mapping[str, KnownCommune]
    by_former_code: Mapping[str, KnownCommune]
    by_postcode: Mapping[str, Communes]
    by_departement: Mapping[str, Communes]
    by_search_name: Mapping[str, Communes]  # of today and before
    areas: Mapping[str, tuple[str, ...]]  # the départements of a code, of a name or of a région's
    towns: frozenset[str]  # the names of those that people know far away
    northwards: Communes  # those whose position is known
    latitudes: tuple[float, ...]  # of these

    def by_code(self, code: str) -> KnownCommune | None:
        """Find today's commune by its code or a former one, even short of its leading zero."""
        code = full_code(code)
        return self.by_current_code.get(code) or self.by_former_code.get(code)

    def of_postcode(self, postcode: str) -> Communes:
        return self.by_postcode.get(full_postcode(postcode), ())

    def of_departement(self, code: str) -> Communes:
        return self.by_departement.get(code, ())

    def named(self, search_name: str) -> Communes:
        """Find the communes of a name wherever they are; see `named_among`."""
        return named_among(self.by_search_name.get(search_name, ()), search_name=search_name)

    def between(self, *, south: float, north: float) -> Communes:
        """Find the communes whose centre lies between two latitudes."""
        first = bisect_left(self.latitudes, south)
        last = bisect_right(self.latitudes, north)
        return self.northwards[first:last]


def named_among(communes: Iterable[KnownCommune], *, search_name: str) -> Communes:
    """Keep those that bear this name; when none does, those that bore or took it in before."""
    if not search_name:
        return ()
    communes = tuple(communes)
    return tuple(one for one in communes if one.search_name == search_name) or tuple(
        one for one in communes if search_name in one.former_search_names
    )


def load_gazetteer() -> Gazetteer:
    """Read every commune of the database, in four queries."""
    former = list(FormerCommune.objects.values_list("code_insee", "search_name", "commune"))
    former_names = _grouped((commune, name) for _code, name, commune in former if name)
    postcodes = _grouped(CommunePostcode.objects.values_list("commune", "code"))
    communes = [
        KnownCommune(
            code_insee=code,
            name=name,
            departement_id=departement,
            epci_id=epci,
            position=Position.of(latitude, longitude),
            population=population,
            search_name=search_name,
            former_search_names=former_names.get(code, ()),
            postcodes=postcodes.get(code, ()),
        )
        for code, name, departement, epci, latitude, longitude, population, search_name in (
            _rows_of_communes()
        )
    ]
    by_current_code = {one.code_insee: one for one in communes}
    placed = sorted((one.position, one.code_insee) for one in communes if one.position)
    return Gazetteer(
        by_current_code=by_current_code,
        by_former_code={code: by_current_code[commune] for code, _name, commune in former},
        by_postcode=_grouped((postcode, one) for one in communes for postcode in one.postcodes),
        by_departement=_grouped((one.departement_id, one) for one in communes),
        by_search_name=_grouped(
            (name, one) for one in communes for name in {one.search_name, *one.former_search_names}
        ),
        areas=_areas(),
        towns=frozenset(one.search_name for one in communes if (one.population or 0) >= TOWN),
        northwards=tuple(by_current_code[code] for _position, code in placed),
        latitudes=tuple(position.latitude for position, _code in placed),
    )


def _areas() -> dict[str, tuple[str, ...]]:
    rows = Departement.objects.values_list("code", "name", "region_name")
    names = ((written, code) for code, name, region in rows for written in {code, name, region})
    return _grouped((commune_search_name(written), code) for written, code in names)


def _rows_of_communes() -> Iterable[tuple[Any, ...]]:
    return Commune.objects.order_by(F("population").desc(nulls_last=True), "name").values_list(
        "code_insee",
        "name",
        "departement",
        "epci",
        "latitude",
        "longitude",
        "population",
        "search_name",
    )


def _grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    """Gather the values of each key, in the order in which they come."""
    groups: dict[str, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
