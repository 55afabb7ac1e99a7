"""The map: drawn by the server, alive with JavaScript, a list for everyone."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Page, Route, expect

from tests.browser import DESKTOP

pytestmark = pytest.mark.journey

SEARCH = "?besoin=demarches&commune=17415"
LIVE = ".map-live.leaflet-container"


def test_the_live_map_holds_every_place_in_the_order_of_the_list(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")
    expect(page.locator(LIVE)).to_be_visible()

    pins = page.locator(f"{LIVE} a.map-pin").all()
    clusters = page.locator(f"{LIVE} button.map-cluster").all()

    assert (pins[0].get_attribute("aria-label") or "").startswith("1, France services de Saintes, ")
    assert len(pins) + sum(int(cluster.inner_text()) for cluster in clusters) == 35


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
    page.route("**/carte/", two_places_out_at_sea(45.30, 45.35))
    page.goto("/carte/")
    places = json.loads(page.locator("#carte-lieux").inner_text())
    cluster = page.locator(f"{LIVE} button.map-cluster").first
    expect(cluster).to_have_accessible_name(re.compile("^2 lieux.: agrandir la carte$"))

    cluster.press("Enter")

    pin = page.locator(LIVE).get_by_role("link", name=places[0]["label"])
    expect(pin).to_be_focused()
    expect(page.locator("#carte-lieu")).to_have_text(places[0]["label"])


def test_places_at_one_position_are_listed_under_the_map(page: Page) -> None:
    page.route("**/carte/", two_places_out_at_sea(45.30, 45.30))
    page.goto("/carte/")
    places = json.loads(page.locator("#carte-lieux").inner_text())
    cluster = page.locator(f"{LIVE} button.map-cluster").first
    expect(cluster).to_have_accessible_name(re.compile("^2 lieux au même endroit.: les voir$"))

    cluster.press("Enter")

    links = page.locator("#carte-lieu").get_by_role("link")
    expect(links.first).to_be_focused()
    expect(links).to_have_text([place["label"] for place in places[:2]])
    page.locator(f"{LIVE} button.map-cluster").last.hover()
    links.last.click()
    page.wait_for_url(f"**{places[1]['url']}")


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


def two_places_out_at_sea(*latitudes: float) -> Callable[[Route], None]:
    """Move the first two places of the page to these latitudes, far from any other place."""

    def move(route: Route) -> None:
        response = route.fetch()
        moved_to = iter(latitudes)
        text = re.sub(
            r'"latitude": -?[\d.]+, "longitude": -?[\d.]+',
            lambda _: f'"latitude": {next(moved_to)}, "longitude": -1.5',
            response.text(),
            count=len(latitudes),
        )
        route.fulfill(response=response, body=text)

    return move


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
def test_without_javascript_the_drawing_stays_and_its_pins_are_links(page: Page) -> None:
    page.goto(f"/carte/{SEARCH}")
    drawing = page.locator("svg[data-map]")
    expect(drawing).to_be_visible()

    drawing.get_by_role("link", name=re.compile("^1, France services de Saintes")).click()

    page.wait_for_url("**/lieux/france-services-de-saintes/**")


def test_when_the_ground_cannot_be_had_the_drawing_comes_back(page: Page) -> None:
    page.route("**/carte/fond.json*", lambda route: route.fulfill(json={}, status=200))

    page.goto(f"/carte/{SEARCH}")

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
