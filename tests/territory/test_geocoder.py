"""Against a service of our own, on this machine: nothing is asked of anyone."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.territory import geocoder
from maillage.territory.geocoder import (
    GeocoderError,
    Kind,
    find_address,
    looks_like_address,
)
from maillage.territory.queries import Territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_communes")]

CHARENTE_MARITIME = Territory.parse("17")
TYPED = "12 rue du Port Saintes"


def feature(**changed: Any) -> dict[str, Any]:
    """An answer in the shape of the national service, somewhere in Saintes."""
    properties = {
        "label": "12 Rue du Port 17100 Saintes",
        "score": 0.93,
        "type": "housenumber",
        "citycode": "17415",
    }
    coordinates = changed.pop("coordinates", [-0.6291, 45.7443])
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": properties | changed,
    }


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


class Service:
    """What is answered, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.body = collection(feature())
        self.status = 200
        self.delay_s = 0.0
        self.location = ""


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    """An address service, set; what was kept of earlier answers is forgotten."""
    answer = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer.asked.append(parse_qs(urlsplit(self.path).query))
            sleep(answer.delay_s)
            body = answer.body.encode()
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/search"
    yield answer
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_a_service_nothing_is_asked(service: Service, settings: Any) -> None:
    settings.GEOCODER_URL = ""

    assert find_address(TYPED, territory=CHARENTE_MARITIME) is None
    assert service.asked == []


def test_an_address_is_found_with_its_commune(service: Service) -> None:
    found = find_address(TYPED, territory=CHARENTE_MARITIME)

    assert found
    assert found.label == "12 Rue du Port 17100 Saintes"
    assert found.position == Position(45.7443, -0.6291)
    assert found.commune.name == "Saintes"
    assert found.kind is Kind.HOUSE


@pytest.mark.parametrize("kind", Kind)
def test_how_much_of_it_was_found_is_said(service: Service, kind: Kind) -> None:
    service.body = collection(feature(type=kind.value))

    found = find_address(TYPED, territory=CHARENTE_MARITIME)

    assert found
    assert found.kind is kind


def test_one_answer_is_asked_for_around_the_territory(service: Service) -> None:
    find_address("  12 rue  du Port ", territory=CHARENTE_MARITIME)

    asked = service.asked[0]
    assert asked["q"] == ["12 rue du Port"]
    assert asked["limit"] == ["1"]
    around = Position(float(asked["lat"][0]), float(asked["lon"][0]))
    assert around.metres_to(Position(45.9, -0.9)) < 60_000


def test_the_whole_country_has_no_middle(service: Service) -> None:
    find_address(TYPED, territory=Territory.parse("FR"))

    assert "lat" not in service.asked[0]


@pytest.mark.parametrize(
    "body", [collection(feature()), collection(), collection(feature(score=0.2))]
)
def test_an_answer_is_asked_for_once(service: Service, body: str) -> None:
    service.body = body

    first = find_address(TYPED, territory=CHARENTE_MARITIME)
    again = find_address(TYPED, territory=CHARENTE_MARITIME)

    assert first == again
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        collection(),
        collection(feature(score=0.49)),
        collection(feature(citycode="99999")),  # not of France
        collection(feature(coordinates=[139.7, 35.7])),  # nowhere near its commune
    ],
)
def test_a_doubtful_answer_is_none(service: Service, body: str) -> None:
    service.body = body

    assert find_address(TYPED, territory=CHARENTE_MARITIME) is None


