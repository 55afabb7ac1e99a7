"""A file of a source is read: every row has one outcome, and nothing of it is lost."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Cells
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.journal.actions import Actor
from maillage.journal.actions import record as journal_record
from maillage.places.actions.composition import recompose
from maillage.places.actions.publication import Homecoming, at_home, published_as
from maillage.places.actions.records import (
    Statement,
    create_records,
    raw_sha256,
    restate_records,
    statement_of,
)
from maillage.places.actions.turn import take_turn
from maillage.places.cleaning import MAX_IDENTIFIER, Unusable
from maillage.places.columns import columns_named
from maillage.places.mapping import Mapping
from maillage.places.models import (
    ImportRun,
    QuarantinedRow,
    Record,
    RecordChange,
    Source,
)
from maillage.places.sources import KNOWN_SOURCES, KnownSource, source_named
from maillage.places.table import Progress, Row, UnreadableFile, describe, read_rows, sha256_of
from maillage.territory.gazetteer import Gazetteer, load_gazetteer
from maillage.territory.models import Commune
from maillage.territory.queries import Territory

BATCH_SIZE = 500
QUARANTINED_ROWS_SHOWN = 10
# A file cut short on its way looks like a real one. Above both, someone has to say it is whole.
MAX_GONE = 5
MAX_GONE_PERCENT = 20
DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)(?:-?([0-3]\d))?(?!\d)")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG = 50
NOT_SOURCES = ("quarantaine",)  # a page of its own among those of the sources

OUTCOMES = ("created", "updated", "unchanged", "quarantined", "outside")


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
    refusals: Counter[tuple[str, str]]  # (field, reason): how many rows it kept out
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
    Memory does not grow with the file: rows are read, understood and written batch by batch.
    Raises UnreadableFile, ImportRefused; the latter when too many records are gone, unless
    someone knows why (`accept_gone`).
    """
    dated_on = dated_on or date_of(file)
    if dated_on > timezone.localdate(now):
        raise ImportRefused(_("La date du fichier est dans le futur : vérifiez --dated-on."))
    _refuse_codes_without_commune(territory)
    with transaction.atomic():
        take_turn(by=by)
        run = _begin(file=file, source=source, territory=territory, dated_on=dated_on, now=now)
        reading = _Reading(
            run=run,
            source=source,
            territory=territory,
            gazetteer=load_gazetteer(),
            now=now,
            corrections=_corrections_of(run.source),
        )
        for batch in _batches(_rows_of(file, source=source, progress=progress)):
            reading.take(batch)
        if not run.read:
            raise UnreadableFile(_("Ce fichier ne contient aucune ligne."))
        run.gone = _mark_gone(run, territory=territory, now=now, accept_gone=accept_gone)
        run.save()
        _write_in_journal(run, by=by, now=now)
        transaction.set_rollback(dry_run)
    return reading.report()


def source_to_read(slug: str, *, mapping: Mapping | None) -> KnownSource:
    """Find how to read the files of a source: by this mapping, or as its last file was read.

    Raises ImportRefused where the name is no name.
    """
    if not (SLUG.fullmatch(slug) and len(slug) <= MAX_SLUG) or slug in NOT_SOURCES:
        raise ImportRefused(
            _("Le nom « %(name)s » ne convient pas : des minuscules et des tirets, comme hub-lo.")
            % {"name": slug}
        )
    if mapping is None and slug not in KNOWN_SOURCES:
        runs = ImportRun.objects.in_force().filter(source__slug=slug, mapping__isnull=False)
        if last := runs.order_by("pk").last():
            mapping = Mapping.from_json(last.mapping)
    return source_named(slug, mapping=mapping)


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


