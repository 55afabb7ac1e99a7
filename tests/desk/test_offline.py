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


def test_the_worker_speaks_the_language_of_the_visitor(client: Client) -> None:
    french = client.get(WORKER).text
    english = client.get(WORKER, headers={"accept-language": "en"}).text

    assert "Pas de réseau" in french
    assert version_of(french) != version_of(english)


def test_the_page_without_network_says_nothing_leaves_the_device(client: Client) -> None:
    assert "ne quittent pas cet appareil" in client.get("/hors-ligne/").text
