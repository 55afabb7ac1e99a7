"""A library joins the network: the coordination adds it, its manager enters, the public reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import PHONE, served

pytestmark = pytest.mark.journey

LIBRARY = "/equipe/organisations/bibliotheque-de-royan/"
PASSWORD = "quatre mots sans aucun rapport"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("network")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """A site of our own: the network is written there."""
    with served(folder) as address:
        yield address


@pytest.fixture
def newcomer(browser: Browser, site: str) -> Iterator[Page]:
    """Another browser, on a phone without JavaScript."""
    context: BrowserContext = browser.new_context(
        base_url=site, locale="fr-FR", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_an_organisation_is_added_labelled_and_kept_by_its_own_people(
    member: Page, newcomer: Page
) -> None:
    member.goto("/equipe/")
    member.get_by_role("main").get_by_role("link", name="Organisations").click()
    member.get_by_role("link", name="Ajouter une organisation").click()
    member.get_by_label("Nom").fill("Bibliothèque de Royan")
    member.get_by_label("Structure relais").check()
    member.get_by_label("SIRET").fill("732 829 320 00075")
    member.get_by_label("Commune", exact=False).last.fill("Royan")
    member.get_by_label("La montrer dans l’annuaire public").check()
    member.get_by_role("button", name="Ajouter").click()
    expect(member.get_by_role("main")).to_contain_text("Ce n’est pas un SIRET")

    member.get_by_label("SIRET").fill("732 829 320 00074")
    member.get_by_role("button", name="Ajouter").click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Bibliothèque de Royan")

    member.get_by_role("link", name="Donner un label").click()
    member.get_by_label("Label").select_option(label="Pass numérique : structure relais")
    member.get_by_role("button", name="Donner ce label").click()
    expect(member.get_by_role("main")).to_contain_text("En vigueur")

    member.get_by_role("link", name="Ajouter une personne").click()
    member.get_by_label("Adresse électronique").fill("biblio@example.org")
    member.get_by_label("Nom affiché").fill("Accueil de la bibliothèque")
    member.get_by_role("button", name="Ajouter").click()
    link = member.locator("code").inner_text()

    newcomer.goto(link)
    newcomer.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    newcomer.get_by_label("Le même, une seconde fois").fill(PASSWORD)
    newcomer.get_by_role("button", name="Garder ce mot de passe").click()
    newcomer.goto("/connexion/?next=/equipe/")
    newcomer.get_by_label("Adresse électronique").fill("biblio@example.org")
    newcomer.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    newcomer.get_by_role("button", name="Se connecter").click()
    newcomer.get_by_role("main").get_by_role("link", name="Organisations").click()
    newcomer.get_by_role("link", name="Bibliothèque de Royan").click()
    newcomer.get_by_role("link", name="Modifier").click()
    newcomer.get_by_label("Téléphone").fill("05 46 00 00 00")
    newcomer.get_by_role("button", name="Enregistrer").click()
    expect(newcomer.get_by_role("main")).to_contain_text("05 46 00 00 00")
    assert newcomer.goto("/equipe/labels/").status == 403  # type: ignore[union-attr]

    newcomer.goto("/reseau/?q=royan")
    newcomer.get_by_role("link", name="Bibliothèque de Royan").click()
    expect(newcomer.get_by_role("main")).to_contain_text("Structure relais")
    expect(newcomer.get_by_role("main")).to_contain_text("Pass numérique : structure relais")
    expect(newcomer.get_by_role("main")).to_contain_text("05 46 00 00 00")


def test_closing_it_ends_its_peoples_rights_at_once(member: Page, newcomer: Page) -> None:
    newcomer.goto("/connexion/?next=/equipe/")
    newcomer.get_by_label("Adresse électronique").fill("biblio@example.org")
    newcomer.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    newcomer.get_by_role("button", name="Se connecter").click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Espace équipe")

    member.goto(f"{LIBRARY}fermer/")
    member.get_by_role("button", name="Fermer").click()
    expect(member.get_by_role("main")).to_contain_text("Fermée le")

    assert newcomer.goto(LIBRARY).status == 403  # type: ignore[union-attr]
    assert newcomer.goto("/reseau/bibliotheque-de-royan/").status == 404  # type: ignore[union-attr]
