"""One address for every page a visitor can meet; test_every_page.py checks that none is missing.

And what axe says of a page, as every screen and theme shows it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.browser import DESKTOP, PHONE

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag22aa", "best-practice")
# All that passes, described node by node, would take five times as long.
RUN_AXE = """
    async (rules) => {
        const found = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
        return found.violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]);
    }
"""

PAGES = (
    "/",
    "/ou/?besoin=demarches",
    "/lieux/?besoin=demarches&commune=17415",
    "/lieux/?besoin=creer&ou=17100",
    "/lieux/?ou=saint",
    "/lieux/?ou=xyzzy",
    "/lieux/filtres/?besoin=demarches&commune=17415&prix=gratuit",
    "/lieux/reponse/?besoin=demarches&commune=17415",
    "/carte/?besoin=demarches&commune=17415",
    "/carte/",
    "/lieux/france-services-de-saintes/",
    "/lieux/bus-france-services-tonnay-charente/",
    "/lieux/france-services-de-saintes/signaler/?a=horaires",
    "/lieux/france-services-de-saintes/signaler/merci/",
    "/reseau/",
    "/reseau/communaute-d-agglomeration-de-saintes/",
    "/simple/",
    "/simple/ou/?besoin=demarches",
    "/simple/lieux/?besoin=demarches&commune=17415",
    "/simple/lieux/?ou=saint",
    "/opendata/",
    "/api/v1/",
    "/embed/?besoin=demarches&commune=17415",
    "/integrer/?ou=saintes&montrer=tout&hauteur=500",
    "/affichage/?next=/lieux/",
    "/hors-ligne/",
    "/carte/imprimer/?besoin=demarches&commune=17415",
    "/accessibilite/",
    "/mentions-legales/",
    "/connexion/",
    "/connexion/mot-de-passe/",
    "/connexion/mot-de-passe/envoye/",
    "/connexion/mot-de-passe/change/",
    "/connexion/mot-de-passe/1-rompu/",
)
# Signed in. To anyone else they are the page where one signs in.
TEAM_PAGES = (
    "/equipe/",
    "/connexion/deconnexion/",
    "/sources/",
    "/sources/france-services/",
    "/sources/france-services/imports/1/",
    "/sources/france-services/imports/1/annuler/",
    "/sources/quarantaine/",
    "/sources/quarantaine/1/",
    "/lieux/origine/?q=saintes",
    "/lieux/france-services-de-saintes/origine/",
    "/signalements/",
    "/passages/",
    "/lieux/bus-france-services-tonnay-charente/passages/",
    "/lieux/bus-france-services-tonnay-charente/passages/ajouter/",
    "/lieux/bus-france-services-tonnay-charente/passages/1/",
    "/lieux/bus-france-services-tonnay-charente/passages/1/retirer/",
    "/equipe/organisations/",
    "/equipe/organisations/nouvelle/",
    "/equipe/organisations/communaute-d-agglomeration-de-saintes/",
    "/equipe/organisations/communaute-d-agglomeration-de-saintes/modifier/",
    "/equipe/organisations/communaute-d-agglomeration-de-saintes/fermer/",
    "/equipe/organisations/communaute-d-agglomeration-de-saintes/contacts/ajouter/",
    "/equipe/secteurs/",
    "/equipe/secteurs/nouveau/",
    "/equipe/secteurs/pays-de-saintes/",
    "/equipe/secteurs/pays-de-saintes/chef-de-file/",
    "/equipe/secteurs/pays-de-saintes/supprimer/",
    "/equipe/labels/",
    "/equipe/labels/nouveau/",
    "/equipe/labels/france-services/",
    "/equipe/labels/france-services/modifier/",
    "/equipe/labels/organisations/communaute-d-agglomeration-de-saintes/donner/",
    "/equipe/labels/attributions/1/renouveler/",
    "/equipe/labels/attributions/1/retirer/",
    "/equipe/membres/",
    "/equipe/membres/moi/",
    "/equipe/membres/ajouter/communaute-d-agglomeration-de-saintes/",
    "/equipe/membres/2/retirer/",
)
NOT_FOUND = "/lieux/nulle-part/"
EVERY_PAGE = (*PAGES, *TEAM_PAGES, NOT_FOUND)


def visit(page: Page, path: str) -> None:
    """Open a page and wait for what its map, if any, asks for once the page is there."""
    page.goto(path)
    if page.locator("#carte").count():
        page.wait_for_load_state("networkidle")


def axe_faults(
    page: Page,
    *,
    sizes: Iterable[ViewportSize] = (PHONE, DESKTOP),
    rules: Iterable[str] = RULES,
) -> Iterator[tuple[str, str, str, Any]]:
    """What axe finds in a page that is open, at each size, by day and by night.

    The page is not loaded again: only its size and its theme change.
    """
    page.add_script_tag(path=AXE)
    for size in sizes:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            # What sticks to the bottom of the window then hides nothing.
            page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            for fault, targets in page.evaluate(RUN_AXE, list(rules)):
                yield f"{size['width']} px", scheme, fault, targets
