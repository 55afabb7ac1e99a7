"""Our own rows, when they come back: published here, gathered elsewhere, read again.

A row that bears the identifier we publish, "<source>--<its own identifier>", is about the place
that we published under it, whatever the source that sends it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from maillage.places.actions.records import Statement
from maillage.places.models import ImportRun, Place, Record, Source
from maillage.places.standard import COLUMNS
from maillage.places.standard_writer import IN_IDENTIFIER, row_of, with_what_rows_say


@dataclass(frozen=True)
class Homecoming:
    """A statement under the name that its own source gives it, and the place it is known to be of.

    `is_published`: it bears the identifier under which we publish that place.
    """

    statement: Statement
    place: Place | None = None
    is_published: bool = False

    def says_what_we_publish(self) -> bool:
        """Tell whether the row says of a listed place what we say of it, and no more."""
        if self.place is None or not self.is_published or self.place.withdrawn_at:
            return False
        said = {column: self.statement.raw.get(column, "") for column in COLUMNS}
        return said == row_of(self.place)


def at_home(statements: Sequence[Statement], *, run: ImportRun) -> list[Homecoming]:
    """Find what each statement is about, in the same order."""
    identifiers = [one.identifier for one in statements]
    published = published_as(identifiers)
    elsewhere = _places_told_elsewhere(identifiers, source=run.source)
    return [
        _homecoming(one, published.get(one.identifier), elsewhere=elsewhere, run=run)
        for one in statements
    ]


def _homecoming(
    statement: Statement,
    home: Record | None,
    *,
    elsewhere: Mapping[str, Place],
    run: ImportRun,
) -> Homecoming:
    if home is None:
        return Homecoming(statement, elsewhere.get(statement.identifier))
    if home.source_id == run.source_id:
        statement = replace(statement, identifier=home.identifier)
    return Homecoming(statement, home.place, is_published=True)


def published_as(identifiers: Iterable[str]) -> dict[str, Record]:
    """Find the records that we publish under these identifiers, with their places."""
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


def _places_told_elsewhere(identifiers: Collection[str], *, source: Source) -> dict[str, Place]:
    """Find the places of which another source still speaks under the names we published."""
    names = {f"{source.slug}{IN_IDENTIFIER}{identifier}": identifier for identifier in identifiers}
    others = list(Source.objects.exclude(pk=source.pk).values_list("pk", flat=True))
    records = Record.objects.filter(source__in=others, identifier__in=names)
    return {names[one.identifier]: one.place for one in records.select_related("place")}