@pytest.mark.parametrize(
    "body",
    [
        "<html>Maintenance</html>",
        "",
        "null",
        "[]",
        "{}",
        '{"features": 3}',
        '{"features": {"a": 1}}',
        collection("12 rue du Port"),
        collection({"properties": {}, "geometry": None}),
        collection(feature(coordinates=[])),
        collection(feature(coordinates=["x", "y"])),
        collection(feature(coordinates=[-0.6, 45.7, 12.0])),
        collection(feature(coordinates=[-0.6, 145.7])),
        collection(feature(coordinates=[float("nan"), 45.7])),
        collection(feature(coordinates=[-0.6, float("inf")])),
        collection(feature(score=None)),
        collection(feature(type="poi")),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_failure(service: Service, body: str) -> None:
    service.body = body

    with pytest.raises(GeocoderError):
        find_address(TYPED, territory=CHARENTE_MARITIME)


@pytest.mark.parametrize("status", [204, 403, 404, 429, 500, 503])
def test_a_service_that_fails_is_left_alone_for_a_while(service: Service, status: int) -> None:
    service.status = status

    for _attempt in range(3):
        with pytest.raises(GeocoderError):
            find_address(TYPED, territory=CHARENTE_MARITIME)

    assert len(service.asked) == 1


def test_a_text_that_the_service_refuses_is_no_failure(service: Service) -> None:
    service.status = 400

    assert find_address(TYPED, territory=CHARENTE_MARITIME) is None
    service.status = 200
    assert find_address("14 rue du Port", territory=CHARENTE_MARITIME)


def test_what_was_typed_goes_to_no_other_address(service: Service) -> None:
    service.status, service.location = 302, "/elsewhere"

    with pytest.raises(GeocoderError, match="302"):
        find_address(TYPED, territory=CHARENTE_MARITIME)

    assert len(service.asked) == 1


def test_few_wait_for_the_service_together(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = threading.BoundedSemaphore(1)
    monkeypatch.setattr(geocoder, "SEATS", seats)

    with seats, pytest.raises(GeocoderError, match="busy"):
        find_address(TYPED, territory=CHARENTE_MARITIME)

    assert service.asked == []
    assert find_address(TYPED, territory=CHARENTE_MARITIME)


@pytest.mark.parametrize("status", [200, 500])
def test_who_was_answered_or_not_leaves_the_place_to_another(
    service: Service, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    seats = threading.BoundedSemaphore(1)
    monkeypatch.setattr(geocoder, "SEATS", seats)
    service.status = status

    with suppress(GeocoderError):
        find_address(TYPED, territory=CHARENTE_MARITIME)

    assert seats.acquire(blocking=False)


def test_nobody_waits_for_long(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoder, "TIMEOUT_S", 0.05)
    service.delay_s = 0.3

    with pytest.raises(GeocoderError):
        find_address(TYPED, territory=CHARENTE_MARITIME)


def test_a_service_that_is_not_there_is_a_failure(service: Service, settings: Any) -> None:
    settings.GEOCODER_URL = "http://127.0.0.1:9/search"

    with pytest.raises(GeocoderError):
        find_address(TYPED, territory=CHARENTE_MARITIME)


@pytest.mark.parametrize("status", [200, 500])
def test_no_log_holds_what_was_typed(
    service: Service, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    service.status, service.body = status, "{}"
    caplog.set_level(logging.WARNING)

    with pytest.raises(GeocoderError) as failure:
        find_address(TYPED, territory=CHARENTE_MARITIME)

    assert "address service failed" in caplog.text
    assert "Port" not in caplog.text + str(failure.value)
    assert failure.value.__suppress_context__


@pytest.mark.parametrize("typed", ["", "  ", "12", "?? rue", "x" * 201])
def test_what_no_service_accepts_is_not_sent(service: Service, typed: str) -> None:
    assert find_address(typed, territory=CHARENTE_MARITIME) is None
    assert service.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "12 rue du Port Saintes",
        "12bis, rue du Port",
        "8 ter cours National",
        "Rue Alsace-Lorraine",
        "4 place de la Mairie, La Rochelle",
        "bd de la République 17000",
        "AVENUE GAMBETTA",
        "allée des Tilleuls",
    ],
)
def test_a_number_first_or_the_word_of_a_street_makes_an_address(text: str) -> None:
    assert looks_like_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "Saintes", "17100", "17100 Saintes", "paris 15", "12", "12 34", "Médiathèque", "Prue"],
)
def test_other_words_make_none(text: str) -> None:
    assert not looks_like_address(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_not(text: str) -> None:
    assert looks_like_address(text) in (True, False)
