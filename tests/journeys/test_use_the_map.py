"""The map: drawn by the server, alive with JavaScript, a list for everyone."""

import json
import re
from itertools import accumulate, pairwise
from math import hypot

import pytest
from playwright.sync_api import FloatRect, Page, Route, expect

from tests.browser import DESKTOP

pytestmark = pytest.mark.journey

SEARCH = "?besoin=demarches&commune=17415"
LIVE = ".map-live.leaflet-container"


def test_the_live_map_holds_every_place_and_the_list_is_numbered_in_its_order(page: Page) -> None:
    page.goto("/carte/")
    expect(page.locator(LIVE)).to_be_visible()

    pins = page.locator(f"{LIVE} a.map-pin")
    clusters = page.locator(f"{LIVE} button.map-cluster")
    expect(pins.first).to_be_visible()

    numbers = [pin.inner_text() for pin in pins.all()]
    assert numbers[:8] == [str(rank) for rank in range(1, 9)]
    assert len(numbers) + sum(int(cluster.inner_text()) for cluster in clusters.all()) == 53


def test_only_the_places_found_are_on_the_map(page: Page) -> None:
    page.goto("/carte/?besoin=demarches&zone=44.9,-1.7,46.5,0.2")
    expect(page.locator(f"{LIVE} a.map-pin").first).to_be_visible()

    pins = page.locator(f"{LIVE} a.map-pin").count()
    clusters = page.locator(f"{LIVE} button.map-cluster").all()

    assert pins + sum(int(cluster.inner_text()) for cluster in clusters) == 35


def test_numbers_hide_nothing_and_nothing_hides_them(page: Page) -> None:
    page.route("**/carte/", same_position_for_the_list)
    page.goto("/carte/")
    numbers = page.locator(f"{LIVE} a.map-pin").filter(has_text=re.compile(r"^\s*\d+\s*$"))
    expect(numbers).to_have_count(8)

    discs = [disc(number.bounding_box()) for number in numbers.all()]
    others = [disc(box.bounding_box()) for box in page.locator(f"{LIVE} button.map-cluster").all()]

    apart = [
        hypot(x - other_x, y - other_y) - radius - other_radius
        for rank, (x, y, radius) in enumerate(discs)
        for other_x, other_y, other_radius in [*discs[:rank], *others]
    ]
    assert min(apart) > -2  # positions are rounded to whole pixels


def disc(box: FloatRect | None) -> tuple[float, float, float]:
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 2


def same_position_for_the_list(route: Route) -> None:
    response = route.fetch()
    position = '"latitude": 45.75, "longitude": -0.63'
    text = re.sub(r'"latitude": -?[\d.]+, "longitude": -?[\d.]+', position, response.text())
    route.fulfill(response=response, body=text)


def test_a_group_of_pins_opens_with_the_keyboard(page: Page) -> None:
    page.goto("/carte/")
    clusters = page.locator(f"{LIVE} button.map-cluster")
    pins = page.locator(f"{LIVE} a.map-pin")
    expect(clusters.first).to_have_accessible_name(re.compile(r"^\d+ lieux.: agrandir la carte$"))
    before = (clusters.count(), pins.count())

    clusters.first.press("Enter")

    page.wait_for_timeout(600)
    assert (clusters.count(), pins.count()) != before


def test_the_focus_stays_on_the_first_place_of_a_group_that_opens(page: Page) -> None:
    put_two_places_out_at_sea(page, 45.30, 45.35)
    cluster = page.get_by_role("button", name=re.compile("^2 lieux.: agrandir la carte$")).first

    cluster.press("Enter")

    pin = page.locator(f"{LIVE} a.map-pin:focus")
    expect(pin).to_have_attribute("href", re.compile("^/lieux/.*vue=carte$"))
    expect(page.locator("#carte-lieu")).to_have_text(pin.get_attribute("aria-label") or "?")


