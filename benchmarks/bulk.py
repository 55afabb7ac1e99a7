"""How many times a second the whole file of places is sent, beside a byte string kept in memory.

    .venv/bin/python -m benchmarks.bulk [PLACES]

A made-up set of places (20,000 unless told) is published by a real server. So are, by a page that
the benchmark adds to the very same server, the bytes of its compressed file held in memory. Same
processes, same client, turn by turn: the ratio says what finding the version of the data and the
file costs. Measured again for a client that holds the file already, whom both answer « 304 ». A
bare WSGI application is measured too, for what the site itself adds. Exit status 1 when a ratio
to the bytes held by the site is under its limit.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.import_places import write_file

ROOT = Path(__file__).parents[1]
PLACES = 20_000
CLIENTS = 4
TURNS = 4
TURN_SECONDS = 2
MIN_RATIO = 0.6
ENCODING = {"Accept-Encoding": "gzip"}

# Both servers read the bytes from the file "content", beside them.
SITE = """
from pathlib import Path
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import condition
from maillage.config.wsgi import application
from maillage.config import urls

content = Path(__file__).with_name("content")
held = {}

@condition(etag_func=lambda request: '"x"')
def in_memory(request):
    if not held:
        held["bytes"] = content.read_bytes()
    return HttpResponse(held["bytes"], "text/csv", headers={"Content-Encoding": "gzip"})

urls.urlpatterns.insert(0, path("octets", in_memory))
"""
BARE = """
from pathlib import Path

CONTENT = Path(__file__).with_name("content").read_bytes()
HEADERS = [("Content-Type", "text/csv"), ("Content-Encoding", "gzip"), ("ETag", '"x"')]

def application(environ, start_response):
    if environ.get("HTTP_IF_NONE_MATCH") == '"x"':
        start_response("304 Not Modified", HEADERS)
        return [b""]
    start_response("200 OK", [*HEADERS, ("Content-Length", str(len(CONTENT)))])
    return [CONTENT]
"""


@dataclass(frozen=True)
class Address:
    port: int
    path: str


@contextmanager
def served(application: str, *, folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """Serve on a free port with two processes, as script/server does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", application, "--no-control-socket"]
    gunicorn += ["--timeout", "120"]  # the first request writes the files, on a busy machine
    server = subprocess.Popen(
        [*gunicorn, "--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning"],
        cwd=folder,
        env=environment,
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def ask(address: Address, headers: dict[str, str]) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", address.port)
    connection.request("GET", address.path, headers=ENCODING | headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, response.headers["ETag"], content


def count_requests(address: Address, headers: dict[str, str], *, status: int) -> int:
    """Ask again and again from CLIENTS threads, a new connection each time, for one turn."""
    end = time.monotonic() + TURN_SECONDS

    def ask_until_the_end(_client: int) -> int:
        count = 0
        while time.monotonic() < end:
            assert ask(address, headers)[0] == status
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(ask_until_the_end, range(CLIENTS)))


def requests_a_second(addresses: list[Address], *, is_known: bool) -> list[float]:
    """Measure each in turn, TURNS times: what else the machine does weighs on all alike."""
    counts = [0] * len(addresses)
    for _turn in range(TURNS):
        for number, address in enumerate(addresses):
            headers = {"If-None-Match": ask(address, {})[1]} if is_known else {}
            counts[number] += count_requests(address, headers, status=304 if is_known else 200)
    return [count / TURNS / TURN_SECONDS for count in counts]


def publish(folder: Path, *, places: int) -> dict[str, str]:
    """Import the made-up places into a database of their own; give the environment to show it."""
    environment = os.environ | {"VAR_DIR": str(folder), "DATABASE_URL": "", "TERRITORY": "FR"}
    file = folder / "lieux-20240801.csv"
    write_file(file, rows=places)
    maillage = Path(sys.executable).with_name("maillage")
    load = ["import", "places", str(file), "--source=cartographie-nationale"]
    for command in (["migrate"], ["territory", "load"], load):
        subprocess.run(
            [maillage, *command], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
    return environment


def main() -> int:
    places = int(sys.argv[1]) if len(sys.argv) > 1 else PLACES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = publish(folder, places=places) | {"PYTHONPATH": str(ROOT)}
        (folder / "site_and_bytes.py").write_text(SITE)
        (folder / "bare.py").write_text(BARE)
        with served("site_and_bytes", folder=folder, environment=environment) as port:
            published = Address(port, "/opendata/lieux.csv")
            content = ask(published, {})[2]
            (folder / "content").write_bytes(content)
            with served("bare", folder=folder, environment=environment) as bare_port:
                addresses = [published, Address(port, "/octets"), Address(bare_port, "/")]
                rates = {
                    what: requests_a_second(addresses, is_known=is_known)
                    for what, is_known in (("file", False), ("304", True))
                }
    print(f"{len(content) / 1e6:.2f} MB, {CLIENTS} clients on the machine of the server")
    for what, (ours, held, bare) in rates.items():
        print(
            f"{what:<4} {ours:>6.0f}/s, bytes in memory {held:>6.0f}/s: ratio {ours / held:.2f} "
            f"(limit {MIN_RATIO}); bare {bare:>6.0f}/s: {ours / bare:.2f}"
        )
    return 1 if any(ours / held < MIN_RATIO for ours, held, _bare in rates.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
