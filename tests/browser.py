"""A real browser before a real server, for the journeys.

Where there is no browser they fail: a skipped journey proves nothing. The server is the one of
script/server: gunicorn, compressed static files, strict headers, the demonstration loaded.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
START_S = 60

# What a coordination adds to the demonstration: one of each thing that has a page.
NETWORK = """
from django.utils import timezone
from maillage.accounts.actions.labels import give_label
from maillage.accounts.actions.members import add_member
from maillage.accounts.actions.sectors import SectorWords, create_sector
from maillage.accounts.models import Label, Organisation, Role
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.territory.models import Sector

by, now = Actor(Entry.ActorKind.COMMAND, "journeys"), timezone.now()
here = Organisation.objects.get(slug="communaute-d-agglomeration-de-saintes")
communes = frozenset(("17415",))
said = SectorWords(kind=Sector.Kind.DELEGATION, name="Pays de Saintes", communes=communes)
create_sector(said, by=by, now=now)
label = Label.objects.get(slug="france-services")
give_label(label, organisation=here, starts_on=timezone.localdate(), by=by, now=now)
email, role = "gestion@example.org", Role.MANAGER
add_member(email=email, name="", organisation=here, role=role, by=by, now=now)
"""
COMMANDS = (
    ("migrate",),
    ("demo",),
    ("shell", "--no-imports", "--command", NETWORK),
    ("collectstatic", "--noinput"),
)


def find_chromium() -> str | None:
    """The browser of this system; None leaves the choice to Playwright, which may hold its own."""
    candidates = (os.environ.get("CHROMIUM"), *NAMES)
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of a site that shows Charente-Maritime; journeys only read it."""
    with served(site_folder) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve Charente-Maritime on a free port, with its database in this folder."""
    shutil.copytree(demonstration(), folder, dirs_exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", "maillage.config.wsgi", "--no-control-socket"]
    server = subprocess.Popen(
        [*gunicorn, "--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning"],
        env=environment(folder),
        cwd=ROOT,
    )
    try:
        yield _once_ready(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()


def demonstration() -> Path:
    """A site to copy: prepared once for all the workers of a run, which share VAR_DIR."""
    ready = Path(os.environ["VAR_DIR"], "demonstration")
    with ready.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not ready.exists():
            unfinished = ready.with_suffix(".unfinished")
            unfinished.mkdir(exist_ok=True)
            for command in COMMANDS:
                run_maillage(*command, folder=unfinished)
            unfinished.rename(ready)
    return ready


def run_maillage(*arguments: str | Path, folder: Path) -> None:
    """Run a command of the site that lies in this folder."""
    subprocess.run(
        [Path(sys.executable).with_name("maillage"), *arguments],
        env=environment(folder),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"VAR_DIR": str(folder), "DATABASE_URL": "", "TERRITORY": "17"}


def _once_ready(address: str) -> str:
    deadline = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(f"{address}/sante").close()  # noqa: S310, our own server
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Root, as in a container, has no sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, browser: Browser, site: str
) -> Iterator[BrowserContext]:
    """A new French visitor on a small phone; an indirect parametrize of `visitor` changes that.

    Pages are not kept for want of network: what a journey intercepts is then always met. Paths are
    relative to the site. Whatever the browser refuses or fails to run fails the journey.
    """
    usual = {"viewport": PHONE, "reduced_motion": "reduce", "service_workers": "block"}
    options = usual | getattr(request, "param", {})
    context = browser.new_context(base_url=site, locale="fr-FR", **options)
    complaints: list[str] = []
    context.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(visitor: BrowserContext) -> Page:
    return visitor.new_page()


@pytest.fixture(scope="module")
def cookies(browser: Browser, site: str, folder: Path) -> list[dict[str, object]]:
    """Those of someone of the coordination, signed in once: `folder` holds the data of `site`."""
    context = browser.new_context(base_url=site, locale="fr-FR")
    page = context.new_page()
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill("coordination@example.org")
    page.get_by_label("Mot de passe", exact=True).fill((folder / "demo-password").read_text())
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Espace équipe")
    signed_in = context.cookies()
    context.close()
    return signed_in


@pytest.fixture
def member(visitor: BrowserContext, cookies: list[dict[str, object]]) -> Page:
    visitor.add_cookies(cookies)
    return visitor.new_page()
