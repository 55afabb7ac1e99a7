"""How someone wants the pages shown, kept in one cookie of their device and nowhere else."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from maillage.design.rules import Colours

COOKIE = "affichage"
ONE_YEAR_S = 365 * 24 * 60 * 60
TEXT_PERCENTS = (100, 125, 150)


@dataclass(frozen=True)
class Display:
    """Without a choice, the usual display: the colours of the device, text of 18 px."""

    colours: Colours = Colours.OF_THE_DEVICE
    text_percent: int = 100

    @property
    def has_strong_contrast(self) -> bool:
        return self.colours is Colours.CONTRAST

    @property
    def is_usual(self) -> bool:
        return self == Display()

    def __str__(self) -> str:
        """As the cookie says it: « contraste-150 »."""
        return f"{self.colours}-{self.text_percent}"


DISPLAYS = {
    str(display): display
    for colours in Colours
    for text_percent in TEXT_PERCENTS
    for display in (Display(colours, text_percent),)
}


def display_of(request: HttpRequest) -> Display:
    """Read the cookie; what we did not write counts for nothing."""
    return DISPLAYS.get(request.COOKIES.get(COOKIE, ""), Display())


def keep_display(response: HttpResponse, *, display: Display) -> None:
    """Keep the choice a year; the usual display needs no cookie."""
    if display.is_usual:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        str(display),
        max_age=ONE_YEAR_S,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
