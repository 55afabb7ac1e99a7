"""From a need to a phone number, as people with little do it."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

MOST_TABS = 12
PHONE_LINK = "a[href^='tel:']"


def tab_to(page: Page, name: str) -> int:
    """Press Tab until the link or field of that name has the focus; count the presses."""
    for presses in range(1, 40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText"
        )
        if name in (focused or ""):
            return presses
    raise AssertionError(f"no way to {name} with the Tab key")


def find_help_in_saintes(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Faire une démarche").click()
    page.get_by_label("Commune ou code postal").fill("saintes")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faire une démarche")
    page.get_by_role("link", name="France services de Saintes").first.click()


def test_three_taps_from_home_to_a_phone_number(page: Page) -> None:
    find_help_in_saintes(page)

    expect(page.locator(PHONE_LINK)).to_have_text(re.compile("Appeler le 05.46.73.41.18"))
    expect(page.locator(PHONE_LINK)).to_be_in_viewport()


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_the_same_without_javascript(page: Page) -> None:
    find_help_in_saintes(page)

    expect(page.locator(PHONE_LINK)).to_be_visible()


def test_the_same_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    presses = tab_to(page, "Faire une démarche")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ou/**")
    presses += tab_to(page, "Commune ou code postal")
    page.keyboard.type("17100")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieux/**")

    for _press in range(40):
        page.keyboard.press("Tab")
        if "France services de Saintes" in page.evaluate("document.activeElement.innerText"):
            break
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("France services de Saintes")
    tab_to(page, "Appeler le")


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page) -> None:
    page.goto("/lieux/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_focus_is_always_seen(page: Page) -> None:
    page.goto("/lieux/?besoin=demarches&commune=17415")

    for _press in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"


def test_a_need_nobody_meets_is_said_and_help_is_shown(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Créer et me divertir").click()
    page.get_by_label("Commune ou code postal").fill("Jonzac")
    page.get_by_role("button", name="Chercher").click()

    expect(page.get_by_role("status")).to_contain_text("Aucun lieu n’annonce")
    assert page.locator(".place-card").count() > 0


def test_a_town_that_does_not_exist_is_no_dead_end(page: Page) -> None:
    page.goto("/ou/?besoin=demarches")
    page.get_by_label("Commune ou code postal").fill("Saintez")
    page.get_by_role("button", name="Chercher").click()

    expect(page.get_by_role("status")).to_contain_text("Nous ne connaissons pas")
    expect(page.get_by_label("Commune ou code postal")).to_have_value("Saintez")
    assert page.locator(".place-card").count() > 0


def test_going_back_from_a_place_finds_the_same_list(page: Page) -> None:
    page.goto("/lieux/?besoin=demarches&commune=17415")
    page.get_by_role("link", name="France services de Thénac").first.click()

    page.get_by_role("link", name="Retour aux lieux").click()

    assert page.url.endswith("/lieux/?besoin=demarches&commune=17415")


def test_an_english_reader_chooses_english_and_comes_back(page: Page) -> None:
    page.goto("/lieux/france-services-de-saintes/")

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Opening hours")).to_be_visible()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_a_printed_place_keeps_the_answer_and_drops_the_rest(page: Page) -> None:
    page.goto("/lieux/france-services-de-saintes/")

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Horaires")).to_be_visible()
    expect(page.get_by_text("05 46 73 41 18")).to_be_visible()
    expect(page.get_by_role("navigation", name="Rubriques")).to_be_hidden()
    expect(page.get_by_role("link", name="Retour aux lieux")).to_be_hidden()
