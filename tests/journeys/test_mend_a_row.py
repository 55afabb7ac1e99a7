"""A file has rows that cannot be read: someone of the coordination mends them, or takes it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import run_maillage, served
from tests.journeys.pages import axe_faults
from tests.places.samples import row, write

pytestmark = pytest.mark.journey

QUARANTINE = "/sources/quarantaine/?source=france-services"
FILE = "Fichier du 1er septembre 2024"
NAMES = ("quarantine", "row 3", "row 5", "import")  # row 3 is mended by then
NOWHERE = dict.fromkeys(("insee_com", "code_postal", "latitude", "longitude"), "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quarantine")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """A site of our own: its last import refused three rows, and added one place."""
    rows = [
        row(id_fs=f"essai-{n}", lib_fs=f"Perdu {n}", lib_com="Sinte", **NOWHERE) for n in (1, 2, 3)
    ]
    with served(folder) as address:
        file = write(folder / "france-services-20240901.csv", [row(id_fs="essai-4"), *rows])
        options = ("--source", "france-services", "--accept-gone")
        run_maillage("import", "places", file, *options, folder=folder)
        yield address


@pytest.fixture(scope="module")
def paths(browser: Browser, site: str, cookies: list) -> dict[str, str]:
    """Where the pages of that import are, read before any row is mended."""
    context = browser.new_context(base_url=site, locale="fr-FR")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(QUARANTINE)
    found = {
        f"row {line}": page.get_by_role("link", name=f"Corriger la ligne {line}").get_attribute(
            "href"
        )
        for line in (3, 4, 5)
    }
    page.goto("/sources/france-services/")
    found["import"] = page.get_by_role("link", name=FILE).get_attribute("href")
    context.close()
    return {"quarantine": QUARANTINE, **found}


def mend(page: Page, *, line: int) -> None:
    page.goto("/sources/")
    page.locator(f"a[href='{QUARANTINE}']").click()
    page.get_by_role("link", name=f"Corriger la ligne {line}").click()
    expect(page.get_by_label("lib_com")).to_have_value("Sinte")
    page.get_by_label("lib_com").fill("Sainte")
    page.get_by_role("button", name="Enregistrer la correction").click()


@pytest.mark.parametrize(
    ("visitor", "line"),
    [({}, 3), ({"java_script_enabled": False}, 4)],
    ids=["script", "no-script"],
    indirect=["visitor"],
)
def test_a_row_is_mended_at_the_second_try_and_its_place_is_on_the_map(
    member: Page, paths: dict[str, str], line: int
) -> None:
    mend(member, line=line)

    expect(member.get_by_role("alert")).to_contain_text("Il y a 1 erreur")
    expect(member.get_by_label("lib_com")).to_have_value("Sainte")
    member.get_by_label("lib_com").fill("Saintes")
    member.get_by_role("button", name="Enregistrer la correction").click()

    expect(member.get_by_role("status")).to_contain_text(f"La ligne {line} est corrigée")
    member.get_by_role("status").get_by_role("link").click()
    expect(member.get_by_role("heading", level=1)).to_have_text(f"Perdu {line - 2}")
    member.goto(paths[f"row {line}"])
    expect(member.get_by_role("heading", level=1)).to_have_text(f"Ligne {line}, corrigée")


def test_the_error_is_met_first_with_the_keyboard_alone(
    member: Page, paths: dict[str, str]
) -> None:
    member.goto(paths["row 5"])
    expect(member.get_by_role("alert")).to_have_count(0)
    member.get_by_label("lib_com").press("Enter")
    expect(member.get_by_role("alert")).to_be_focused()

    member.keyboard.press("Tab")
    member.keyboard.press("Enter")

    expect(member.get_by_label("lib_com")).to_be_focused()


def test_the_columns_that_matter_are_shown_and_the_others_folded(
    member: Page, paths: dict[str, str]
) -> None:
    member.goto(paths["row 5"])

    expect(member.get_by_role("main")).to_contain_text("Pourquoi cette ligne attend")
    expect(member.get_by_label("lib_fs")).to_be_visible()
    expect(member.get_by_label("groupe_fs")).to_be_hidden()
    member.get_by_text("autres colonnes").click()
    expect(member.get_by_label("groupe_fs")).to_be_visible()


def test_the_quarantine_is_sent_back_as_a_file(member: Page) -> None:
    member.goto(QUARANTINE)

    with member.expect_download() as download:
        member.get_by_role("link", name="Télécharger ces lignes").click()

    assert download.value.suggested_filename == "quarantaine-france-services.csv"
    assert "Perdu 3" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(member: Page, paths: dict[str, str], name: str) -> None:
    member.goto(paths[name])

    assert list(axe_faults(member)) == []


@pytest.mark.parametrize("visitor", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_scrolls_sideways_at_320_pixels(
    member: Page, paths: dict[str, str], name: str
) -> None:
    member.goto(paths[name])

    assert (
        member.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        == 0
    )


def test_the_import_is_taken_back_once_one_has_read_what_will_change(member: Page) -> None:
    member.goto("/sources/france-services/")
    member.get_by_role("link", name=FILE).click()
    member.get_by_role("link", name="Annuler cet import…").click()
    expect(member.get_by_role("main")).to_contain_text("diront de nouveau ce qu’elles disaient")

    member.get_by_role("button", name="Annuler cet import").click()

    expect(member.get_by_role("status")).to_contain_text("L’import est annulé.")
    member.goto(QUARANTINE)
    expect(member.get_by_role("main")).to_contain_text("Aucune ligne pour ces filtres.")
