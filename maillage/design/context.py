"""What every page knows of the site: its name, its telephone number, its display, its logo."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from maillage.design.display import Display, display_of
from maillage.design.rules import THEMES, Colours, color_scheme, palette, stylesheet_digest

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class Site:
    name: str
    phone: str
    phone_hours: str
    contact_email: str
    logo_url: str
    display: Display
    display_url: str
    palette_url: str
    color_scheme: str
    day_ground: str
    night_ground: str


@dataclass(frozen=True)
class Logo:
    content: bytes
    content_type: str
    digest: str


def site(request: HttpRequest) -> dict[str, Site]:
    hue, display = settings.TERRITORY_HUE, display_of(request)
    day, night = THEMES[display.colours]
    return {
        "site": Site(
            name=settings.SITE_NAME,
            phone=settings.PHONE,
            phone_hours=unbroken_hours(settings.PHONE_HOURS),
            contact_email=settings.CONTACT_EMAIL,
            logo_url=logo_url(),
            display=display,
            display_url=display_url(request),
            palette_url=palette_url(display.colours),
            color_scheme=" ".join(dict.fromkeys(map(color_scheme, (day, night)))),
            day_ground=_ground(hue, day),
            night_ground=_ground(hue, night),
        )
    }


def display_url(request: HttpRequest) -> str:
    """Lead to « Affichage », and from there back to the page shown."""
    url = reverse("design:display")
    if request.path == url:
        return request.get_full_path()
    return f"{url}?{urlencode({'next': request.get_full_path()}, safe='/')}"


def palette_url(colours: Colours) -> str:
    digest = stylesheet_digest(hue=settings.TERRITORY_HUE, colours=colours)
    return reverse("design:palette", args=(colours, digest))


def logo_url() -> str:
    """Give the address of the territory's logo, or "" when our own mark is shown."""
    if not settings.TERRITORY_LOGO:
        return ""
    return reverse("design:logo", args=(read_logo(settings.TERRITORY_LOGO).digest,))


@lru_cache(maxsize=2)
def read_logo(path: Path) -> Logo:
    """Read the file once for the life of the process; its digest changes its address."""
    content = path.read_bytes()
    return Logo(
        content=content,
        content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        digest=hashlib.sha256(content).hexdigest()[:12],
    )


def unbroken_hours(text: str) -> str:
    """Tie the parts of each hour, as someone typed them: « 9 h », « 14 h 30 »."""
    return re.sub(r"([0-9]) h(?: ([0-9]{2}))?\b", _tied, text)


def _tied(hour: re.Match[str]) -> str:
    return NO_BREAK_SPACE.join(filter(None, (hour[1], "h", hour[2])))


@lru_cache(maxsize=8)
def _ground(hue: int, theme: str) -> str:
    return palette(hue=hue, theme=theme)["page"]
