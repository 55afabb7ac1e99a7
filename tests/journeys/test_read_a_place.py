"""On the page of a place: the answer at once, and something to take away."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.journey

SAINTES = "/lieux/france-services-de-saintes/?besoin=demarches&commune=17415"


def test_opening_distance_and_telephone_are_seen_before_any_scrolling(page: Page) -> None:
    page.goto(SAINTES)

    for answer in (
        page.locator(".key-block .opening"),
        page.get_by_text(re.compile("du centre de Saintes")),
        page.get_by_role("link", name=re.compile("Appeler le")),
        page.get_by_role("link", name="Y aller"),
    ):
        expect(answer).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_a_slip_is_printed_without_javascript(page: Page) -> None:
    page.goto(SAINTES)

    link = page.get_by_role("link", name="Imprimer la fiche (PDF, A5)")
    response = page.request.get(str(link.get_attribute("href")))

    sheet = PdfReader(BytesIO(response.body()))
    assert response.headers["content-type"] == "application/pdf"
    assert "France services de Saintes" in sheet.pages[0].extract_text()


def test_the_page_itself_prints_on_one_sheet(page: Page) -> None:
    page.goto(SAINTES)

    sheet = PdfReader(BytesIO(page.pdf(format="A4")))

    (printed,) = sheet.pages
    words = printed.extract_text()
    assert "À apporter" in words
    assert "Garder ou envoyer" not in words
    assert re.search(r"/l/\d+, imprimé le", re.sub(r"\s+", " ", words))


def test_the_short_address_of_the_printed_page_leads_back_to_it(page: Page) -> None:
    page.goto(SAINTES)
    printed = page.locator("figcaption", has_text="imprimé le").text_content() or ""

    page.goto(printed.partition(",")[0].strip())

    expect(page.get_by_role("heading", level=1)).to_have_text("France services de Saintes")


def test_a_message_can_be_sent_from_a_phone(page: Page) -> None:
    page.goto(SAINTES)

    sms = page.get_by_role("link", name="Envoyer par SMS").get_attribute("href") or ""

    assert sms.startswith("sms:?&body=France%20services%20de%20Saintes%0A")
