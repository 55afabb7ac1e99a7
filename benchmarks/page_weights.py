"""What each public page weighs when it travels, first visit, nothing kept.

    .venv/bin/python -m benchmarks.page_weights

Measured by Chromium on the compressed answers of a real server that shows Charente-Maritime:
bytes of bodies and headers, as 1 kB = 1,000 bytes. The limits are promises of the project: 60 kB
a page, 200 kB for the map. Exit status 1 when a page is over its limit.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import PHONE, find_chromium, served
from tests.journeys.pages import PAGES

PAGE_LIMIT_KB = 60
MAP_LIMIT_KB = 200
ARGUMENTS = ["--no-sandbox"]  # root, as in a container, has none


def weigh(browser: Browser, address: str) -> tuple[int, float]:
    """The requests and the kB of a first visit."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sent: list[float] = []
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    context.close()
    return len(sent), sum(sent) / 1000


def main() -> int:
    is_over = False
    print(f"{'page':<60} {'requests':>8} {'kB':>7} {'limit':>6} {'ratio':>6}")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for path in PAGES:
            limit = MAP_LIMIT_KB if path.startswith("/carte/") else PAGE_LIMIT_KB
            requests, kilobytes = weigh(browser, site + path)
            is_over = is_over or kilobytes > limit
            ratio = kilobytes / limit
            print(f"{path:<60} {requests:>8} {kilobytes:>7.1f} {limit:>6} {ratio:>6.2f}")
        browser.close()
    return 1 if is_over else 0


if __name__ == "__main__":
    sys.exit(main())
