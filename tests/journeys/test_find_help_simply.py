"""« Version simplifiée »: from a need to a telephone number, one short idea at a time."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey


def find_help(page: Page) -> None:
    page.goto("/")
    page.locator("main").get_by_role("link", name="Version simplifiée").click()
    page.get_by_role("link", name="Faire une démarche").click()
    page.get_by_role("link", name="Saintes", exact=True).click()


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_nor_typing_to_a_telephone_number(page: Page) -> None:
    find_help(page)

    call = page.get_by_role("link", name=re.compile("Appeler le 05.46.73.41.18"))
    expect(call).to_be_in_viewport()
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 60


def test_a_town_may_be_written_too(page: Page) -> None:
    page.goto("/simple/ou/?besoin=demarches")
    page.get_by_label("Écrivez le nom de votre ville.").fill("jonzac")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2).first).to_contain_text("Jonzac")
    assert page.locator(".simple-place").count() == 3


def test_the_whole_version_keeps_the_answers(page: Page) -> None:
    find_help(page)

    page.get_by_role("link", name="Version complète").click()

    assert page.url.endswith("/lieux/?besoin=demarches&commune=17415")


def test_it_speaks_english(page: Page) -> None:
    page.goto("/simple/")

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("aide")
