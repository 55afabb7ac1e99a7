import pytest

from maillage.design.context import logo_url, read_logo, site, unbroken_hours


def test_site_says_the_name_and_the_telephone_of_the_settings(settings, rf):
    settings.SITE_NAME, settings.PHONE = "Aide 17", "+33546000000"

    found = site(rf.get("/"))["site"]

    assert (found.name, found.phone) == ("Aide 17", "+33546000000")


def test_grounds_follow_the_theme(settings, rf):
    settings.TERRITORY_HUE = 225

    found = site(rf.get("/"))["site"]

    assert (found.light_ground, found.dark_ground) == ("#ffffff", "#0d181c")


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
