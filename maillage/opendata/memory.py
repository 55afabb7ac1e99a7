"""What is published of each place, kept by the process for as long as nothing changes."""

from collections.abc import Collection
from typing import Any

from django.core.cache import caches

from maillage.opendata.formats import said_of
from maillage.opendata.queries import Version
from maillage.places.models import Place
from maillage.places.standard_writer import row_of, with_what_rows_say

KEPT_S = 3600

Said = dict[str, Any]


def said_of_places(pks: Collection[int], *, version: Version) -> dict[int, Said]:
    """Tell what is said of each of these places, as of this version."""
    cache = caches["public"]
    keys = {f"said-{version.mark}-{pk}": pk for pk in pks}
    kept = cache.get_many(keys)
    said: dict[int, Said] = {keys[key]: value for key, value in kept.items()}
    missing = [pk for pk in keys.values() if pk not in said]
    if missing:
        places = with_what_rows_say(Place.objects.filter(pk__in=missing))
        read = {place.pk: said_of(row_of(place)) for place in places}
        cache.set_many({f"said-{version.mark}-{pk}": read[pk] for pk in read}, KEPT_S)
        said |= read
    return said