def test_places_at_one_position_are_listed_under_the_map(page: Page) -> None:
    put_two_places_out_at_sea(page, 45.30, 45.30)
    cluster = page.get_by_role("button", name=re.compile("^2 lieux au même endroit.: les voir$"))

    cluster.press("Enter")

    links = page.locator("#carte-lieu").get_by_role("link")
    expect(links).to_have_count(2)
    expect(links.first).to_be_focused()
    page.locator(f"{LIVE} button.map-cluster").last.hover()
    address = links.last.get_attribute("href")
    links.last.click()
    page.wait_for_url(f"**{address}")


def put_two_places_out_at_sea(page: Page, *latitudes: float) -> None:
    """Move two places that bear no number to these latitudes, far from any other place."""
    page.goto("/carte/")
    listed = {pin["id"] for pin in json.loads(page.locator("#carte-lieux").inner_text())}

    def move(route: Route) -> None:
        response = route.fetch()
        payload = response.json()
        ids = accumulate(payload["ids"])
        moved = [index for index, key in enumerate(ids) if key not in listed][:2]
        for column, values in (("lat", latitudes), ("lon", (-1.5, -1.5))):
            whole = list(accumulate(payload[column]))
            for index, value in zip(moved, values, strict=True):
                whole[index] = round(value * 100_000)
            payload[column] = [whole[0], *(b - a for a, b in pairwise(whole))]
        route.fulfill(response=response, json=payload)

    page.route("**/carte/lieux.json*", move)
    page.goto("/carte/")


def test_an_unnumbered_pin_becomes_a_link_once_it_is_in_view(page: Page) -> None:
    put_two_places_out_at_sea(page, 45.30, 45.90)
    pin = page.locator(f"{LIVE} a.map-pin[href]").filter(has_text=re.compile(r"^\s*$")).first
    expect(pin).to_have_attribute("href", re.compile("^/lieux/.*vue=carte$"))

    pin.focus()

    expect(page.locator("#carte-lieu")).to_have_text(pin.get_attribute("aria-label") or "?")


def test_when_the_places_have_changed_only_the_numbers_are_shown(page: Page) -> None:
    page.route("**/carte/lieux.json*", of_another_day)

    page.goto("/carte/")

    expect(page.locator(f"{LIVE} a.map-pin")).to_have_count(8)
    expect(page.locator(f"{LIVE} button.map-cluster")).to_have_count(0)


def of_another_day(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, json=response.json() | {"version": "1-17-0-0"})


