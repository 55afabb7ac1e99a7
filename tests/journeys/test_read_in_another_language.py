"""Finding help by someone who reads Arabic, Ukrainian or Spanish."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP
from tests.journeys.pages import axe_faults, visit

pytestmark = pytest.mark.journey

PLACE = "/lieux/france-services-de-saintes/"
HELP_PAGES = (
    "/",
    "/ou/?besoin=demarches",
    "/lieux/?besoin=demarches&commune=17415",
    "/lieux/?ou=xyzzy",
    "/lieux/filtres/?besoin=demarches&commune=17415",
    "/carte/?besoin=demarches&commune=17415",
    PLACE,
    "/lieux/bus-france-services-tonnay-charente/",
    "/affichage/",
    "/hors-ligne/",
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LANGUAGES = ("ar", "es", "uk")
MAX_TRANSFERRED_BYTES = 60_000


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, page: Page, site: str) -> Page:
    """The browser of someone who chose one of these languages before."""
    page.context.add_cookies([{"name": "django_language", "value": request.param, "url": site}])
    return page


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_from_a_french_home_page_to_a_telephone_number_in_arabic(page: Page) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("button", name="العربيّة").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("إلى ماذا تحتاجون؟")
    page.get_by_role("link", name="إنجاز معاملة إدارية").click()
    page.get_by_role("textbox").fill("saintes")
    page.get_by_role("button", name="بحث").click()
    page.get_by_role("link", name="France services de Saintes").first.click()

    phone = page.locator("a[href^='tel:']").first
    expect(phone).to_be_in_viewport()
    expect(phone).to_contain_text("05\u00a046\u00a073\u00a041\u00a018")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("element => getComputedStyle(element).direction") == "ltr"


def test_french_is_one_press_away_and_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("button", name="Українська").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")

    page.get_by_role("button", name="Lire en français").click()

    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto(PLACE)
    expect(page.get_by_role("heading", name="Horaires")).to_be_visible()


def test_a_page_that_nobody_translated_is_in_french_and_the_way_back_is_not(reader: Page) -> None:
    reader.goto("/accessibilite/")
    expect(reader.locator("html")).to_have_attribute("lang", "fr")

    reader.goto("/")

    expect(reader.locator("html")).not_to_have_attribute("lang", "fr")


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
def test_axe_finds_nothing_in_these_languages(reader: Page) -> None:
    found = []
    for path in HELP_PAGES:
        visit(reader, path)
        found += [(path, *fault) for fault in axe_faults(reader)]

    assert found == []


def test_longer_words_do_not_make_the_page_scroll_sideways(reader: Page) -> None:
    overflows = {}
    for path in HELP_PAGES:
        reader.goto(path)
        for width in (320, DESKTOP["width"]):
            reader.set_viewport_size({"width": width, "height": 640})
            overflows[path, width] = reader.evaluate(OVERFLOW)

    assert {where: px for where, px in overflows.items() if px} == {}


@pytest.mark.parametrize("visitor", [{"service_workers": "block"}], indirect=True)
@pytest.mark.parametrize("path", ["/", "/lieux/?besoin=demarches&commune=17415", PLACE])
def test_a_first_visit_stays_light_and_brings_no_other_font(reader: Page, path: str) -> None:
    loaded: list[tuple[str, int]] = []
    reader.on(
        "requestfinished",
        lambda request: loaded.append((request.url, request.sizes()["responseBodySize"])),
    )

    reader.goto(path, wait_until="networkidle")

    assert sum(size for _url, size in loaded) < MAX_TRANSFERRED_BYTES
    assert len([url for url, _size in loaded if url.endswith(".woff2")]) == 1


def test_the_map_speaks_the_language_too(reader: Page) -> None:
    reader.goto("/carte/?besoin=demarches&commune=17415", wait_until="networkidle")

    live = reader.locator(".map-live, #carte").first
    expect(live).to_be_visible()
    labels = reader.locator("#carte [aria-label]").evaluate_all(
        "all => all.map(element => element.getAttribute('aria-label'))"
    )
    assert [label for label in labels if "lieux" in label or "carte" in label] == []
