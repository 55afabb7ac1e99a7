"""Someone who found a place in town reads it again where there is no network."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import PHONE

pytestmark = pytest.mark.journey

LIST = "/lieux/?besoin=demarches&commune=17415"
PLACE = "/lieux/france-services-de-saintes/"
ORIGINS = "/lieux/origine/?q=saintes"  # of the team, though beside the pages of the places
READY = "navigator.serviceWorker.ready.then((worker) => worker.active.state)"


@pytest.fixture
def visit(browser: Browser, site: str) -> Page:
    """A phone of which the network can be cut: the browser then complains, and rightly."""
    context: BrowserContext = browser.new_context(
        base_url=site, locale="fr-FR", viewport=PHONE, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def see(page: Page, *addresses: str) -> None:
    """Visit the pages once the worker holds the site."""
    page.goto("/")
    page.evaluate(READY)
    for address in addresses:
        page.goto(address)


def cut(page: Page) -> None:
    """No network, and more than the few minutes for which a browser keeps a page by itself."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.context.set_offline(True)


def test_what_was_seen_is_read_again_and_says_since_when(visit: Page) -> None:
    see(visit, LIST, PLACE)
    cut(visit)

    visit.goto(PLACE)

    expect(visit.get_by_role("heading", level=1)).to_have_text("France services de Saintes")
    banner = visit.get_by_role("status").filter(has_text="Pas de réseau")
    expect(banner).to_contain_text(re.compile(r"page gardée \w+ \d+ \w+"))
    expect(visit.locator("a[href^='tel:']").first).to_be_visible()
    expect(visit.locator(".opening").first).to_be_hidden()

    visit.goto(LIST)
    expect(visit.get_by_role("link", name="France services de Saintes").first).to_be_visible()


def test_what_was_never_seen_leads_to_what_is_kept(visit: Page) -> None:
    see(visit, LIST, PLACE)
    cut(visit)

    visit.goto("/lieux/?commune=17300")

    expect(visit.get_by_role("heading", level=1)).to_have_text("Sans réseau")
    kept = visit.get_by_role("list").filter(has=visit.locator(f"a[href='{PLACE}']"))
    expect(kept.get_by_role("link").first).to_have_text("France services de Saintes")
    kept.get_by_role("link").first.click()
    expect(visit.get_by_role("heading", level=1)).to_have_text("France services de Saintes")


def test_the_network_comes_first_when_it_is_back(visit: Page) -> None:
    see(visit, PLACE)
    cut(visit)
    visit.goto(PLACE)
    visit.context.set_offline(False)

    visit.goto(PLACE)

    expect(visit.get_by_text("Pas de réseau")).to_have_count(0)
    expect(visit.locator(".opening").first).to_be_visible()


def test_all_that_is_kept_can_be_forgotten(visit: Page) -> None:
    see(visit, PLACE)
    visit.goto("/hors-ligne/")

    visit.get_by_role("button", name="Tout effacer de cet appareil").click()

    expect(visit.get_by_role("button", name="Tout effacer de cet appareil")).to_be_hidden()
    cut(visit)
    visit.goto(PLACE)
    expect(visit.get_by_role("heading", level=1)).to_have_text("Sans réseau")


def test_a_kept_page_is_guarded_as_it_was(visit: Page) -> None:
    see(visit, PLACE)
    cut(visit)

    kept = visit.goto(PLACE)

    assert kept
    assert "default-src 'none'" in kept.headers["content-security-policy"]


def test_the_space_of_the_team_is_never_kept(visit: Page, site_folder: Path) -> None:
    visit.goto("/connexion/")
    visit.get_by_label("Adresse électronique").fill("coordination@example.org")
    visit.get_by_label("Mot de passe", exact=True).fill((site_folder / "demo-password").read_text())
    visit.get_by_role("button", name="Se connecter").click()
    expect(visit.get_by_role("heading", level=1)).to_have_text("Espace équipe")
    see(visit, "/equipe/", ORIGINS)
    expect(visit.get_by_role("heading", level=1)).not_to_have_text("Sans réseau")
    cut(visit)

    for address in ("/connexion/", "/equipe/", ORIGINS):
        visit.goto(address)

        expect(visit.get_by_role("heading", level=1)).to_have_text("Sans réseau")
