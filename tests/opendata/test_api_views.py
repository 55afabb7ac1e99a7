import json
import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db

SERVICES = "/api/v1/services"


def test_any_site_may_ask_and_no_cookie_is_kept(client: Client) -> None:
    response = client.get(SERVICES)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    assert response.cookies == {}


def test_a_cache_keeps_an_answer_for_each_language(client: Client) -> None:
    client.cookies["django_language"] = "en"

    response = client.get(SERVICES)

    assert "Do paperwork online" in response.text
    assert "Cookie" in response["Vary"]


def test_whoever_holds_the_answer_is_told_that_it_has_not_changed(client: Client) -> None:
    etag = client.get(SERVICES)["ETag"]

    again = client.get(SERVICES, HTTP_IF_NONE_MATCH=etag)

    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_head_is_answered_and_writing_is_refused(client: Client) -> None:
    assert client.head(SERVICES).status_code == 200

    refused = client.post(SERVICES)

    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused["Content-Type"] == "application/problem+json"


def test_a_browser_that_asks_first_is_allowed(client: Client) -> None:
    response = client.options(SERVICES)

    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_an_unknown_address_says_where_the_list_is(client: Client) -> None:
    response = client.get("/api/v1/places")

    assert response.status_code == 404
    assert json.loads(response.content)["detail"].endswith("http://testserver/api/v1/.")


def test_too_many_requests_are_told_how_long_to_wait(client: Client, settings: Settings) -> None:
    settings.API_REQUESTS_IN_5_MIN = 2

    answers = [client.get(SERVICES) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert answers[2]["Access-Control-Allow-Origin"] == "*"
    assert client.get(SERVICES, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_addresses_of_one_subscriber_count_together(client: Client, settings: Settings) -> None:
    settings.API_REQUESTS_IN_5_MIN = 1

    def status(address: str) -> int:
        return client.get(SERVICES, REMOTE_ADDR=address).status_code

    assert status("2001:db8::1") == 200
    assert status("2001:db8::ffff:2") == 429
    assert status("2001:db8:0:1::1") == 200


def test_the_description_names_each_path_and_its_refusals(client: Client) -> None:
    described = json.loads(client.get("/api/v1/openapi.json").content)

    assert set(described["paths"]) == {
        "/api/v1/lieux",
        "/api/v1/lieux/{lieu}",
        "/api/v1/communes",
        "/api/v1/services",
    }
    responses = described["paths"]["/api/v1/lieux"]["get"]["responses"]
    assert list(responses["400"]["content"]) == ["application/problem+json"]


def test_each_parameter_is_described_in_words(client: Client) -> None:
    described = json.loads(client.get("/api/v1/openapi.json").content)

    parameters = described["paths"]["/api/v1/lieux"]["get"]["parameters"]

    assert len(parameters) > 20
    assert [one["name"] for one in parameters if not one["description"]] == []


def test_the_page_for_humans_shows_them_all(client: Client) -> None:
    page = client.get("/api/v1/").content.decode()

    assert "GET /api/v1/lieux/{lieu}" in page
    assert "demarches, apprendre" in page
    assert [url for url in re.findall('(?:src|href)="([^"]*)"', page) if "://" in url] == []
