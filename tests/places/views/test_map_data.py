import gzip
import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place, Spot
from tests.cast import place

pytestmark = pytest.mark.django_db
POINTS, LABELS = "/carte/lieux.json", "/carte/etiquettes.json"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Keys of spots begin anew with each test: what was kept of another would be read."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def spot_of(said: Place) -> int:
    refresh_spots([said.pk])
    return Spot.objects.get(place=said).pk


def test_the_points_travel_compressed_and_are_kept(client: Client) -> None:
    key = spot_of(place("Ici", in_town="Saintes"))

    plain = client.get(POINTS)
    compressed = client.get(POINTS, headers={"accept-encoding": "gzip"})

    assert plain.json()["ids"] == [key]
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "max-age=86400, public" in ", ".join(sorted(plain.headers["Cache-Control"].split(", ")))
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_points_already_held_are_not_sent_again_until_a_place_changes(client: Client) -> None:
    here = place("Ici", in_town="Saintes")
    spot_of(here)
    known = {"if-none-match": client.get(POINTS).headers["ETag"]}

    assert client.get(POINTS, headers=known).status_code == 304
    refresh_spots([here.pk])
    assert client.get(POINTS, headers=known).status_code == 200


def test_labels_say_the_name_and_whether_it_is_open(client: Client) -> None:
    here = spot_of(place("Mairie", in_town="Saintes"))
    somewhere = spot_of(place("Asso", in_town="Saintes", latitude=None, longitude=None))
    elsewhere = spot_of(place("Ailleurs", in_town="Montpellier"))

    response = client.get(LABELS, {"spots": f"{somewhere},{here},{elsewhere},999"})

    assert json.loads(response.content) == [
        {"id": here, "label": "Mairie, Ouvert", "url": "/lieux/mairie/"},
        {
            "id": somewhere,
            "label": "Asso, Ouvert, position approximative",
            "url": "/lieux/asso/",
        },
    ]


def test_labels_are_never_kept_past_the_next_change(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    key = spot_of(place("Mairie", in_town="Saintes"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now.replace(hour=11, minute=59))

    assert "max-age=60" in client.get(LABELS, {"spots": key}).headers["Cache-Control"]


@pytest.mark.parametrize(
    "asked", ["", "1,", "un", "1;2", "-1", "٣", "9" * 19, ",".join(map(str, range(61)))]
)
def test_what_is_no_list_of_keys_is_refused(client: Client, asked: str) -> None:
    response = client.get(LABELS, {"spots": asked})

    assert response.status_code == 400
    assert "60" in response.content.decode()
