"""From a need to a phone number, as people with little do it."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from zxingcpp import read_barcodes

from tests.browser import DESKTOP

pytestmark = pytest.mark.journey

MOST_TABS = 12
MOST_BYTES_A_PAGE = 60_000
A4_POINTS = [595, 842]
EDGE = {
    "offline": False,
    "latency": 300,  # ms
    "downloadThroughput": 250_000 / 8,
    "uploadThroughput": 50_000 / 8,
}
WHERE = "Commune, code postal, adresse ou nom d’un lieu"
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


def skip_to_content(page: Page) -> int:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    return 1


def find_help_in_saintes(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Faire une démarche").click()
    page.get_by_label(WHERE).fill("saintes")
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


def test_few_presses_of_the_tab_key_from_home_to_a_phone_number(page: Page) -> None:
    page.goto("/")
    presses = skip_to_content(page) + tab_to(page, "Faire une démarche")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ou/**")
    presses += skip_to_content(page) + tab_to(page, WHERE)
    page.keyboard.type("17100")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieux/**")
    presses += skip_to_content(page) + tab_to(page, "Aller à la liste des lieux")
    page.keyboard.press("Enter")
    presses += tab_to(page, "France services de Saintes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieux/france-services-de-saintes/**")
    presses += skip_to_content(page) + tab_to(page, "Appeler le")

    assert presses <= MOST_TABS


@pytest.mark.parametrize("visitor", [{"viewport": DESKTOP}], indirect=True)
def test_a_retired_woman_finds_a_saturday_with_large_text_and_no_mouse(page: Page) -> None:
    page.goto("/affichage/")
    tab_to(page, "100")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_class("text-150")

    page.goto("/")
    tab_to(page, "Faire une démarche")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ou/**")
    tab_to(page, WHERE)
    page.keyboard.type("Saintes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieux/**")
    tab_to(page, "Samedi")
    page.keyboard.press("Enter")
    page.wait_for_url("**ouvert=samedi**")

    expect(page.locator("html")).to_have_class("text-150")
    expect(page.locator(".result-count")).to_contain_text("samedi")
    expect(page.get_by_role("link", name="Retirer le filtre : Samedi")).to_be_visible()
    tab_to(page, page.locator(".place-card a").first.inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url("**/lieux/*/**")
    saturday = page.get_by_role("row", name=re.compile("Samedi")).first
    expect(saturday).not_to_contain_text("fermé")
    tab_to(page, "Appeler le")


@pytest.mark.parametrize(
    "visitor",
    [{"viewport": {"width": 320, "height": 568}, "java_script_enabled": False}],
    indirect=True,
)
def test_a_young_man_finds_help_on_a_small_old_phone_and_a_slow_line(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", EDGE)
    received: list[float] = []
    line.on("Network.loadingFinished", lambda end: received.append(end["encodedDataLength"]))

    find_help_in_saintes(page)

    expect(page.locator(PHONE_LINK).first).to_be_visible()
    assert sum(received) <= 4 * MOST_BYTES_A_PAGE
    page.go_back()
    page.get_by_role("link", name="Tous les filtres").click()
    page.get_by_label("À moins de 20").check()
    page.get_by_role("button", name="Voir les lieux").click()
    expect(page.get_by_role("link", name=re.compile("Retirer le filtre : À moins"))).to_be_visible()
    expect(page.locator(".result-count")).to_contain_text("à moins de 20")


def test_a_social_worker_prints_a_sheet_for_someone(page: Page) -> None:
    page.add_init_script("window.print = () => { document.title = 'imprimé'; }")
    page.goto("/lieux/?besoin=demarches&commune=17415")
    search = page.url
    page.get_by_role("link", name="Imprimer une fiche-réponse").click()

    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    words = "".join(sheet.extract_text() for sheet in paper.pages).replace("\u00a0", " ")
    assert len(paper.pages) == 1
    assert [round(float(side)) for side in paper.pages[0].mediabox[2:]] == A4_POINTS
    for told in ("Pour :", "France services de Saintes", "05 46 73 41 18", "Rendez-vous le"):
        assert told in words
    assert "Menu" not in words
    square = Image.open(BytesIO(page.locator(".answer-qr").screenshot()))
    assert [code.text for code in read_barcodes(square)] == [search]
    page.get_by_role("button", name="Imprimer").click()
    assert page.title() == "imprimé"


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_the_sheet_says_how_to_print(page: Page) -> None:
    page.goto("/lieux/reponse/?commune=17415")

    expect(page.get_by_text("dans le menu du navigateur")).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()


def test_a_screen_reader_hears_the_answer_in_order(page: Page) -> None:
    page.goto("/lieux/?besoin=demarches&commune=17415")

    assert page.title().startswith("Faire une démarche, Saintes\u00a0: 35 lieux")
    expect(page.locator("body")).to_match_aria_snapshot(
        """
        - link "Aller au contenu"
        - banner
        - main:
          - link "Aller à la liste des lieux"
          - paragraph:
            - link "Changer de besoin"
          - heading "Faire une démarche" [level=1]
          - search:
            - combobox /Commune, code postal/: Saintes
            - button "Chercher"
          - list "Filtres":
            - listitem
            - listitem
            - listitem:
              - link "Tous les filtres"
          - paragraph:
            - strong: 35 lieux
            - text: /dont 2 à moins de 10/
          - navigation "Façon de voir":
            - link "Liste"
            - link "Carte"
          - list "Lieux trouvés":
            - listitem:
              - heading "France services de Saintes" [level=2]:
                - link "France services de Saintes"
              - paragraph
              - paragraph: /Saintes/
            - listitem:
              - heading "France services de Thénac" [level=2]
          - navigation "Suite de la liste":
            - link /Voir les lieux 9/
        - contentinfo
        """
    )


def test_every_link_of_the_results_has_a_name_of_its_own(page: Page) -> None:
    page.goto("/lieux/?besoin=demarches&commune=17415")

    links = page.locator("main a:visible").evaluate_all(
        "links => links.map(link => [link.innerText.trim(), link.href])"
    )

    assert all(name for name, _address in links)
    assert len({name for name, _address in links}) == len(links)


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
    page.get_by_label(WHERE).fill("Jonzac")
    page.get_by_role("button", name="Chercher").click()

    expect(page.locator(".empty-state")).to_contain_text("Aucun lieu n’annonce")
    assert page.locator(".place-card").count() > 0


def test_a_town_that_does_not_exist_is_no_dead_end(page: Page) -> None:
    page.goto("/ou/?besoin=demarches")
    page.get_by_label(WHERE).fill("Xyzzy")
    page.get_by_role("button", name="Chercher").click()

    expect(page.locator(".key-block")).to_contain_text("Nous ne connaissons pas")
    expect(page.get_by_label(WHERE)).to_have_value("Xyzzy")
    assert page.locator(".place-card").count() > 0


def test_a_misspelt_town_is_understood_and_it_is_said(page: Page) -> None:
    page.goto("/ou/?besoin=demarches")
    page.get_by_label(WHERE).fill("Sianctes")
    page.get_by_role("button", name="Chercher").click()

    expect(page.locator(".key-block")).to_contain_text("Résultats pour Saintes")
    expect(page.get_by_label(WHERE)).to_have_value("Saintes")


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
