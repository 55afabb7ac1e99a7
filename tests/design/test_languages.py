"""What a visitor who reads neither French nor English meets."""

import re
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from maillage.design.languages import HELP_LANGUAGES, HELP_VIEWS, UNREVIEWED
from maillage.lib.translations import compile_catalogues
from maillage.places.models import Place
from maillage.places.terms import Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, place, stop

pytestmark = pytest.mark.django_db

LOCALE = Path(site_settings.LOCALE_PATHS[0])
DJANGO_LOCALE = Path(django.__file__).parent / "conf" / "locale"
BUS = (*HELPED_WITH_PAPERWORK, Term(Field.MOBILITY, Mobility.ITINERANT))
NAMES = set(dict(site_settings.LANGUAGES).values())  # each in its own script, for everyone
PAGES = (
    "/",
    "/ou/?besoin=demarches",
    "/lieux/?besoin=demarches&commune=17415",
    "/lieux/?besoin=creer&ou=17100&ouvert=samedi&rayon=10",
    "/lieux/?ou=17100",
    "/lieux/?ou=xyzzy",
    "/lieux/?q=xyzzy",
    "/lieux/filtres/?besoin=demarches&commune=17415&prix=gratuit",
    "/carte/?besoin=demarches&commune=17415",
    "/lieux/france-services-de-saintes/",
    "/lieux/bus-des-communes/",
    "/affichage/",
    "/hors-ligne/",
    "/hors-ligne.js",
)


@pytest.fixture(scope="module", autouse=True)
def compiled_catalogues() -> None:
    compile_catalogues(LOCALE)


@pytest.fixture
def places(db: None) -> list[Place]:
    """A place and a bus, with all that their pages may say."""
    bus = place("Bus des communes", in_town="Fontcouverte", terms=BUS)
    stop(bus, in_town="Saintes", opening_hours="Tu[1,3] 09:00-12:00", holiday_hours="off")
    stop(bus, in_town="Fontcouverte", opening_hours="", hours_text="de temps en temps")
    return [place("France services de Saintes", in_town="Saintes"), bus]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text asked of the catalogues while the test lasts."""
    found: set[str] = set()
    for name, position in {"gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}.items():
        original = getattr(translation._trans, name)

        def spy(*words, original=original, position=position):
            found.add(words[position])
            return original(*words)

        monkeypatch.setattr(translation._trans, name, spy)
    return found


def reader(language: str) -> Client:
    return Client(headers={"accept-language": language})


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        ("ar-DZ,ar;q=0.9", "ar", ' dir="rtl"'),
        ("uk-UA", "uk", ""),
        ("es-MX,fr;q=0.2", "es", ""),
    ],
)
def test_the_language_of_the_browser_is_the_one_of_the_home_page(accepted, language, direction):
    html = reader(accepted).get("/").text

    assert f'<html lang="{language}"{direction}' in html


@pytest.mark.parametrize("language", sorted(HELP_LANGUAGES))
@pytest.mark.parametrize("url", PAGES)
def test_no_text_of_a_help_page_is_left_in_french(language, url, places, asked):
    response = reader(language).get(url)

    ours = {entry.msgid for entry in polib.pofile(str(LOCALE / language / "LC_MESSAGES/django.po"))}
    theirs = {
        entry.msgid
        for entry in polib.mofile(str(DJANGO_LOCALE / language / "LC_MESSAGES/django.mo"))
    }
    assert response.status_code == 200
    assert response["Content-Language"] == language
    assert asked - ours - theirs - NAMES == set()


@pytest.mark.parametrize("language", sorted(HELP_LANGUAGES))
def test_a_page_that_does_not_exist_says_so_in_every_language(language):
    response = reader(language).get("/nulle-part/")

    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.text


@pytest.mark.parametrize("url", ["/accessibilite/", "/mentions-legales/", "/opendata/", "/simple/"])
def test_a_page_that_is_not_translated_is_all_in_french(url):
    response = reader("ar").get(url)

    assert '<html lang="fr"\n' in response.text
    assert response["Content-Language"] == "fr"
    assert "Accept-Language" in response["Vary"]


def test_english_is_spoken_everywhere():
    assert '<html lang="en"' in reader("en").get("/accessibilite/").text


@pytest.mark.parametrize("language", ["ar", "es", "uk", "en", "fr"])
def test_only_a_translation_that_nobody_checked_says_so(language):
    html = reader(language).get("/").text

    assert ("Lire en français" in html) is (language in UNREVIEWED)


def test_home_offers_the_other_languages_first_each_in_its_own_script():
    header = Client().get("/").text.split("<header")[1].split("</header>")[0]

    names = re.findall(r'lang="(\w+)">([^<]+)</button>', header)
    assert names == [
        ("en", "English"),
        ("ar", "العربيّة"),
        ("uk", "Українська"),
        ("es", "Español"),
    ]


def test_every_help_view_has_its_address(places):
    paths = {resolve(url.split("?")[0]).view_name for url in PAGES} | {"places:labels"}

    assert paths == HELP_VIEWS


def test_names_and_addresses_are_said_to_be_french(places):
    listed = reader("ar").get("/lieux/").text
    shown = reader("ar").get(reverse("places:place", args=["france-services-de-saintes"])).text

    assert 'lang="fr">France services de Saintes</a>' in listed
    assert '<h1 lang="fr">France services de Saintes</h1>' in shown
    assert re.search(r'<span lang="fr">\s+1 rue de la Mairie, 17100 Saintes', shown)


def test_the_hours_of_the_telephone_are_said_to_be_french(settings):
    settings.PHONE, settings.PHONE_HOURS = "+33546000000", "le <lundi>"

    assert '<span lang="fr">le &lt;lundi&gt;</span>' in reader("uk").get("/").text
