import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from frictionless import Resource, Schema
from pytest_django import DjangoAssertNumQueries

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.opendata import edition
from maillage.opendata.edition import Edition, current_edition
from maillage.opendata.formats import CSV
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


@pytest.fixture
def limit_of_a_cell() -> Iterator[None]:
    """Frictionless raises it for the whole process, where our own reader counts on it."""
    limit = csv.field_size_limit()
    yield
    csv.field_size_limit(limit)


def body_of(client: Client, path: str) -> bytes:
    return client.get(path).content


@pytest.mark.usefixtures("loaded_territory", "limit_of_a_cell")
def test_the_file_of_a_real_departement_is_valid_against_the_national_schema(
    client: Client, now: datetime, tmp_path: Path
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


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", ""), ("", "")],
)
def test_the_smallest_file_that_the_client_reads_is_sent(
    client: Client, now: datetime, accepted: str, coding: str
) -> None:
    for number in range(20):
        record(place(f"Lieu {number}", in_town="Saintes"), identifier=str(number), now=now)

    response = client.get("/opendata/lieux.csv", HTTP_ACCEPT_ENCODING=accepted)

    assert response.get("Content-Encoding", "") == coding
    assert "Accept-Encoding" in response["Vary"]
    assert response.content == current_edition().read(CSV, coding=coding)
    assert not response["ETag"].startswith("W/")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("geojson", "application/geo+json"),
    ],
)
def test_whoever_holds_a_file_is_told_that_it_has_not_changed(
    client: Client, now: datetime, name: str, content_type: str
) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    first = client.get(f"/opendata/lieux.{name}")

    again = client.get(f"/opendata/lieux.{name}", HTTP_IF_NONE_MATCH=first["ETag"])

    assert first["Content-Type"] == content_type
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"


def test_the_etag_of_another_coding_is_another_file(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    plain = client.get("/opendata/lieux.csv")

    other = client.get(
        "/opendata/lieux.csv", HTTP_IF_NONE_MATCH=plain["ETag"], HTTP_ACCEPT_ENCODING="br"
    )

    assert other.status_code == 200


def test_a_file_says_when_the_data_last_changed(
    client: Client, now: datetime, loaded_territory: None
) -> None:
    response = client.get("/opendata/lieux.csv")

    assert response["Last-Modified"] == "Tue, 24 Nov 2026 09:12:00 GMT"
    again = client.get("/opendata/lieux.csv", HTTP_IF_MODIFIED_SINCE=response["Last-Modified"])
    assert again.status_code == 304


def test_head_says_the_size_and_post_is_refused(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    size = len(client.get("/opendata/lieux.csv").content)

    assert client.head("/opendata/lieux.csv")["Content-Length"] == str(size)
    assert client.post("/opendata/lieux.csv").status_code == 405


@pytest.mark.parametrize(("seconds", "queries"), [(0, 1), (60, 0)])
def test_a_file_that_is_known_asks_the_database_once_at_most(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
    seconds: int,
    queries: int,
) -> None:
    monkeypatch.setattr(edition, "VERSION_SECONDS", seconds)
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    client.get("/opendata/lieux.csv")

    with django_assert_num_queries(queries):
        client.get("/opendata/lieux.csv")


def test_an_empty_territory_gives_the_columns_alone(client: Client) -> None:
    assert body_of(client, "/opendata/lieux.csv").count(b"\r\n") == 1


def test_the_page_tells_the_count_the_sources_and_what_is_left_out(
    client: Client, now: datetime
) -> None:
    record(place("Complet", in_town="Saintes"), identifier="1", now=now)
    record(place("Sans rue", in_town="Saintes", address=""), identifier="2", now=now)

    page = client.get("/opendata/").content.decode().replace("\u00a0", " ")

    assert "contiennent 1 lieu," in page
    assert "Essai, Nous, fichier du 1er octobre 2026" in page
    assert "Sans rue" in page
    assert "adresse" in page
    assert "Complet" not in page


@pytest.mark.parametrize(
    ("size", "words"),
    [(480, "0,5 ko"), (23_249, "23,2 ko"), (999_900, "999,9 ko"), (1_440_000, "1,4 Mo")],
)
def test_a_size_is_told_in_thousands_of_bytes(
    client: Client, monkeypatch: pytest.MonkeyPatch, size: int, words: str
) -> None:
    monkeypatch.setattr(Edition, "size", lambda edition, form: size)

    page = client.get("/opendata/").content.decode().replace("\u00a0", " ")

    assert f"CSV ({words})" in page


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