@dataclass
class _Reading:
    """A reading under way, batch by batch; `run` holds the counts."""

    run: ImportRun
    source: KnownSource
    territory: Territory
    gazetteer: Gazetteer
    now: datetime
    corrections: Cells[str, dict[str, str]]  # by raw_sha256: what somebody wrote over such rows
    doubts: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_quarantined: list[QuarantinedRow] = field(default_factory=list)

    def take(self, rows: Sequence[Row]) -> None:
        self.run.read += len(rows)
        statements, refused = [], []
        for row in rows:
            try:
                statements.append((row, self._statement(row)))
            except Unusable as refusal:
                refused.append((row, refusal))
        refused += self._write(statements)
        self._keep(refused)

    def report(self) -> ImportReport:
        return ImportReport(
            dated_on=self.run.dated_on,
            gone=self.run.gone,
            doubts=self.doubts,
            refusals=self.refusals,
            first_quarantined=self.first_quarantined,
            **_counts(self.run),
        )

    def _statement(self, row: Row) -> Statement:
        """Understand a row, corrected where somebody did it for this very row."""
        correction = self.corrections.get(raw_sha256(row.cells)) if self.corrections else None
        if correction is not None:
            with suppress(Unusable):
                return self._read(row, correction=correction)
        if not row.is_whole:
            raise Unusable(
                field="",
                value=",".join(row.cells.values()),
                reason=_(
                    "cette ligne ne se découpe pas selon l’en-tête : trop ou trop peu de "
                    "cellules, ou un guillemet mal fermé"
                ),
            )
        return self._read(row, correction={})

    def _read(self, row: Row, *, correction: Cells[str, str]) -> Statement:
        return statement_of(
            row.cells,
            correction=correction,
            reader=self.source.reader,
            dated_on=self.run.dated_on,
            gazetteer=self.gazetteer,
        )

    def _write(self, statements: Sequence[tuple[Row, Statement]]) -> list[tuple[Row, Unusable]]:
        """Write what lies inside the territory; give the rows whose identifier was read before."""
        comings = at_home([one for _row, one in statements], run=self.run)
        records = self._records_of(one.statement.identifier for one in comings)
        new: dict[str, Homecoming] = {}
        again: dict[str, tuple[Record, Statement]] = {}
        untouched: set[str] = set()
        read_twice = []
        for (row, _one), coming in zip(statements, comings, strict=True):
            identifier = coming.statement.identifier
            record = records.get(identifier)
            is_read = record is not None and record.last_run_id == self.run.pk
            if is_read or identifier in {*new, *again, *untouched}:
                read_twice.append((row, self._read_twice(row, identifier)))
            elif not self._is_inside(coming, record):
                self.run.outside += 1
            elif record is None:
                new[identifier] = coming
            elif record.no_longer_listed_on is None and coming.says_what_we_publish():
                untouched.add(identifier)
            else:
                again[identifier] = (record, coming.statement)
        self._write_down(list(new.values()), list(again.values()))
        read = Record.objects.filter(source=self.run.source, identifier__in=untouched)
        read.update(last_run=self.run)
        self.run.unchanged += len(untouched)
        return read_twice

    def _records_of(self, identifiers: Iterable[str]) -> dict[str, Record]:
        known = Record.objects.filter(source=self.run.source, identifier__in=set(identifiers))
        return {one.identifier: one for one in known.select_related("place")}

    def _write_down(
        self, new: Sequence[Homecoming], again: Sequence[tuple[Record, Statement]]
    ) -> None:
        for statement in (*(one.statement for one in new), *(one for _record, one in again)):
            self.doubts.update((flag["field"], flag["reason"]) for flag in statement.flags)
        # Through another source, a row that we publish is one more voice, not a new word.
        echoes = sum(one.says_what_we_publish() for one in new)
        updated = restate_records(again, run=self.run, now=self.now)
        create_records([(one.statement, one.place) for one in new], run=self.run, now=self.now)
        self.run.created += len(new) - echoes
        self.run.updated += updated
        self.run.unchanged += len(again) - updated + echoes

    def _is_inside(self, coming: Homecoming, record: Record | None) -> bool:
        """Tell whether the place lies in the territory, or did until now."""
        known = record.place if record else coming.place
        codes = [coming.statement.data.code_insee, *([known.commune_id] if known else [])]
        communes = filter(None, map(self.gazetteer.by_code, codes))
        return any(self.territory.holds(commune) for commune in communes)

    def _read_twice(self, row: Row, identifier: str) -> Unusable:
        named = columns_named(self.source.identifier, among=row.cells)
        if any(row.cells[column].strip() for column in named):
            reason = _("identifiant déjà lu plus haut dans ce fichier")
        else:
            reason = _("même nom et même adresse qu’une ligne plus haut")
        return Unusable(field=self.source.identifier, value=identifier, reason=reason)

    def _keep(self, refused: Sequence[tuple[Row, Unusable]]) -> None:
        rows = [
            QuarantinedRow(
                run=self.run,
                row_number=row.number,
                identifier=self.source.reader.identify(row.cells)[:MAX_IDENTIFIER],
                field=refusal.field,
                value=refusal.value,
                reason=refusal.reason,
                raw=row.cells,
                raw_sha256=raw_sha256(row.cells),
            )
            for row, refusal in sorted(refused, key=lambda pair: pair[0].number)
        ]
        homes = published_as(row.identifier for row in rows)
        for row in rows:
            home = homes.get(row.identifier)
            if home and home.source_id == self.run.source_id:
                row.identifier = home.identifier
        self.run.quarantined += len(rows)
        self.refusals.update((row.field, row.reason) for row in rows)
        QuarantinedRow.objects.bulk_create(rows)
        room = QUARANTINED_ROWS_SHOWN - len(self.first_quarantined)
        self.first_quarantined += rows[:room]


def columns_of(file: Path, *, source: KnownSource) -> tuple[str, ...]:
    """The columns of a file, as the reader of its source spells them. Raises UnreadableFile."""
    return describe(file, optional=(*source.columns, *source.optional)).columns


