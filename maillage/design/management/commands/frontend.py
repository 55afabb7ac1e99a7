"""Builds what the screens need from node_modules: the sprite of icons, Leaflet, static files."""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from maillage.design.icons import ICONS

PACKAGES = settings.BASE_DIR / "node_modules"
VENDOR = Path(__file__).parents[2] / "static" / "design" / "vendor"

SVG = re.compile(r"<svg[^>]*>(?P<drawing>.*)</svg>", re.DOTALL)
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)
SPRITE = '<!-- Lucide, ISC licence --><svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


class Command(BaseCommand):
    help = _("Prépare les fichiers servis aux navigateurs. Peut être lancée plusieurs fois.")
    requires_system_checks = ()  # runs first, before anything it prepares can be checked

    def handle(self, *args: Any, **options: Any) -> None:
        write(VENDOR / "icons.svg", sprite().encode())
        for path, content in leaflet().items():
            write(VENDOR / "leaflet" / path, content)
        if collect():
            self.stdout.write(_("Fichiers statiques réunis."))


def sprite() -> str:
    symbols = (SYMBOL.format(name=name, drawing=drawing(name)) for name in sorted(ICONS))
    return SPRITE.format(symbols="".join(symbols))


def drawing(name: str) -> str:
    """What is inside the <svg> of one Lucide icon, on one line."""
    source = read(PACKAGES / "lucide-static" / "icons" / f"{name}.svg").decode()
    match = SVG.search(source)
    if match is None:
        raise CommandError(_("L’icône %(name)s n’est pas un dessin SVG.") % {"name": name})
    return " ".join(match["drawing"].split())


def leaflet() -> dict[str, bytes]:
    """The files of Leaflet by relative path, without its pointer to a source map."""
    folder = PACKAGES / "leaflet" / "dist"
    script = read(folder / "leaflet.js").replace(b"//# sourceMappingURL=leaflet.js.map", b"")
    names = ["leaflet.css", *(f"images/{path.name}" for path in (folder / "images").iterdir())]
    return {"leaflet.js": script} | {name: read(folder / name) for name in names}


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(
            _("Il manque %(path)s : lancez script/setup, ou npm ci.") % {"path": path}
        ) from error


def write(path: Path, content: bytes) -> None:
    """Write only what changes: an untouched file is not collected again."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def collect() -> bool:
    """Gather, name by content and compress the static files, unless they are as last time."""
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == sources_digest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sources_digest())
    return True


def sources_digest() -> str:
    """A digest of the name, size and time of every static file to be served."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
