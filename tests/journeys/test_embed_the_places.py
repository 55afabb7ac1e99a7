"""A web editor of a town hall puts the places into a page of her own site."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP

pytestmark = pytest.mark.journey


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site, and the folder of its pages."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    (tmp_path / "favicon.ico").write_bytes(b"")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path
    server.shutdown()
    server.server_close()


def code_for_saintes(page: Page) -> str:
    page.goto("/integrer/")
    page.get_by_label("Commune").fill("saintes")
    page.get_by_label("Besoin").select_option("Faire une démarche")
    page.get_by_label("Montrer").select_option("La liste seule")
    page.get_by_role("button", name="Voir et préparer le code").click()
    return page.locator("#code").input_value()


def test_the_code_shows_the_places_on_another_site(page: Page, town_hall: tuple[str, Path]) -> None:
    address, folder = town_hall
    (folder / "page.html").write_text(
        f'<!DOCTYPE html><html lang="fr"><title>Mairie</title><body>{code_for_saintes(page)}'
    )

    page.goto(f"{address}/page.html")

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Faire une démarche, Saintes")
    frame.get_by_role("link", name="France services de Saintes").click()
    page.wait_for_url("**/lieux/france-services-de-saintes/**")
    assert page.context.cookies() == []


def test_the_preview_is_what_visitors_will_see(page: Page) -> None:
    code_for_saintes(page)

    preview = page.frame_locator("iframe.embed-preview")

    expect(preview.get_by_role("link", name="France services de Saintes")).to_be_visible()


def test_a_button_copies_the_code(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code = code_for_saintes(page)

    page.get_by_role("button", name="Copier").click()

    expect(page.get_by_role("status").filter(has_text="Copié")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code


@pytest.mark.parametrize(
    "visitor", [{"java_script_enabled": False}, {"viewport": DESKTOP}], indirect=True
)
def test_the_frame_fits_and_needs_no_script(page: Page) -> None:
    page.goto("/embed/?besoin=demarches&commune=17415")

    expect(page.get_by_role("link", name="France services de Saintes").first).to_be_visible()
    expect(page.locator("svg.map")).to_be_visible()


def test_the_site_is_one_link_away(page: Page) -> None:
    page.goto("/embed/?besoin=demarches&commune=17415")

    page.get_by_role("link", name="Voir sur Maillage").click()

    page.wait_for_url("**/lieux/?besoin=demarches&commune=17415")
