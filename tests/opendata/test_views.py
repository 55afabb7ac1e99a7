import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from frictionless import Resource, Schema

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.imports import ImportReport, import_places
from maillage.places.actions.undo import undo_import
from maillage.places.models import ImportRun, Place, Record
from maillage.places.sources import (
    CARTOGRAPHIE_NATIONALE,
    FRANCE_SERVICES,
    FRANCE_SERVICES_FILE,
)
from maillage.territory.queries import Territory
from tests.cast import place, record

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).parent / "lieux-mediation-numerique.schema.json"
BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")


def body_of(client: Client, path: str) -> bytes:
    return client.get(path).content


def test_the_file_of_a_real_departement_is_valid_against_the_national_schema(
    client: Client, now: datetime, tmp_path: Path, loaded_territory: None
) -> None:
    import_places(
        file=FRANCE_SERVICES_FILE,
        source=FRANCE_SERVICES,
        territory=Territory.parse("17"),
        by=BY,
        now=now,
    )
    file = tmp_path / "lieux.csv"

    file.write_bytes(body_of(client, "/opendata/lieux.csv"))

    report = Resource(
        path=file.name,
        basepath=str(tmp_path),
        schema=Schema.from_descriptor(json.loads(SCHEMA.read_text())),
    ).validate()
    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    assert report.tasks[0].stats["rows"] == Place.objects.count() == 35


def test_the_file_is_quoted_utf8_that_any_site_may_read(client: Client, now: datetime) -> None:
    record(place('Lieu "Été", virgule', in_town="Saintes"), identifier="1", now=now)

    response = client.get("/opendata/lieux.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    body = response.content.decode()
    assert body.startswith('"id","pivot","nom"')
    [row] = csv.DictReader(io.StringIO(body))
    assert row["nom"] == 'Lieu "Été", virgule'


def test_an_empty_territory_gives_the_columns_alone(client: Client) -> None:
    assert body_of(client, "/opendata/lieux.csv").count(b"\r\n") == 1


def test_the_page_tells_the_count_the_sources_and_what_is_left_out(
    client: Client, now: datetime
) -> None:
    record(place("Complet", in_town="Saintes"), identifier="1", now=now)
    record(place("Sans rue", in_town="Saintes", address=""), identifier="2", now=now)

    page = client.get("/opendata/").content.decode().replace("\u00a0", " ")

    assert "contient 1 lieu," in page
    assert "Essai, Nous, fichier du 1er octobre 2026" in page
    assert "Sans rue" in page
    assert "adresse" in page
    assert "Complet" not in page


def outcome(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.quarantined


def test_what_we_publish_comes_back_without_a_change(
    client: Client, now: datetime, tmp_path: Path, loaded_territory: None
) -> None:
    here = Territory.parse("17")
    import_places(file=FRANCE_SERVICES_FILE, source=FRANCE_SERVICES, territory=here, by=BY, now=now)
    file = tmp_path / "lieux-20241001.csv"
    file.write_bytes(body_of(client, "/opendata/lieux.csv"))
    ours = Record.objects.filter(source__slug=FRANCE_SERVICES.slug)
    before = list(ours.values("pk", "raw", "understood", "flags"))

    report = import_places(file=file, source=CARTOGRAPHIE_NATIONALE, territory=here, by=BY, now=now)

    assert outcome(report) == (0, 0, 35, 0)
    assert list(ours.values("pk", "raw", "understood", "flags")) == before
    assert body_of(client, "/opendata/lieux.csv") == file.read_bytes()


def test_what_we_publish_can_be_imported_elsewhere_then_again_without_a_change(
    client: Client, now: datetime, tmp_path: Path, loaded_territory: None
) -> None:
    here = Territory.parse("17")
    import_places(file=FRANCE_SERVICES_FILE, source=FRANCE_SERVICES, territory=here, by=BY, now=now)
    file = tmp_path / "lieux-20241001.csv"
    file.write_bytes(body_of(client, "/opendata/lieux.csv"))
    undo_import(ImportRun.objects.get(), by=BY, now=now)

    reports = [
        import_places(file=file, source=CARTOGRAPHIE_NATIONALE, territory=here, by=BY, now=now)
        for _time in range(2)
    ]

    assert list(map(outcome, reports)) == [(35, 0, 0, 0), (0, 0, 35, 0)]
