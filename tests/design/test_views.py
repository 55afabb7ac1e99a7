import pytest
from django.test import Client

from maillage.design.context import logo_url, palette_url


def test_colours_are_kept_for_ever_under_the_name_of_their_version(client):
    response = client.get(palette_url())

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert "--action:#005c76" in response.text


def test_a_page_kept_from_before_a_change_of_hue_finds_the_new_colours(client):
    response = client.get("/apparence/000000000000.css")

    assert response.status_code == 302
    assert response["Location"] == palette_url()


def test_the_hue_of_the_settings_colours_the_site(client, settings):
    settings.TERRITORY_HUE = 300

    assert "--action:#61478b" in client.get(palette_url()).text


def test_the_logo_of_the_territory_is_served(client, settings, tmp_path):
    settings.TERRITORY_LOGO = tmp_path / "logo.svg"
    settings.TERRITORY_LOGO.write_text("<svg/>")

    response = client.get(logo_url())

    assert response.content == b"<svg/>"
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]


def test_an_old_address_of_the_logo_leads_to_the_new_one(client, settings, tmp_path):
    settings.TERRITORY_LOGO = tmp_path / "logo.svg"
    settings.TERRITORY_LOGO.write_text("<svg/>")

    assert client.get("/apparence/logo-old")["Location"] == logo_url()


@pytest.mark.django_db
def test_without_a_logo_its_address_does_not_exist(client, settings):
    settings.TERRITORY_LOGO = None

    assert client.get("/apparence/logo-old").status_code == 404


def test_language_is_chosen_without_any_other_cookie():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/apparence/langue/", {"language": "en", "next": "/ou/"})

    assert response["Location"] == "/ou/"
    assert list(response.cookies) == ["django_language"]


def test_choosing_a_language_never_leads_to_another_site(client):
    response = client.post("/apparence/langue/", {"language": "en", "next": "https://evil.example"})

    assert response["Location"] == "/"


def test_a_link_cannot_change_the_language(client):
    assert client.get("/apparence/langue/").status_code == 405
