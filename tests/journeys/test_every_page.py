"""What every page owes to everyone, whatever the screen."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import BrowserContext, Page

from tests.journeys.pages import EVERY_PAGE, NOT_FOUND, PAGES, axe_faults, visit

pytestmark = pytest.mark.journey

NOT_PAGES = {
    "robots",
    "members:confirm",
    "members:invite",
    "organisations:remove_contact",
    "organisations:reopen",
    "opendata:places_json",
    "opendata:places_geojson",
    "opendata:catalogue",
    "api:description",
    "api:places",
    "api:one_place",
    "api:communes",
    "api:services",
    "api:unknown",
    "places:points",
    "places:labels",
    "design:mirror",
    "places:short",
    "places:slip",
    "desk:service_worker",
    "opendata:places_csv",
    "places:ground",
    "places:suggestions",
    "places:quarantine_csv",
    "design:palette",
    "design:logo",
    "design:language",
}
WCAG_TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important }
    * { word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
"""


def names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns, f"{pattern.namespace or ''}:")
        else:
            found.add(f"{namespace}{pattern.name}".removeprefix(":"))
    return found


def test_no_page_is_forgotten() -> None:
    visited = {resolve(path.split("?")[0]).view_name for path in EVERY_PAGE}

    assert names(get_resolver().url_patterns) - NOT_PAGES == visited


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page: Page, path: str) -> None:
    visit(page, path)

    assert list(axe_faults(page)) == []


@pytest.mark.parametrize(
    "visitor", [{"viewport": {"width": 320, "height": 640}, "bypass_csp": True}], indirect=True
)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels_even_with_spaced_text(
    page: Page, path: str
) -> None:
    page.goto(path)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

    plain = page.evaluate(overflow)
    page.add_style_tag(content=WCAG_TEXT_SPACING)

    assert (plain, page.evaluate(overflow)) == (0, 0)


@pytest.mark.parametrize("path", PAGES)
def test_one_heading_one_main_one_language(page: Page, path: str) -> None:
    page.goto(path)

    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title().endswith("| Maillage Charente-Maritime")


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
def test_a_missing_page_leads_somewhere(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    answers: list[int] = []
    page.on("response", lambda response: answers.append(response.status))
    page.route("**/nulle-part/", lambda route: route.continue_())

    response = visitor.request.get(NOT_FOUND)

    assert response.status == 404
    page.set_content(response.text())
    assert "n’existe pas" in page.locator("h1").inner_text()
    assert page.locator("main a, main form").count() > 0
