"""Larger text and a strong contrast, for eyes that tire; pages read from the right."""

import re

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser import DESKTOP
from tests.journeys.pages import PAGES, RULES, axe_faults

pytestmark = pytest.mark.journey

NARROW: ViewportSize = {"width": 320, "height": 640}
FRAMES = ("/embed/?besoin=demarches&commune=17415",)  # as large as the page around them
TABLET: ViewportSize = {"width": 768, "height": 1024}
LARGEST = {"name": "affichage", "value": "contraste-150"}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TEXT_PX = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
GROUND = "getComputedStyle(document.body).backgroundColor"
PLACE = "/lieux/france-services-de-saintes/"
SEEN_AGAIN = ("/", "/lieux/?besoin=demarches&commune=17415", PLACE)


def tab_to(page: Page, question: str) -> None:
    """Press Tab until the radio button of this question has the focus."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == question:
            return
    raise AssertionError(f"no way to {question} with the Tab key")


@pytest.mark.parametrize(
    "visitor",
    [{"viewport": DESKTOP, "java_script_enabled": False, "color_scheme": "dark"}],
    indirect=True,
)
def test_with_the_keyboard_and_without_javascript_it_shows_on_every_page(page: Page) -> None:
    page.goto(PLACE)
    page.get_by_role("link", name="Affichage", exact=True).press("Enter")
    page.wait_for_url("**/affichage/**")
    tab_to(page, "colours")
    for _press in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Contraste fort")).to_be_checked()
    tab_to(page, "text_percent")
    for _press in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("France services de Saintes")
    for path in SEEN_AGAIN:
        page.goto(path)
        assert (page.evaluate(TEXT_PX), page.evaluate(GROUND)) == (27, "rgb(0, 0, 0)")


def test_from_the_menu_of_a_phone_and_back_to_the_usual_display(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Menu").click()
    page.get_by_role("link", name=re.compile("^Affichage")).click()
    page.get_by_label("Sombres").check()
    page.get_by_role("button", name="Garder ce choix").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("De quoi avez-vous besoin")
    )
    assert page.evaluate(GROUND) == "rgb(13, 24, 28)"

    page.goto("/affichage/")
    page.get_by_role("button", name="Revenir à l’affichage habituel").click()

    expect(page.get_by_label("Comme votre appareil")).to_be_checked()
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", [path for path in PAGES if path not in FRAMES])
def test_the_largest_text_never_scrolls_sideways(page: Page, site: str, path: str) -> None:
    page.context.add_cookies([{**LARGEST, "url": site}])
    page.goto(path)

    for size in (NARROW, TABLET):
        page.set_viewport_size(size)
        assert (page.evaluate(TEXT_PX), page.evaluate(OVERFLOW)) == (27, 0), size


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
@pytest.mark.parametrize("path", [*SEEN_AGAIN, "/affichage/"])
def test_axe_finds_nothing_in_strong_contrast(page: Page, site: str, path: str) -> None:
    page.context.add_cookies([{**LARGEST, "url": site}])
    page.goto(path)

    assert list(axe_faults(page, sizes=[NARROW], rules=[*RULES, "wcag2aaa"])) == []


@pytest.mark.parametrize("visitor", [{"viewport": NARROW}], indirect=True)
@pytest.mark.parametrize("path", SEEN_AGAIN)
def test_a_page_read_from_the_right_never_scrolls_sideways(page: Page, path: str) -> None:
    page.route(f"**{path}", read_from_the_right)

    page.goto(path)

    brand, menu = (page.locator(f".{name}").bounding_box() for name in ("brand", "menu-link"))
    assert brand
    assert menu
    assert brand["x"] > menu["x"]
    assert page.evaluate(OVERFLOW) == 0


def read_from_the_right(route: Route) -> None:
    """Lay out the French page as the Arabic one is."""
    response = route.fetch()
    page = response.text().replace('<html lang="fr"', '<html lang="fr" dir="rtl"')
    sheet = re.compile(r"/static/design/maillage\.\w+\.css")
    route.fulfill(response=response, body=sheet.sub("/apparence/miroir/maillage/0.css", page))
