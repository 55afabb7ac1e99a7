"""Our own rows, when they come back: published here, gathered elsewhere, read again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from maillage.places.models import Place, Record, Source
from maillage.places.standard import COLUMNS
from maillage.places.standard_writer import IN_IDENTIFIER, row_of, with_what_rows_say


def published_as(identifiers: Iterable[str]) -> dict[str, Record]:
    """Find the records that we publish under "<source>--<its identifier>", with their places."""
    parts = defaultdict(list)
    for identifier in identifiers:
        slug, separator, own = identifier.partition(IN_IDENTIFIER)
        if separator:
            parts[slug].append(own)
    found = {}
    for source in Source.objects.filter(slug__in=parts):
        records = {
            one.identifier: one for one in source.records.filter(identifier__in=parts[source.slug])
        }
        places = with_what_rows_say(
            Place.objects.filter(pk__in=[one.place_id for one in records.values()])
        ).in_bulk()
        for own, record in records.items():
            record.place = places[record.place_id]
            found[f"{source.slug}{IN_IDENTIFIER}{own}"] = record
    return found


def is_what_we_publish(row: Mapping[str, str], *, of: Place) -> bool:
    """Tell whether a row says of a listed place what we say of it, and no more."""
    said = {column: row.get(column, "") for column in COLUMNS}
    return of.withdrawn_at is None and said == row_of(of)
