import re

import pytest
from django.test import Client

from maillage.design.context import logo_url, palette_url
from maillage.design.direction import mirror_url
from maillage.design.display import COOKIE
from maillage.design.rules import Colours

LARGE_AND_CONTRASTED = {"colours": "contraste", "text_percent": "150"}


@pytest.fixture
def reader(db: None) -> Client:
    """The browser of someone without any cookie, who checks what we owe to forms."""
    return Client(enforce_csrf_checks=True)


def test_colours_are_kept_for_ever_under_the_name_of_their_version(client):
    response = client.get(palette_url(Colours.LIGHT))

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert "--action:#005c76" in response.text


def test_a_page_kept_from_before_a_change_of_hue_finds_the_new_colours(client):
    response = client.get("/apparence/sombre/000000000000.css")

    assert response.status_code == 302
    assert response["Location"] == palette_url(Colours.DARK)


@pytest.mark.django_db
def test_colours_that_nobody_can_choose_do_not_exist(client):
    assert client.get("/apparence/rose/000000000000.css").status_code == 404


def test_the_hue_of_the_settings_colours_the_site(client, settings):
    settings.TERRITORY_HUE = 300

    assert "--action:#61478b" in client.get(palette_url(Colours.DARK)).text


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


def test_a_mirrored_sheet_is_kept_for_ever_under_the_name_of_its_version(client):
    response = client.get(mirror_url("maillage"))

    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert ".menu-link .icon { margin-left: 4px; }" in response.text


def test_an_old_address_of_a_mirror_leads_to_the_new_one(client):
    assert client.get("/apparence/miroir/team/0.css")["Location"] == mirror_url("team")


@pytest.mark.django_db
def test_only_our_own_sheets_have_a_mirror(client):
    assert client.get("/apparence/miroir/nulle-part/0.css").status_code == 404


def test_a_choice_is_kept_and_leads_back_without_any_other_cookie(reader):
    response = reader.post(
        "/affichage/", LARGE_AND_CONTRASTED | {"next": "/lieux/?besoin=demarches"}
    )

    assert (response.status_code, response["Location"]) == (302, "/lieux/?besoin=demarches")
    assert list(response.cookies) == [COOKIE]
    assert response.cookies[COOKIE].value == "contraste-150"


def test_the_choice_shows_on_every_page(reader):
    reader.post("/affichage/", LARGE_AND_CONTRASTED)

    html = reader.get("/accessibilite/").text

    assert 'class="text-150"' in html
    assert palette_url(Colours.CONTRAST) in html
    assert "design/contrast.css" in html
    assert palette_url(Colours.OF_THE_DEVICE) not in html


def test_the_page_shows_what_was_chosen(reader):
    reader.post("/affichage/", LARGE_AND_CONTRASTED)

    ticked = re.findall(r'value="(\w+)"[^>]* checked', reader.get("/affichage/").text)

    assert ticked == ["contraste", "150"]


def test_the_usual_display_is_offered_back_and_forgets_the_cookie(reader):
    assert "habituel" not in reader.get("/affichage/").text
    reader.post("/affichage/", LARGE_AND_CONTRASTED)
    html = reader.get("/affichage/").text
    assert "Revenir à l’affichage habituel" in html
    (usual,) = re.findall(
        r'"colours" value="(\w+)">\s*<input[^>]*"text_percent" value="(\d+)"', html
    )

    reader.post("/affichage/", dict(zip(("colours", "text_percent"), usual, strict=True)))

    assert COOKIE not in {key for key, cookie in reader.cookies.items() if cookie.value}


@pytest.mark.parametrize(
    "next_url",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "desk:home", ""],
)
def test_a_choice_never_leads_to_another_site(reader, next_url):
    response = reader.post("/affichage/", LARGE_AND_CONTRASTED | {"next": next_url})

    assert response["Location"] == "/affichage/"


def test_a_path_that_is_no_page_of_ours_breaks_nothing(reader):
    response = reader.post("/affichage/", LARGE_AND_CONTRASTED | {"next": "nulle-part"})

    assert response["Location"] == "nulle-part"


@pytest.mark.parametrize(
    "typed",
    [{}, {"colours": "rose", "text_percent": "150"}, {"colours": "clair", "text_percent": "900"}],
)
def test_a_choice_that_does_not_exist_is_not_kept(reader, typed):
    response = reader.post("/affichage/", typed)

    assert response.status_code == 200
    assert not response.cookies
    assert "public" not in response.get("Cache-Control", "")


def test_a_link_cannot_change_the_display(reader):
    response = reader.get("/affichage/", LARGE_AND_CONTRASTED)

    assert not response.cookies


def test_what_is_said_of_the_page_one_came_from_cannot_inject_markup(reader):
    html = reader.get("/affichage/", {"next": '"><script>'}).text

    assert "<script>" not in html


def test_a_cache_keeps_one_page_for_all_without_a_cookie_and_one_for_each_display(reader):
    usual = reader.get("/accessibilite/")
    reader.post("/affichage/", LARGE_AND_CONTRASTED)
    chosen = reader.get("/accessibilite/")

    for response in (usual, chosen):
        assert "public" in response["Cache-Control"]
        assert "Cookie" in response["Vary"]
    assert usual.text != chosen.text
    assert not usual.cookies


def test_a_page_is_written_from_right_to_left_in_arabic(reader, settings):
    settings.LANGUAGES = [("fr", "Français"), ("ar", "العربية")]
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"

    html = reader.get("/").text

    assert '<html lang="ar" dir="rtl"' in html
    assert mirror_url("maillage") in html
    assert "design/maillage.css" not in html
