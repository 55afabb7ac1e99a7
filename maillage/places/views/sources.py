"""The sources: what is known of each, what its imports changed, and taking one back."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.actions.users import actor_of
from maillage.accounts.gate import TeamRequest, requires
from maillage.places.access import may_manage_sources
from maillage.places.actions.descriptions import describe_source
from maillage.places.actions.undo import Undone, UndoRefused, undo_import
from maillage.places.cards import Chip
from maillage.places.forms import USUAL_LICENCES, SourceForm
from maillage.places.history import (
    Kind,
    change_counts,
    changes_of,
    doubts_of,
    mended_counts,
    shown_change,
    source_states,
    undoing_of,
    use_of,
)
from maillage.places.models import ImportRun, Source
from maillage.places.rules import is_open_licence
from maillage.places.views import BUSY

IMPORTS_A_PAGE = 20
CHANGES_A_PAGE = 50

# As the address bar says them, and as the chips do.
KINDS = {
    "nouvelles": (Kind.CREATED, gettext_lazy("Nouvelles")),
    "modifiees": (Kind.UPDATED, gettext_lazy("Modifiées")),
    "absentes": (Kind.GONE, gettext_lazy("Absentes du fichier")),
}


@requires(may_manage_sources)
@require_safe
def source_list(request: TeamRequest) -> HttpResponse:
    return render(request, "places/sources.html", {"states": source_states()})


@requires(may_manage_sources)
@require_http_methods(["GET", "HEAD", "POST"])
def source_page(request: TeamRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(Source, slug=slug)
    form = SourceForm(request.POST or None, initial=model_to_dict(source))
    if form.is_valid():
        by, now = actor_of(request.user), timezone.now()
        try:
            describe_source(source, **form.cleaned_data, by=by, now=now)
        except OperationalError:
            form.add_error(None, str(BUSY))
        else:
            messages.success(request, _("La description est enregistrée."))
            return redirect("places:source", slug)
    runs = source.runs.order_by("-pk")
    page = Paginator(runs, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    mended = mended_counts(page)
    context = {
        "source": source,
        "is_republished": is_open_licence(source.licence),
        "licences": USUAL_LICENCES,
        "form": form,
        "page": page,
        "runs": [(run, mended[run.pk], use_of(run, mended=mended[run.pk])) for run in page],
    }
    return render(request, "places/source.html", context)


@requires(may_manage_sources)
@require_safe
def import_page(request: TeamRequest, slug: str, pk: int) -> HttpResponse:
    run = _run_or_404(slug=slug, pk=pk)
    asked = request.GET.get("sorte", "")
    kind, _label = KINDS.get(asked, ("", ""))
    counts = change_counts(run)
    page = Paginator(changes_of(run, kind=kind), CHANGES_A_PAGE).get_page(request.GET.get("page"))
    today, mended = timezone.localdate(), mended_counts([run])[run.pk]
    context = {
        "run": run,
        "mended": mended,
        "use": use_of(run, mended=mended),
        "undoing": undoing_of(run, counts=counts),
        "chips": _chips(counts, asked=asked),
        "query": urlencode({"sorte": asked}) if kind else "",
        "page": page,
        "changes": [shown_change(one, today=today) for one in page],
        "redated": counts[Kind.REDATED],
        "doubts": doubts_of(run),
    }
    return render(request, "places/import.html", context)


@requires(may_manage_sources)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_page(request: TeamRequest, slug: str, pk: int) -> HttpResponse:
    run = _run_or_404(slug=slug, pk=pk)
    if request.method == "POST":
        try:
            undone = undo_import(run, by=actor_of(request.user), now=timezone.now())
        except UndoRefused as refusal:
            messages.error(request, str(refusal))
        except OperationalError:
            messages.error(request, str(BUSY))
        else:
            messages.success(request, _undone_words(undone))
        return redirect("places:import", slug, pk)
    context = {"run": run, "undoing": undoing_of(run, counts=change_counts(run))}
    return render(request, "places/undo.html", context)


def _run_or_404(*, slug: str, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun.objects.select_related("source"), source__slug=slug, pk=pk)


def _chips(counts: Mapping[str, int], *, asked: str) -> list[Chip]:
    return [
        Chip(
            label=label,
            count=counts[kind],
            query="" if slug == asked else f"?{urlencode({'sorte': slug})}",
            is_on=slug == asked,
        )
        for slug, (kind, label) in KINDS.items()
    ]


def _undone_words(undone: Undone) -> str:
    """Say what it did; what it did not is left out."""
    words = [_("L’import est annulé.")]
    if undone.deleted:
        deleted = ngettext(
            "%(count)d fiche supprimée.", "%(count)d fiches supprimées.", undone.deleted
        )
        words.append(deleted % {"count": undone.deleted})
    if undone.restored:
        restored = ngettext(
            "%(count)d fiche remise comme avant.",
            "%(count)d fiches remises comme avant.",
            undone.restored,
        )
        words.append(restored % {"count": undone.restored})
    return " ".join(words)
