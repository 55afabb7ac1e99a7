import re

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

WORKER = "/hors-ligne.js"


def version_of(script: str) -> str:
    found = re.search(r'"shell-(\w+)"', script)
    assert found
    return found[1]


def test_the_worker_is_a_script_that_browsers_ask_again(client: Client) -> None:
    response = client.get(WORKER)

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in response["Cache-Control"]
    assert reverse("desk:offline") in response.text


def test_the_worker_tells_of_a_kept_page_in_the_language_of_that_page(client: Client) -> None:
    script = client.get(WORKER).text

    for language, beginning in (("fr", "Pas de réseau"), ("en", "No network")):
        assert f'{language}: "{beginning}' in script


def test_the_worker_changes_with_the_language_of_the_page_without_network(client: Client) -> None:
    french = client.get(WORKER).text
    english = client.get(WORKER, headers={"accept-language": "en"}).text

    assert version_of(french) != version_of(english)


def test_the_page_without_network_says_nothing_leaves_the_device(client: Client) -> None:
    assert "ne quittent pas cet appareil" in client.get("/hors-ligne/").text
