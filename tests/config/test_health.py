import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client
from pytest_django import Settings


def broken(*args: object, **kwargs: object) -> None:
    raise OperationalError("server closed the connection")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sante", "/sante/"])
def test_it_answers_well(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_answers_whatever_the_host_and_without_https(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/sante", headers={"host": "10.0.0.7:8000"})

    assert response.status_code == 200


@pytest.mark.django_db
def test_it_says_when_a_migration_waits(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("journal", "0001_initial")

    response = client.get("/sante")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "migrations"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_says_when_the_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "cursor", broken)

    response = client.get("/sante")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "database"}
