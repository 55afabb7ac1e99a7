"""Saying where one is: with the arrows, without JavaScript, or without a word."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

LABEL = "Commune, code postal, adresse ou nom d’un lieu"
SAINTES = {"latitude": 45.74641, "longitude": -0.63329}


def test_the_arrows_and_enter_choose_a_suggested_commune(page: Page) -> None:
    page.goto("/ou/?besoin=demarches")
    field = page.get_by_role("combobox", name=LABEL)

    field.press_sequentially("saint j")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text(re.compile(r"Suggestions.: [1-8]"))
    field.press("ArrowDown")

    first = page.get_by_role("option").first
    expect(first).to_have_text("Saint-Jean-d'Angély (17400)")
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/lieux/\?besoin=demarches&ou=Saint-Jean-d%27Ang"))


def test_the_arrows_go_round_and_come_back_to_the_field(page: Page) -> None:
    page.goto("/ou/")
    field = page.get_by_role("combobox", name=LABEL)
    field.press_sequentially("royan")
    expect(page.get_by_role("listbox")).to_be_visible()

    field.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")

    expect(page.locator("[aria-selected='true']")).to_have_count(0)
    assert field.get_attribute("aria-activedescendant") is None


def test_escape_closes_the_list_and_keeps_what_is_typed(page: Page) -> None:
    page.goto("/ou/")
    field = page.get_by_role("combobox", name=LABEL)
    field.press_sequentially("saint")
    expect(page.get_by_role("listbox")).to_be_visible()

    field.press("Escape")

    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("saint")


def test_a_suggested_place_leads_to_its_page(page: Page) -> None:
    page.goto("/ou/")

    page.get_by_role("combobox", name=LABEL).press_sequentially("france services de saintes")
    page.get_by_role("option", name="France services de Saintes").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("France services de Saintes")


def test_enter_sends_what_is_typed_when_nothing_is_chosen(page: Page) -> None:
    page.goto("/ou/")
    field = page.get_by_role("combobox", name=LABEL)
    field.press_sequentially("saintes")
    expect(page.get_by_role("listbox")).to_be_visible()

    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/lieux/\?ou=saintes$"))


def test_without_suggestions_the_form_still_answers(page: Page) -> None:
    page.route("**/suggestions.json*", lambda route: route.fulfill(body="<html>", status=200))
    page.goto("/ou/")

    field = page.get_by_role("combobox", name=LABEL)
    with page.expect_response("**/suggestions.json*"):
        field.press_sequentially("saintes")
    page.get_by_role("button", name="Chercher").click()

    expect(page).to_have_url(re.compile(r"/lieux/\?ou=saintes$"))


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_no_button_asks_in_vain(page: Page) -> None:
    page.goto("/ou/")

    expect(page.get_by_role("button", name="Autour de moi")).to_have_count(0)
    page.get_by_label(LABEL).fill("Saintes")
    page.get_by_role("button", name="Chercher").click()

    expect(page).to_have_url(re.compile(r"/lieux/\?ou=Saintes$"))


@pytest.mark.parametrize(
    "visitor", [{"geolocation": SAINTES, "permissions": ["geolocation"]}], indirect=True
)
def test_around_me_searches_within_a_hundred_metres_or_so(page: Page) -> None:
    page.goto("/ou/?besoin=demarches")
    page.get_by_label(LABEL).fill("ailleurs")

    page.get_by_role("button", name="Autour de moi").click()

    expect(page).to_have_url(
        re.compile(r"/lieux/\?besoin=demarches&lat=45\.746&lon=-0\.633&precision=ici$")
    )
    assert page.locator(".place-card").count() > 0


def test_a_device_that_does_not_say_where_it_is_is_no_dead_end(page: Page) -> None:
    page.goto("/ou/")

    page.get_by_role("button", name="Autour de moi").click()

    expect(page.get_by_text("Votre appareil ne dit pas où vous êtes")).to_be_visible()
    expect(page.get_by_label(LABEL)).to_be_editable()


def test_who_does_not_know_sees_places_everywhere(page: Page) -> None:
    page.goto("/ou/?besoin=demarches")

    page.get_by_role("link", name="Je ne sais pas").click()

    expect(page).to_have_url(re.compile(r"/lieux/\?besoin=demarches$"))
    assert page.locator(".place-card").count() > 0
