"""The slip: one place on an A5 sheet in large print, for those who keep addresses on paper.

The words are gathered here and laid out by typst/slip.typ. To it they are data: whatever a source
writes stays text.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from functools import lru_cache, partial
from pathlib import Path
from typing import cast

import typst
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.design.templatetags.design import phone
from maillage.lib.qr import qr_code
from maillage.places import cards, labels
from maillage.places.drawing import SLIP_PX, draw_place
from maillage.places.models import Place
from maillage.places.queries.places import Candidate, is_itinerant
from maillage.places.sharing import Week, address_lines, line_words, weeks_of
from maillage.places.stops import StopLine
from maillage.places.terms import Access, Field, Service, Term

SHEET = Path(__file__).with_name("typst") / "slip.typ"
FONTS = Path(__file__).parents[1] / "design" / "static" / "design" / "font"
SYMBOL_PX = 40


@dataclass(frozen=True)
class Slip:
    """Words, and drawings in SVG, in the order of the sheet; what is empty is left out.

    `stops` are where and when a bus comes by; a quote stands with what introduces it, `bring` with
    its title; `appointment` is written on both sides of a dotted line.
    """

    language: str
    name: str
    symbol: str
    offer: str
    address: Sequence[str]
    phone: str
    map: str
    map_words: str
    weeks: Sequence[Week]
    stops: Sequence[tuple[str, str]]
    notes: Sequence[str]
    quotes: Sequence[tuple[str, str]]
    bring: tuple[str, str] | None
    appointment: tuple[str, str]
    qr: str
    qr_words: str
    online: str
    short_address: str
    dates: str
    credit: str

    @property
    def digest(self) -> str:
        """Changes as soon as the sheet would."""
        return hashlib.sha256(json.dumps(asdict(self)).encode() + SHEET.read_bytes()).hexdigest()


def slip_of(
    candidate: Candidate, *, stops: Sequence[StopLine], short_url: str, now: datetime
) -> Slip:
    place, is_bus = candidate.place, is_itinerant(candidate.terms)
    weeks = [] if stops else weeks_of(cards.days_of(place, today=now.date()))
    return Slip(
        language=get_language() or "fr",
        name=place.name,
        symbol=_symbol(candidate),
        offer=_offer_words(candidate),
        address=[] if is_bus else address_lines(place),
        phone=phone(place.phone) if place.phone else "",
        map="" if is_bus else _map(candidate),
        map_words=_("Plan : %(commune)s") % {"commune": place.commune.name},
        weeks=weeks,
        stops=[(_where(line), _when(line)) for line in stops],
        notes=_notes(place, has_weeks=bool(weeks), has_stops=bool(stops), now=now),
        quotes=_quotes(place),
        bring=_bring() if Term(Field.SERVICE, Service.PAPERWORK) in candidate.terms else None,
        appointment=(_("Mon rendez-vous :"), _("à")),
        qr=_qr(short_url),
        qr_words=_("Code à scanner, qui mène à la page de ce lieu"),
        online=_("Cette page sur un téléphone : scannez le carré, ou tapez"),
        short_address=short_url.partition("://")[2],
        dates=_("Fiche imprimée le %(day)s. %(checked)s")
        % {
            "day": labels.full_date_words(now.date()),
            "checked": cards.checked_words(place, today=now.date()),
        },
        credit=" ".join(cards.source_lines(place)),
    )


def write_pdf(slip: Slip, *, now: datetime) -> bytes:
    """Lay the slip out as a tagged PDF; the same slip gives the same bytes all day."""
    sheet = typst.Compiler(
        input=SHEET, font_paths=_fonts(), sys_inputs={"slip": json.dumps(asdict(slip))}
    )
    midnight = datetime.combine(now.date(), time.min, UTC)
    write = partial(sheet.compile, format="pdf", timestamp=midnight)
    try:
        return cast("bytes", write(pdf_standards="ua-1"))
    except typst.TypstError:
        # PDF/UA-1 refuses a character that no font can draw, such as a smiley in a name.
        return cast("bytes", write())


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Ours, then those of typst for the letters it lacks; read once for the life of the process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _where(line: StopLine) -> str:
    return ", ".join(filter(None, (line.stop.commune.name, line.stop.address)))


def _when(line: StopLine) -> str:
    return "\n".join(filter(None, (*map(line_words, line.passages), line.quote, line.holidays)))


def _offer_words(candidate: Candidate) -> str:
    """« Une personne vous aide. Gratuit. Sans rendez-vous. »"""
    fees = {term.code for term in candidate.terms if term.field is Field.FEE}
    words = [
        *([labels.OFFER_LABELS[candidate.offer]] if candidate.offer else []),
        *labels.term_labels(Field.FEE, fees),
    ]
    told = [f"{word}." for word in words]
    if Term(Field.ACCESS, Access.WALK_IN) in candidate.terms:
        told.append(_("Sans rendez-vous."))
    return " ".join(told)


def _notes(place: Place, *, has_weeks: bool, has_stops: bool, now: datetime) -> list[str]:
    if has_weeks:
        return [cards.holiday_words(place, now=now)]
    return [] if has_stops or place.hours_text else [_("Horaires inconnus.")]


def _quotes(place: Place) -> list[tuple[str, str]]:
    told = [(_("D’après le lieu :"), place.hours_text), (_("Le lieu précise :"), place.notes)]
    return [(caption, words) for caption, words in told if words]


def _bring() -> tuple[str, str]:
    papers = _(
        "Une pièce d’identité, votre numéro fiscal ou de sécurité sociale, votre téléphone si "
        "vous en avez un."
    )
    return _("À apporter"), f"{papers} {_('Il manque un papier ? Venez quand même.')}"


def _map(candidate: Candidate) -> str:
    drawing = draw_place(candidate.place, offer=candidate.offer, size=SLIP_PX)
    if drawing is None:
        return ""
    size = {"width": drawing.width, "height": drawing.height}
    return render_to_string("places/slip_drawing.svg", {"drawing": drawing, **size})


def _symbol(candidate: Candidate) -> str:
    size = {"width": SYMBOL_PX, "height": SYMBOL_PX}
    return render_to_string("places/slip_drawing.svg", {"offer": candidate.offer, **size})


def _qr(url: str) -> str:
    code = qr_code(url)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path d="{code.path}"/></svg>'
    )
