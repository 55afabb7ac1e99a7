"""Places are composed from their records, and composed again whenever one of these changes."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from django.db.models import Prefetch
from django.utils.text import slugify

from maillage.lib.text import search_name
from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place, PlaceTerm, Record
from maillage.places.rules import compose
from maillage.places.standard import PlaceData
from maillage.places.terms import Term

MAX_SLUG_LENGTH = 110  # leaves room for "-2"

COPIED_FIELDS = tuple(
    column.name
    for column in fields(PlaceData)
    if column.name not in ("code_insee", "commune", "terms")
)
COMPOSED_FIELDS = (*COPIED_FIELDS, "commune", "withdrawn_at")


def recompose(place_ids: Collection[int], *, now: datetime) -> None:
    """Compose these places again from the records that still list them.

    A place that nothing lists any more keeps what was last said of it, and is withdrawn.
    """
    records = Record.objects.order_by("source__rank", "source__slug", "pk")
    places = list(
        Place.objects.filter(pk__in=place_ids).prefetch_related(
            Prefetch("records", queryset=records)
        )
    )
    terms = {}
    for place in places:
        records_of_place = list(place.records.all())
        listed = [one for one in records_of_place if one.no_longer_listed_on is None]
        terms[place.pk] = _fill(
            place, [PlaceData.from_json(one.understood) for one in listed or records_of_place]
        )
        place.withdrawn_at = None if listed else place.withdrawn_at or now
    Place.objects.bulk_update(places, COMPOSED_FIELDS)
    PlaceTerm.objects.filter(place__in=terms).delete()
    _write_terms(terms)
    refresh_spots(terms)


def create_places(said: Sequence[PlaceData]) -> list[Place]:
    """Make one place of each, in the same order, under addresses that no other place has."""
    places = [Place(slug=slug) for slug in _free_slugs(said)]
    terms = [_fill(place, [data]) for place, data in zip(places, said, strict=True)]
    Place.objects.bulk_create(places)
    terms_of_place = {place.pk: of_it for place, of_it in zip(places, terms, strict=True)}
    _write_terms(terms_of_place)
    refresh_spots(terms_of_place)
    return places


def _fill(place: Place, said: Sequence[PlaceData]) -> frozenset[Term]:
    """Write on the place what its records say together; give the terms, which rows hold."""
    data = compose(said)
    for name in COPIED_FIELDS:
        value = getattr(data, name)
        setattr(place, name, list(value) if isinstance(value, tuple) else value)
    place.commune_id = data.code_insee
    return data.terms


def _write_terms(terms: Mapping[int, frozenset[Term]]) -> None:
    PlaceTerm.objects.bulk_create(
        PlaceTerm(place_id=place_id, field=term.field, code=term.code)
        for place_id, of_it in terms.items()
        for term in sorted(of_it)
    )


def _free_slugs(said: Iterable[PlaceData]) -> list[str]:
    """Name each page after its place; a name already taken gets the next free number."""
    stems = [_stem(data) for data in said]
    taken = _slugs_like(stems)
    numbers: Counter[str] = Counter()
    slugs = []
    for stem in stems:
        slug = stem
        while slug in taken:
            numbers[stem] += 1
            slug = f"{stem}-{numbers[stem] + 1}"
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _slugs_like(stems: Sequence[str]) -> set[str]:
    """The slugs that stand in the way of these; one query more for each contested name only."""
    taken = set(Place.objects.filter(slug__in=stems).values_list("slug", flat=True))
    contested = taken | {stem for stem, count in Counter(stems).items() if count > 1}
    for stem in contested:
        numbered = Place.objects.filter(slug__startswith=f"{stem}-")
        taken = taken.union(numbered.values_list("slug", flat=True))
    return taken


def _stem(data: PlaceData) -> str:
    """The name of the place, and its commune's where the name does not hold it."""
    words = data.name
    if search_name(data.commune) not in search_name(data.name):
        words = f"{data.name} {data.commune}"
    slug = slugify(words.replace("’", " ").replace("'", " "))
    return slug[:MAX_SLUG_LENGTH].strip("-") or "lieu"
