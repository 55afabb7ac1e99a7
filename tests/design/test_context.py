import pytest

from maillage.design.context import display_url, logo_url, read_logo, site, unbroken_hours
from maillage.design.display import COOKIE


def test_site_says_the_name_and_the_telephone_of_the_settings(settings, rf):
    settings.SITE_NAME, settings.PHONE = "Aide 17", "+33546000000"

    found = site(rf.get("/"))["site"]

    assert (found.name, found.phone) == ("Aide 17", "+33546000000")


@pytest.mark.parametrize(
    ("cookie", "color_scheme", "day", "night"),
    [
        ("", "light dark", "#ffffff", "#0d181c"),
        ("clair-100", "light", "#ffffff", "#ffffff"),
        ("sombre-100", "dark", "#0d181c", "#0d181c"),
        ("contraste-100", "light dark", "#ffffff", "#000000"),
    ],
)
def test_grounds_follow_the_colours_chosen(settings, rf, cookie, color_scheme, day, night):
    settings.TERRITORY_HUE = 225
    request = rf.get("/")
    request.COOKIES[COOKIE] = cookie

    found = site(request)["site"]

    assert (found.color_scheme, found.day_ground, found.night_ground) == (color_scheme, day, night)


def test_the_page_of_the_display_knows_where_one_came_from(rf):
    assert display_url(rf.get("/ou/?a=1&b=2")) == "/affichage/?next=/ou/%3Fa%3D1%26b%3D2"


def test_the_page_of_the_display_does_not_lead_to_itself_again(rf):
    assert display_url(rf.get("/affichage/?next=/ou/")) == "/affichage/?next=/ou/"


def test_without_a_logo_there_is_no_address(settings):
    settings.TERRITORY_LOGO = None

    assert logo_url() == ""


@pytest.mark.parametrize(
    ("file_name", "content_type"), [("logo.svg", "image/svg+xml"), ("logo.png", "image/png")]
)
def test_a_logo_is_named_by_its_content(settings, tmp_path, file_name, content_type):
    settings.TERRITORY_LOGO = tmp_path / file_name
    settings.TERRITORY_LOGO.write_bytes(b"drawing")

    logo = read_logo(settings.TERRITORY_LOGO)

    assert logo.content_type == content_type
    assert logo_url() == f"/apparence/logo-{logo.digest}"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("de 9 h à 17 h.", "de 9~h à 17~h."),
        ("9 h 30 - 12 h", "9~h~30 - 12~h"),
        ("9h-12h, 7 heures sur 7", "9h-12h, 7 heures sur 7"),
        ("", ""),
    ],
)
def test_hours_typed_by_hand_never_break(typed: str, shown: str) -> None:
    assert unbroken_hours(typed).replace("\u00a0", "~") == shown
