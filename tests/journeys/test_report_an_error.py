"""A visitor finds an error on a page and says so; someone of the coordination deals with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import served
from tests.journeys.pages import axe_faults

pytestmark = pytest.mark.journey

FORM = "/lieux/france-services-de-saintes/signaler/"
LIST = "/signalements/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """A site of our own: messages are left there."""
    with served(folder) as address:
        yield address


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_an_error_is_reported_without_script_nor_cookie(visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto("/lieux/france-services-de-saintes/")
    page.get_by_role("link", name="Signaler une erreur").first.click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez ce qui ne va pas.")

    page.get_by_label("Les horaires ne sont pas bons").check()
    page.get_by_label("Ce qu’il faudrait écrire").fill("Fermé le lundi matin")
    page.get_by_label("Comment vous répondre").fill("06 00 00 00 00")
    page.get_by_role("button", name="Envoyer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Merci !")
    assert visitor.cookies() == []


def test_the_error_is_met_first_with_the_keyboard_alone(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Comment vous répondre").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Les horaires ne sont pas bons")).to_be_focused()


def test_what_nobody_should_fill_is_seen_by_nobody(page: Page) -> None:
    page.goto(FORM)

    expect(page.locator("[name=trap]")).to_be_hidden()


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
def test_a_page_in_error_has_no_other_fault(page: Page) -> None:
    page.goto(FORM)
    page.get_by_role("button", name="Envoyer").click()

    assert list(axe_faults(page)) == []


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
def test_the_list_of_reports_has_no_fault(member: Page) -> None:
    member.goto(LIST)
    expect(member.get_by_role("main")).to_contain_text("Fermé le lundi matin")

    assert list(axe_faults(member)) == []


@pytest.mark.parametrize("visitor", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
def test_the_list_of_reports_does_not_scroll_sideways(member: Page) -> None:
    member.goto(LIST)

    assert member.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    ) == (0)


def test_the_report_is_dealt_with(member: Page) -> None:
    member.goto("/equipe/")
    expect(member.get_by_role("main")).to_contain_text("1 à traiter")
    member.get_by_role("main").get_by_role("link", name="Signalements").click()
    expect(member.get_by_role("main")).to_contain_text("06 00 00 00 00")

    member.get_by_role("button", name="Traité : France services de Saintes").click()

    expect(member.get_by_role("status")).to_contain_text("Signalement traité.")
    expect(member.get_by_role("main")).to_contain_text("Aucun signalement à traiter.")
    member.get_by_role("link", name="Traités").click()
    expect(member.get_by_role("main")).to_contain_text("Fermé le lundi matin")
    expect(member.get_by_role("main")).not_to_contain_text("06 00 00 00 00")