def _rows_of(file: Path, *, source: KnownSource, progress: Progress | None) -> Iterator[Row]:
    return read_rows(file, columns=source.columns, optional=source.optional, progress=progress)


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


def date_in_name(file: Path) -> date | None:
    """Read the date of a file in its name: "france-services-20240801.csv", "liste 2024-08.csv"."""
    found = DATE_IN_NAME.search(file.name)
    try:
        # A month without its day: the first claims the least.
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
    except ValueError:
        return None


def date_of(file: Path) -> date:
    """Read the date of a file in its name. Raises ImportRefused where it has none."""
    dated_on = date_in_name(file)
    if dated_on is None:
        raise ImportRefused(
            _(
                "Le nom du fichier ne porte pas sa date : ajoutez --dated-on, par exemple "
                "2024-08-01."
            )
        )
    return dated_on


def _begin(
    *,
    file: Path,
    source: KnownSource,
    territory: Territory,
    dated_on: date,
    now: datetime,
) -> ImportRun:
    """Open the run."""
    known = _describe_once(source)
    newest = known.runs.in_force().aggregate(newest=Max("dated_on"))["newest"]
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
        columns=list(columns_of(file, source=source)),
        mapping=source.mapping.to_json() if source.mapping else None,
        dated_on=dated_on,
        started_at=now,
        **dict.fromkeys(("read", *OUTCOMES), 0),
    )


def _describe_once(source: KnownSource) -> Source:
    """Make or complete the source's row; what the coordination wrote of it stays."""
    described = {
        "name": source.name,
        "producer": source.producer,
        "licence": source.licence,
        "attribution": source.attribution,
        "url": source.url,
    }
    known, is_new = Source.objects.get_or_create(
        slug=source.slug, defaults={**described, "rank": source.rank}
    )
    learnt = {
        name: value
        for name, value in described.items()
        if value and not is_new and not getattr(known, name)
    }
    for name, value in learnt.items():
        setattr(known, name, value)
    known.save(update_fields=learnt)
    return known


def _corrections_of(source: Source) -> dict[str, dict[str, str]]:
    corrected = QuarantinedRow.objects.filter(run__source=source, correction__isnull=False)
    return {row.raw_sha256: row.correction or {} for row in corrected.order_by("corrected_at")}


def _mark_gone(run: ImportRun, *, territory: Territory, now: datetime, accept_gone: bool) -> int:
    """Mark the records of the territory that the file, wholly read, no longer holds."""
    held = Record.objects.filter(
        territory.condition("place__commune"), source=run.source, no_longer_listed_on__isnull=True
    ).exclude(first_run=run)
    refused = QuarantinedRow.objects.filter(run=run).values("identifier")
    # A row that was mended under another identifier, and is refused again, still holds its record.
    mended = QuarantinedRow.objects.filter(
        run__source=run.source, record__isnull=False, identifier__in=refused
    )
    gone = (
        held.exclude(last_run=run)
        .exclude(identifier__in=refused)
        .exclude(pk__in=mended.values("record"))
    )
    held_count, gone_count = held.count(), gone.count()
    is_alarming = gone_count > MAX_GONE and gone_count * 100 > held_count * MAX_GONE_PERCENT
    if is_alarming and not accept_gone:
        raise ImportRefused(
            _(
                "Ce fichier ne contient plus %(gone)d des %(held)d fiches de cette source dans ce "
                "territoire : est-il complet ? Si oui, relancez « maillage import places » "
                "avec --accept-gone."
            )
            % {"gone": gone_count, "held": held_count}
        )
    while batch := list(gone.values_list("pk", "place")[:BATCH_SIZE]):
        _mark(batch, run=run, now=now)
    return gone_count


def _mark(gone: Sequence[tuple[int, int]], *, run: ImportRun, now: datetime) -> None:
    records, places = zip(*gone, strict=True)
    Record.objects.filter(pk__in=records).update(no_longer_listed_on=run.dated_on)
    RecordChange.objects.bulk_create(
        RecordChange(run=run, record_id=record, kind=RecordChange.Kind.GONE) for record in records
    )
    recompose(places, now=now)


def _write_in_journal(run: ImportRun, *, by: Actor, now: datetime) -> None:
    journal_record(
        act="places.import",
        subject_kind=Source._meta.label,
        subject=run.source.slug,
        by=by,
        now=now,
        facts={
            "file_sha256": run.file_sha256,
            "dated_on": run.dated_on.isoformat(),
            "gone": run.gone,
            **_counts(run),
        },
    )


def _counts(run: ImportRun) -> dict[str, int]:
    return {name: getattr(run, name) for name in ("read", *OUTCOMES)}


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH_SIZE)):
        yield batch
