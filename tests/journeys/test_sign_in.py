"""Someone of the coordination enters the space of the team, and leaves it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from maillage.desk.team import TOOLS
from tests.browser import DESKTOP, PHONE, served
from tests.journeys.pages import TEAM_PAGES, axe_faults

pytestmark = pytest.mark.journey

EMAIL = "coordination@example.org"


@dataclass(frozen=True)
class Entrance:
    address: str
    password: str


@pytest.fixture(scope="module")
def entrance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    """A site of our own, whose demonstration account we know."""
    folder = tmp_path_factory.mktemp("team")
    with served(folder) as address:
        yield Entrance(address, (folder / "demo-password").read_text())


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, browser: Browser, entrance: Entrance
) -> Iterator[BrowserContext]:
    """As everywhere, a new French visitor on a small phone, but of this site."""
    options = {"viewport": PHONE, "reduced_motion": "reduce"} | getattr(request, "param", {})
    context = browser.new_context(base_url=entrance.address, locale="fr-FR", **options)
    yield context
    context.close()


@pytest.fixture(scope="module")
def session(browser: Browser, entrance: Entrance) -> dict[str, object]:
    """The cookies of someone who signed in once."""
    context = browser.new_context(base_url=entrance.address, locale="fr-FR")
    page = context.new_page()
    page.goto("/connexion/")
    sign_in(page, entrance.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Espace équipe")
    cookies = context.cookies()
    context.close()
    return {"cookies": cookies}


@pytest.fixture
def member(visitor: BrowserContext, session: dict[str, list]) -> Page:
    visitor.add_cookies(session["cookies"])
    return visitor.new_page()


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()


@pytest.mark.parametrize(
    "visitor", [{}, {"java_script_enabled": False}], ids=["script", "no-script"], indirect=True
)
def test_from_the_footer_to_the_tools_and_out_again(page: Page, entrance: Entrance) -> None:
    page.goto("/lieux/")
    page.get_by_role("link", name="Espace équipe").click()
    sign_in(page, entrance.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Espace équipe")
    expect(page.get_by_role("main").get_by_role("link", name="Sources")).to_be_visible()

    page.get_by_role("button", name="Se déconnecter").click()

    expect(page.get_by_role("status")).to_have_text("Votre session est fermée.")
    page.goto("/equipe/")
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()


def test_with_the_keyboard_alone_a_mistake_costs_one_field(page: Page, entrance: Entrance) -> None:
    page.goto("/equipe/")
    page.get_by_label("Adresse électronique").focus()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type("faux")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("L’adresse ou le mot de passe ne convient pas.")
    expect(page.get_by_label("Adresse électronique")).to_have_value(EMAIL)

    for _press in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "password":
            break
    page.keyboard.type(entrance.password)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Espace équipe")


@pytest.mark.parametrize("visitor", [{"viewport": DESKTOP}], ids=["desktop"], indirect=True)
def test_the_keyboard_reaches_the_tools_and_the_way_out(member: Page) -> None:
    member.goto("/equipe/")

    met = []
    for _press in range(6 + len(TOOLS)):
        member.keyboard.press("Tab")
        met.append(member.evaluate("document.activeElement.innerText"))
        outline = member.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"

    tools = [str(tool.title) for tool in TOOLS]
    assert met[2:-1] == ["Espace équipe", "Se déconnecter", "Voir vos rôles", *tools]


def test_without_a_mail_server_a_forgotten_password_is_asked_of_someone(page: Page) -> None:
    page.goto("/connexion/")

    page.get_by_role("link", name="Mot de passe oublié").click()

    expect(page.get_by_role("main")).to_contain_text("Ce site n’envoie pas de courriel.")


@pytest.mark.parametrize("visitor", [{"bypass_csp": True}], indirect=True)
@pytest.mark.parametrize("path", TEAM_PAGES)
def test_pages_of_the_team_owe_what_every_page_owes(member: Page, path: str) -> None:
    member.goto(path)

    assert member.url.endswith(path)
    assert list(axe_faults(member)) == []
    assert member.locator("h1").count() == 1
    member.set_viewport_size({"width": 320, "height": 640})
    root = "document.documentElement"
    assert member.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
