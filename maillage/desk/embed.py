"""The places in the page of somebody else: the frame, and the page that writes its code.

A town hall chooses what to show, copies a line of HTML, and pastes it into its own site. The frame
needs no JavaScript, keeps no cookie, and always leads back to the whole site.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maillage.design.caching import PAGE_SECONDS, keep_for, keep_until
from maillage.places import cards
from maillage.places.actions.openings import top_up_openings
from maillage.places.drawing import PHONE_PX, Drawing, Pin, draw_surroundings, draw_territory
from maillage.places.filters import OPTIONS, Group
from maillage.places.forms import Search, read_search, search_of
from maillage.places.needs import NEEDS
from maillage.places.queries.map import points_of
from maillage.places.queries.search import Findings, search, spots_found
from maillage.territory.queries import current_territory, territory_name

PAGE_SIZE = 10
USUAL_HEIGHT_PX = 700


class Shown(StrEnum):
    BOTH = "tout"
    LIST = "liste"
    MAP = "carte"


class EmbedForm(forms.Form):
    """What to show, in the parameters of the search; `montrer` and `hauteur` are of the frame."""

    ou = forms.CharField(
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy("Nom ou code postal. Vide : tout le territoire."),
        required=False,
        max_length=100,
    )
    rayon = forms.TypedChoiceField(
        label=gettext_lazy("Jusqu’où ?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("Sans limite, les plus proches d’abord")),
            *((option.value, option.label) for option in OPTIONS[Group.RADIUS]),
        ],
    )
    besoin = forms.ChoiceField(
        label=gettext_lazy("Besoin"),
        required=False,
        choices=[("", gettext_lazy("Tous")), *((need.slug, need.title) for need in NEEDS)],
    )
    offre = forms.ChoiceField(
        label=gettext_lazy("Ce que l’on y trouve"),
        required=False,
        choices=[
            ("", gettext_lazy("Peu importe")),
            *((option.value, option.label) for option in OPTIONS[Group.OFFER]),
        ],
    )
    montrer = forms.ChoiceField(
        label=gettext_lazy("Montrer"),
        choices=[
            (Shown.BOTH, gettext_lazy("La carte et la liste")),
            (Shown.LIST, gettext_lazy("La liste seule")),
            (Shown.MAP, gettext_lazy("La carte seule")),
        ],
    )
    hauteur = forms.IntegerField(
        label=gettext_lazy("Hauteur du cadre, en pixels"),
        help_text=gettext_lazy("700 convient à la plupart des pages. La largeur s’adapte."),
        min_value=300,
        max_value=2000,
    )

    def clean(self) -> None:
        """Refuse a commune that the frame could not show: nobody there could choose another."""
        if not self.cleaned_data.get("ou"):
            return
        where = self.search.where
        if where.homonyms:
            names = ", ".join(f"{one.name} ({one.departement_id})" for one in where.homonyms)
            self.add_error(
                "ou",
                _("Plusieurs communes : %(names)s. Écrivez le code postal.") % {"names": names},
            )
        elif self.search.criteria.where is None:
            self.add_error(
                "ou", _("Nous ne connaissons pas cette commune. Essayez le code postal.")
            )

    @property
    def search(self) -> Search:
        """What the frame looks for."""
        return search_of(self.cleaned_data, territory=current_territory())

    @property
    def title(self) -> str:
        """What the frame holds, for those who do not see it."""
        where = self.search.criteria.where
        return _("Lieux où une personne vous aide avec le numérique : %(where)s") % {
            "where": where.name if where else territory_name()
        }


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The answer to a search, for the page of somebody else: no menu, but where it comes from."""
    now, territory = timezone.localtime(), current_territory()
    wanted = read_search(request.GET, territory=territory, today=now.date())
    shown = request.GET.get("montrer")
    top_up_openings(now=now)
    findings = search(wanted.criteria, territory=territory, now=now, size=PAGE_SIZE)
    ranked = list(enumerate(findings.page, start=1))
    listed = [cards.card_of(one, rank=rank, query="", now=now) for rank, one in ranked]
    pins = [pin for rank, one in ranked if (pin := cards.pin_of(one, rank=rank, query="", now=now))]
    context = {
        "words": cards.words_of(wanted, findings, today=now.date()),
        "cards": listed,
        "are_all_doubtful": cards.are_all_doubtful(listed),
        "where": wanted.criteria.where,
        "is_list": shown != Shown.MAP,
        "drawing": None if shown == Shown.LIST else _drawing(wanted, findings, pins, now=now),
        "site_url": reverse("places:list") + wanted.query(),
    }
    return keep_until(
        render(request, "desk/embed.html", context),
        findings.changes_at,
        now=now,
    )


def _drawing(
    wanted: Search, findings: Findings, pins: Sequence[Pin], *, now: datetime
) -> Drawing | None:
    """What the list names around the origin; the whole territory where there is none."""
    territory, where = current_territory(), wanted.criteria.where
    found = spots_found(findings.kept, territory=territory, now=now).order_by()
    points = points_of(territory).among(found.values_list("pk", flat=True))
    if where and pins:
        return draw_surroundings(pins, points=points, where=where, size=PHONE_PX)
    return draw_territory(territory, pins=pins, points=points, size=PHONE_PX)


@require_safe
@csp_replace({"frame-src": [SELF]})
def builder(request: HttpRequest) -> HttpResponse:
    """Choose what to show, see it, and copy the code to paste."""
    usual = {"montrer": Shown.BOTH, "hauteur": USUAL_HEIGHT_PX}
    form = EmbedForm(request.GET or usual)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        height = form.cleaned_data["hauteur"]
        path = reverse("desk:embed") + form.search.query(montrer=form.cleaned_data["montrer"])
        context |= {
            "frame_url": path,
            "frame_title": form.title,
            "height": height,
            "code": code_of(request.build_absolute_uri(path), title=form.title, height=height),
        }
    return keep_for(render(request, "desk/embed_builder.html", context), seconds=PAGE_SECONDS)


def code_of(url: str, *, title: str, height: int) -> SafeString:
    """The line to paste into a page: an element that any site accepts, and no script."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" '
        'style="border:0"></iframe>',
        url,
        title,
        height,
    )
