"""What may happen to places: a source is imported, and places are composed from their records."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from maillage.journal.actions import Actor
from maillage.journal.actions import record as journal_record
from maillage.lib.text import search_name
from maillage.places.cleaning import Unusable
from maillage.places.models import ImportRun, Place, PlaceTerm, QuarantinedRow, Record, Source
from maillage.places.rules import compose
from maillage.places.sources import KnownSource
from maillage.places.standard import PlaceData
from maillage.places.table import Progress, Row, UnreadableFile, read_rows, sha256_of
from maillage.places.terms import Term
from maillage.territory.models import Commune
from maillage.territory.queries import Territory

BATCH_SIZE = 500
QUARANTINED_ROWS_SHOWN = 10
MAX_SLUG_LENGTH = 110  # leaves room for "-2"
# A file cut short on its way looks like a real one. Above both, someone has to say it is whole.
MAX_GONE = 5
MAX_GONE_PERCENT = 20
DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")

COPIED_FIELDS = tuple(
    column.name
    for column in fields(PlaceData)
    if column.name not in ("code_insee", "commune", "terms")
)
COMPOSED_FIELDS = (*COPIED_FIELDS, "commune", "withdrawn_at")


class ImportRefused(ValueError):
    """The import is not made; the message says what to do, in French."""


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """Every row read has exactly one outcome; `gone` counts records, which are not rows."""

    dated_on: date
    read: int
    created: int
    updated: int
    unchanged: int
    quarantined: int
    outside: int
    gone: int
    doubts: Counter[tuple[str, str]]  # (field, reason): how many records carry it
    first_quarantined: Sequence[QuarantinedRow]


def import_places(
    *,
    file: Path,
    source: KnownSource,
    territory: Territory,
    by: Actor,
    now: datetime,
    dated_on: date | None = None,
    accept_gone: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read the file of a source: one record per row of the territory, and the places they make.

    One transaction: an import that stops on the way leaves nothing behind, a dry run neither,
    and a second reading of the same file changes nothing. A record that the file no longer
    holds is marked, never deleted; one that lies outside the territory is left as it is.
    Raises UnreadableFile, ImportRefused; the latter when too many records are gone, unless
    someone knows why (`accept_gone`).
    """
    dated_on = dated_on or date_of(file)
    if dated_on > timezone.localdate(now):
        raise ImportRefused(_("La date du fichier est dans le futur : vérifiez --dated-on."))
    _refuse_codes_without_commune(territory)
    with transaction.atomic():
        run = _begin(file=file, source=source, territory=territory, dated_on=dated_on, now=now)
        reading = _Reading(run=run, source=source, territory=territory, now=now)
        rows = read_rows(file, columns=source.columns, progress=progress)
        for batch in _batches(rows):
            reading.take(batch)
        if not run.read:
            raise UnreadableFile(_("Ce fichier ne contient aucune ligne."))
        gone = _gone_from(reading, accept_gone=accept_gone)
        _mark_gone(gone, run=run, now=now)
        run.save()
        journal_record(
            act="places.import",
            subject_kind=Source._meta.label,
            subject=source.slug,
            by=by,
            now=now,
            facts={
                "file_sha256": run.file_sha256,
                "dated_on": dated_on.isoformat(),
                "gone": len(gone),
                **reading.counts(),
            },
        )
        transaction.set_rollback(dry_run)
    return ImportReport(
        dated_on=dated_on,
        gone=len(gone),
        doubts=reading.doubts,
        first_quarantined=reading.first_quarantined,
        **reading.counts(),
    )


def territory_of(codes: str) -> Territory:
    """Read the codes that someone typed. Raises ImportRefused where one of them is no code."""
    territory = Territory.parse(codes)
    typed = {code.strip().upper() for code in codes.split(",") if code.strip()}
    if typed != set(codes_of(territory).split(",")):
        raise ImportRefused(
            _(
                "« %(codes)s » n’est pas un territoire : donnez FR, ou des codes de département "
                "(17, 2A, 974), d’EPCI (200041762) ou de commune (17415) séparés par des virgules."
            )
            % {"codes": codes}
        )
    return territory


def codes_of(territory: Territory) -> str:
    """Write a territory as its codes, always in the same order."""
    if territory.is_whole_country:
        return "FR"
    return ",".join(sorted(territory.departements | territory.epci | territory.communes))


def recompose(place_ids: Collection[int], *, now: datetime) -> None:
    """Compose these places again from the records that still list them.

    A place that nothing lists any more keeps what was last said of it, and is withdrawn.
    """
    records = Record.objects.order_by("source__rank", "pk")
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