@pytest.mark.parametrize("visitor", [{"viewport": DESKTOP}], indirect=True)
def test_list_and_map_light_up_together(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")
    pin, card = page.locator(f"{LIVE} a.map-pin").first, page.locator(".place-card").first
    expect(pin).to_be_visible()

    card.hover()
    expect(pin).to_have_class(re.compile("is-lit"))
    page.locator("h1").hover()
    expect(pin).not_to_have_class(re.compile("is-lit"))
    pin.focus()
    expect(card).to_have_class(re.compile("is-lit"))


def test_a_map_that_moved_offers_to_search_where_it_is(page: Page) -> None:
    page.goto("/carte/?besoin=demarches")
    expect(page.get_by_role("link", name="Chercher dans cette zone")).to_have_count(0)
    page.get_by_role("button", name="Agrandir la carte", exact=True).click()

    page.get_by_role("link", name="Chercher dans cette zone").click()

    page.wait_for_url(re.compile(r"/carte/\?besoin=demarches&zone=[\d.%C-]+$"))
    expect(page.locator(f"{LIVE} a.map-pin").first).to_be_visible()


def test_what_the_map_shows_is_what_is_printed(page: Page) -> None:
    page.goto("/carte/?besoin=demarches")
    page.get_by_role("button", name="Agrandir la carte", exact=True).click()
    expect(page.get_by_role("link", name="Chercher dans cette zone")).to_be_visible()

    page.get_by_role("link", name="Imprimer cette carte").click()

    page.wait_for_url("**/carte/imprimer/?besoin=demarches&zone=*")
    numbers = page.locator("svg[data-map] a[data-rank]").count()
    assert 0 < numbers <= page.locator(".paper-list > li").count() < 35
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()


def test_no_name_of_a_town_hides_under_a_pin(page: Page) -> None:
    page.goto("/carte/")
    names = page.locator(f"{LIVE} .map-live-town")
    expect(names.first).to_be_visible()
    page.get_by_role("button", name="Agrandir la carte", exact=True).click()
    page.wait_for_timeout(600)

    towns = [name.bounding_box() for name in names.all()]
    pins = [pin.bounding_box() for pin in page.locator(f"{LIVE} .leaflet-marker-pane > *").all()]

    assert towns
    assert pins
    assert not [(town, pin) for town in towns for pin in pins if overlap(town, pin)]


def overlap(one: FloatRect | None, other: FloatRect | None) -> bool:
    assert one
    assert other
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


def test_a_pin_is_a_link_that_the_keyboard_reaches(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")
    first = page.locator(f"{LIVE} a.map-pin").first

    first.focus()
    expect(page.locator("#carte-lieu")).to_contain_text("France services de Saintes")
    page.keyboard.press("Enter")

    page.wait_for_url("**/lieux/france-services-de-saintes/**")


def test_the_keyboard_moves_and_zooms_the_map(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")
    first = page.locator(f"{LIVE} a.map-pin").first
    page.locator(LIVE).focus()
    before = first.bounding_box()

    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(400)
    after = first.bounding_box()

    assert before
    assert after
    assert after["y"] < before["y"]
    page.get_by_role("button", name="Agrandir la carte", exact=True).press("Enter")
    page.wait_for_timeout(400)
    assert first.bounding_box() != after


def test_the_ground_is_drawn_without_any_tile(page: Page) -> None:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))

    page.goto(f"/carte/{SEARCH}", wait_until="networkidle")

    assert page.locator(f"{LIVE} path.map-land").count() == 462
    assert page.locator(f"{LIVE} path.map-commune").count() == 1
    assert {url.split("/")[2] for url in outside} == {page.url.split("/")[2]}


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_the_map_can_be_printed(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")

    page.get_by_role("link", name="Imprimer cette carte").click()

    expect(page.locator(".paper-list > li").first).to_contain_text("France services de Saintes")
    expect(page.get_by_text("Imprimez cette page depuis le menu")).to_be_visible()


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_the_drawing_stays_and_its_pins_are_links(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")
    drawing = page.locator("svg[data-map]")
    expect(drawing).to_be_visible()

    drawing.get_by_role("link", name=re.compile("^1, France services de Saintes")).click()

    page.wait_for_url("**/lieux/france-services-de-saintes/**")


@pytest.mark.parametrize("what", ["fond", "lieux"])
def test_when_the_map_cannot_be_had_the_drawing_stays(page: Page, what: str) -> None:
    page.route(f"**/carte/{what}.json*", lambda route: route.fulfill(body="<p>En travaux</p>"))

    with page.expect_console_message(lambda message: message.type == "warning"):
        page.goto(f"/carte/{SEARCH}")  # the map says why it gives up, then gives up

    expect(page.locator("svg[data-map]")).to_be_visible()
    expect(page.get_by_role("button", name="la carte")).to_have_count(0)


@pytest.mark.parametrize("visitor", [{"viewport": DESKTOP}], indirect=True)
def test_a_large_screen_shows_list_and_drawing_together(page: Page) -> None:
    page.goto(f"/lieux/{SEARCH}")

    expect(page.locator("svg[data-map]")).to_be_visible()
    expect(page.locator(".place-card").first).to_be_visible()
    assert page.locator("svg[data-map] a[data-rank]").count() == 8


def test_a_phone_shows_one_view_at_a_time(page: Page) -> None:
    page.goto(f"/lieux/{SEARCH}")
    expect(page.locator("svg[data-map]")).to_be_hidden()

    page.get_by_role("navigation", name="Façon de voir").get_by_role("link", name="Carte").click()

    expect(page.locator(LIVE)).to_be_visible()
    expect(page.locator(".place-card").first).to_be_hidden()
