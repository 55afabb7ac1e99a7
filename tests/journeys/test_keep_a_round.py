"""A bus changes its round: someone of the coordination writes it, and the public reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import served
from tests.journeys.pages import axe_faults

pytestmark = pytest.mark.journey

PLACE = "/lieux/bus-france-services-tonnay-charente/"
ROUND = f"{PLACE}passages/"
FIRST = f"{ROUND}1/"
PAGES = ("/passages/?q=saintes", ROUND, FIRST, f"{FIRST}retirer/", f"{ROUND}ajouter/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """A site of our own: the round is written there."""
    with served(folder) as address:
        yield address


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_a_stop_is_added_once_it_was_understood(member: Page) -> None:
    member.goto("/passages/")
    member.locator(f"a[href='{ROUND}']").click()
    member.get_by_role("link", name="Ajouter un passage").click()
    member.get_by_label("Commune").fill("Muron")
    member.get_by_label("Où exactement").fill("Place de l’église")
    member.get_by_label("Jours et heures de passage").fill("un mardi sur deux")
    member.get_by_role("button", name="Continuer").click()
    expect(member.get_by_role("status")).to_contain_text("Nous n’avons pas compris")

    member.get_by_label("Jours et heures de passage").fill("1er et 3e mardi du mois, 9h-12h")
    member.get_by_role("button", name="Enregistrer ce passage").click()
    expect(member.get_by_role("status")).to_contain_text("1er et 3e mardi du mois : 9 h à 12 h")
    member.get_by_role("button", name="Enregistrer ce passage").click()

    expect(member.get_by_role("status")).to_contain_text("Le passage est enregistré.")
    expect(member.get_by_role("heading", level=2)).to_have_text(["Muron"])


def test_the_public_reads_where_the_bus_comes(page: Page) -> None:
    page.goto(PLACE)

    expect(page.get_by_role("main")).to_contain_text("Muron")
    expect(page.get_by_role("main")).to_contain_text("1er et 3e mardi du mois : 9 h à 12 h")


def test_what_was_understood_is_met_first_with_the_keyboard(member: Page) -> None:
    member.goto(FIRST)
    member.get_by_label("Où exactement").press("Enter")

    expect(member.get_by_role("status")).to_be_focused()
    expect(member.get_by_role("status")).to_contain_text("Nous avons compris")


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(member: Page, path: str) -> None:
    member.goto(path)

    assert list(axe_faults(member)) == []


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
def test_axe_finds_nothing_once_it_was_understood(member: Page) -> None:
    member.goto(FIRST)
    member.get_by_role("button", name="Continuer").click()

    assert list(axe_faults(member)) == []


@pytest.mark.parametrize("visitor", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
@pytest.mark.parametrize("path", [*PAGES, PLACE])
def test_nothing_scrolls_sideways_at_320_pixels(member: Page, path: str) -> None:
    member.goto(path)

    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert member.evaluate(overflow) == 0


def test_a_stop_is_removed_once_one_has_read_what_will_change(member: Page) -> None:
    member.goto(ROUND)
    member.get_by_role("link", name="Retirer…").click()
    expect(member.get_by_role("main")).to_contain_text("Le public ne le verra plus.")

    member.get_by_role("button", name="Retirer ce passage").click()

    expect(member.get_by_role("status")).to_contain_text("Le passage est retiré.")
    expect(member.get_by_role("main")).to_contain_text("Aucun passage connu.")