@dataclass(frozen=True)
class _Statement:
    """One row, understood."""

    identifier: str
    raw: dict[str, str]
    data: PlaceData
    flags: list[dict[str, str]]

    def is_new_to(self, record: Record) -> bool:
        """Tell whether it says anything else than the record, the date of the file apart."""
        said = self.data.to_json() | {"stated_on": record.understood["stated_on"]}
        return (said, self.raw, self.flags) != (record.understood, record.raw, record.flags)


@dataclass
class _Reading:
    """A reading under way, batch by batch; `run` holds the counts."""

    run: ImportRun
    source: KnownSource
    territory: Territory
    now: datetime
    identifiers: set[str] = field(default_factory=set)  # of every row, usable or not
    understood: set[str] = field(default_factory=set)
    doubts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_quarantined: list[QuarantinedRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        names = ("read", "created", "updated", "unchanged", "quarantined", "outside")
        return {name: getattr(self.run, name) for name in names}

    def take(self, rows: Sequence[Row]) -> None:
        self.run.read += len(rows)
        self.identifiers.update(self._identifier(row) for row in rows)
        statements = list(self._understood(rows))
        known = Record.objects.filter(
            source=self.run.source, identifier__in=[one.identifier for one in statements]
        )
        records = {one.identifier: one for one in known.select_related("place")}
        inside = self._codes_inside(statements, records.values())
        created, used, changed = [], [], []
        for statement in statements:
            record = records.get(statement.identifier)
            codes = {statement.data.code_insee, record.place.commune_id if record else ""}
            if not codes & inside:
                self.run.outside += 1
                continue
            self.doubts.update((flag["field"], flag["reason"]) for flag in statement.flags)
            if record is None:
                created.append(statement)
                continue
            used.append(record.pk)
            if self._restate(record, statement):
                changed.append(record)
        self._create(created)
        Record.objects.filter(pk__in=used).update(last_run=self.run)
        Record.objects.bulk_update(changed, ("raw", "understood", "flags", "no_longer_listed_on"))
        recompose([one.place_id for one in changed], now=self.now)

    def _understood(self, rows: Iterable[Row]) -> Iterator[_Statement]:
        quarantined = []
        for row in rows:
            try:
                yield self._statement(row)
            except Unusable as refusal:
                quarantined.append(
                    QuarantinedRow(
                        run=self.run,
                        row_number=row.number,
                        field=refusal.field,
                        value=refusal.value,
                        reason=refusal.reason,
                        raw=row.cells,
                    )
                )
        self.run.quarantined += len(quarantined)
        QuarantinedRow.objects.bulk_create(quarantined)
        room = QUARANTINED_ROWS_SHOWN - len(self.first_quarantined)
        self.first_quarantined += quarantined[:room]

    def _statement(self, row: Row) -> _Statement:
        if not row.is_whole:
            raise Unusable(
                field="",
                value=",".join(row.cells.values()),
                reason=_("cette ligne n’a pas le même nombre de cellules que l’en-tête"),
            )
        data, flags = self.source.understand(row.cells, dated_on=self.run.dated_on)
        identifier = self._identifier(row)
        if identifier in self.understood:
            raise Unusable(
                field=self.source.identifier,
                value=identifier,
                reason=_("identifiant déjà lu plus haut dans ce fichier"),
            )
        self.understood.add(identifier)
        return _Statement(identifier, row.cells, data, [asdict(flag) for flag in flags])

    def _identifier(self, row: Row) -> str:
        return " ".join(row.cells.get(self.source.identifier, "").split())

    def _codes_inside(
        self, statements: Iterable[_Statement], records: Iterable[Record]
    ) -> set[str]:
        codes = {one.data.code_insee for one in statements}
        codes |= {one.place.commune_id for one in records}
        communes = Commune.objects.filter(self.territory.condition(), pk__in=codes)
        return set(communes.values_list("pk", flat=True))

    def _restate(self, record: Record, statement: _Statement) -> bool:
        """Bring a record up to date and count it; tell whether it has to be written."""
        said = statement.data.to_json()
        is_back = record.no_longer_listed_on is not None
        if is_back or statement.is_new_to(record):
            self.run.updated += 1
        else:
            self.run.unchanged += 1
            if said == record.understood:
                return False
        record.raw, record.understood, record.flags = statement.raw, said, statement.flags
        record.no_longer_listed_on = None
        return True

    def _create(self, statements: Sequence[_Statement]) -> None:
        taken: set[str] = set()
        places = []
        terms = []
        for statement in statements:
            place = Place(slug=_free_slug(statement.data, taken=taken))
            terms.append(_fill(place, [statement.data]))
            places.append(place)
        Place.objects.bulk_create(places)
        _write_terms({place.pk: of_it for place, of_it in zip(places, terms, strict=True)})
        Record.objects.bulk_create(
            Record(
                source=self.run.source,
                identifier=statement.identifier,
                place=place,
                raw=statement.raw,
                understood=statement.data.to_json(),
                flags=statement.flags,
                first_run=self.run,
                last_run=self.run,
            )
            for statement, place in zip(statements, places, strict=True)
        )
        self.run.created += len(statements)


def _refuse_codes_without_commune(territory: Territory) -> None:
    communes = Commune.objects.filter(territory.condition())
    if territory.is_whole_country:
        known = {"FR"} if communes.exists() else set()
    else:
        rows = communes.values_list("pk", "departement", "epci")
        known = {code for row in rows for code in row}
    if unknown := set(codes_of(territory).split(",")) - known:
        raise ImportRefused(
            _("Aucune commune sous le code %(codes)s : vérifiez-le, ou chargez les communes.")
            % {"codes": ", ".join(sorted(unknown))}
        )


def date_of(file: Path) -> date:
    """Read the date of a file in its name: "france-services-20240801.csv"."""
    found = DATE_IN_NAME.search(file.name)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise ImportRefused(
        _("Le nom du fichier ne porte pas sa date : ajoutez --dated-on, par exemple 2024-08-01.")
    )


def _begin(
    *,
    file: Path,
    source: KnownSource,
    territory: Territory,
    dated_on: date,
    now: datetime,
) -> ImportRun:
    """Open the run. The source's row is locked: two imports of one source wait for each other."""
    known, _created = Source.objects.update_or_create(
        slug=source.slug,
        defaults={
            "name": source.name,
            "producer": source.producer,
            "licence": source.licence,
            "url": source.url,
            "rank": source.rank,
        },
    )
    newest = known.runs.aggregate(newest=Max("dated_on"))["newest"]
    if newest and dated_on < newest:
        raise ImportRefused(
            _("Un fichier plus récent de cette source a déjà été lu, daté du %(date)s.")
            % {"date": newest.isoformat()}
        )
    return ImportRun.objects.create(
        source=known,
        territory=codes_of(territory),
        file_name=file.name.encode(errors="replace").decode(),
        file_sha256=sha256_of(file),
        dated_on=dated_on,
        started_at=now,
        **dict.fromkeys(("read", "created", "updated", "unchanged", "quarantined", "outside"), 0),
    )


def _gone_from(reading: _Reading, *, accept_gone: bool) -> list[Record]:
    """List the records of the territory that the file, wholly read, no longer holds."""
    held = list(
        Record.objects.filter(
            reading.territory.condition("place__commune"),
            source=reading.run.source,
            no_longer_listed_on__isnull=True,
        )
        .exclude(first_run=reading.run)
        .only("identifier", "place")
    )
    gone = [one for one in held if one.identifier not in reading.identifiers]
    is_alarming = len(gone) > MAX_GONE and len(gone) * 100 > len(held) * MAX_GONE_PERCENT
    if is_alarming and not accept_gone:
        raise ImportRefused(
            _(
                "Ce fichier ne contient plus %(gone)d des %(held)d fiches de cette source dans ce "
                "territoire : est-il complet ? Si oui, relancez « maillage import places » "
                "avec --accept-gone."
            )
            % {"gone": len(gone), "held": len(held)}
        )
    return gone


def _mark_gone(records: Sequence[Record], *, run: ImportRun, now: datetime) -> None:
    for start in range(0, len(records), BATCH_SIZE):
        batch = records[start : start + BATCH_SIZE]
        Record.objects.filter(pk__in=[one.pk for one in batch]).update(
            no_longer_listed_on=run.dated_on
        )
        recompose([one.place_id for one in batch], now=now)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH_SIZE)):
        yield batch


def _fill(place: Place, said: Sequence[PlaceData]) -> frozenset[Term]:
    """Write on the place what its records say together; give the terms, which rows hold."""
    data = compose(said)
    for name in COPIED_FIELDS:
        value = getattr(data, name)
        setattr(place, name, list(value) if isinstance(value, tuple) else value)
    place.commune_id = data.code_insee
    return data.terms


def _write_terms(terms: dict[int, frozenset[Term]]) -> None:
    PlaceTerm.objects.bulk_create(
        PlaceTerm(place_id=place_id, field=term.field, code=term.code)
        for place_id, of_it in terms.items()
        for term in sorted(of_it)
    )


def _free_slug(data: PlaceData, *, taken: set[str]) -> str:
    """Name the page after the place, and its commune when the name does not hold it."""
    words = data.name
    if search_name(data.commune) not in search_name(data.name):
        words = f"{data.name} {data.commune}"
    stem = slugify(words.replace("’", " ").replace("'", " "))[:MAX_SLUG_LENGTH].strip("-") or "lieu"
    slug, number = stem, 1
    while slug in taken or Place.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug
