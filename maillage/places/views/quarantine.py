"""The quarantine: the rows that could not be used, to mend here or to send to their producer."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.accounts.actions.users import actor_of
from maillage.accounts.gate import TeamRequest, requires
from maillage.places.access import may_manage_sources
from maillage.places.actions.corrections import CorrectionRefused, correct_row
from maillage.places.cards import Chip
from maillage.places.cleaning import Unusable
from maillage.places.columns import first_filled
from maillage.places.forms import CorrectionForm, read_filters
from maillage.places.history import Refusals, place_columns, refusals, rows_to_mend, with_places
from maillage.places.models import ImportRun, QuarantinedRow, Record, Source
from maillage.places.views import BUSY

ROWS_A_PAGE = 50
REASONS_SHOWN = 12
EXPORTED = ("row_number", "field", "value", "reason", "raw")

FORMULA = re.compile(r"[=+\-@\t\r\n]")  # how one begins, for a spreadsheet
NEGATIVE_NUMBER = re.compile(r"-\d+([.,]\d+)?")  # a longitude is no formula


@requires(may_manage_sources)
@require_safe
def quarantine_page(request: TeamRequest) -> HttpResponse:
    asked = read_filters(request.GET)
    rows = rows_to_mend(source=asked.get("source", ""), reason=asked.get("raison", ""))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    every_refusal = refusals()
    context = {
        "total": sum(one.rows for one in every_refusal),
        "source_chips": _source_chips(every_refusal, asked=asked),
        "reason_chips": _reason_chips(every_refusal, asked=asked),
        "query": urlencode(asked),
        "page": page,
        "rows": with_places(page),
    }
    return render(request, "places/quarantine.html", context)


def _source_chips(every_refusal: Collection[Refusals], *, asked: Mapping[str, str]) -> list[Chip]:
    """Count the rows of each source that have the reason asked for."""
    counts: Counter[str] = Counter()
    for one in every_refusal:
        counts[one.slug] += one.rows if asked.get("raison", one.reason) == one.reason else 0
    names = {one.slug: one.source for one in every_refusal}
    return [
        _chip("source", slug, label=names[slug], count=count, asked=asked)
        for slug, count in counts.most_common()
    ]


def _reason_chips(every_refusal: Collection[Refusals], *, asked: Mapping[str, str]) -> list[Chip]:
    """Count the rows of the source asked for by reason, the most common ones."""
    counts: Counter[str] = Counter()
    for one in every_refusal:
        counts[one.reason] += one.rows if asked.get("source", one.slug) == one.slug else 0
    return [
        _chip("raison", reason, label=reason, count=count, asked=asked)
        for reason, count in counts.most_common(REASONS_SHOWN)
    ]


def _chip(name: str, value: str, *, label: str, count: int, asked: Mapping[str, str]) -> Chip:
    is_on = asked.get(name) == value
    others = {key: other for key, other in asked.items() if key != name}
    return Chip(
        label=label,
        count=count,
        query="?" + urlencode(others if is_on else {**others, name: value}),
        is_on=is_on,
    )


@requires(may_manage_sources)
@require_http_methods(["GET", "HEAD", "POST"])
def correction_page(request: TeamRequest, pk: int) -> HttpResponse:
    rows = QuarantinedRow.objects.select_related("run__source", "record__place")
    row = get_object_or_404(rows, pk=pk)
    if row.corrected_at:
        return render(request, "places/corrected.html", {"row": row})
    telling = place_columns(row.run)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None, row=row, place_columns=telling
    )
    if request.method == "POST" and form.is_valid():
        try:
            record = correct_row(
                row, cells=form.cells(), by=actor_of(request.user), now=timezone.now()
            )
        except Unusable as refusal:
            form.refuse(field=refusal.field, reason=refusal.reason)
        except CorrectionRefused as refusal:
            form.add_error(None, str(refusal))
        except OperationalError:
            form.add_error(None, str(BUSY))
        else:
            messages.success(request, _corrected_words(row, record))
            return redirect(
                f"{reverse('places:quarantine')}?{urlencode({'source': row.run.source.slug})}"
            )
    context = {"row": row, "place": first_filled(row.raw, columns=telling), "form": form}
    return render(request, "places/correction.html", context)


def _corrected_words(row: QuarantinedRow, record: Record) -> SafeString:
    return format_html(
        '{} <a href="{}">{}</a>. {}',
        _("La ligne %(number)d est corrigée :") % {"number": row.row_number},
        reverse("places:place", args=(record.place.slug,)),
        record.place.name,
        _("La correction servira encore tant que la source envoie la même ligne."),
    )


@requires(may_manage_sources)
@require_safe
def quarantine_csv(request: TeamRequest, slug: str) -> StreamingHttpResponse:
    """What a producer needs to mend its file, as a French spreadsheet opens it.

    UTF-8 with its mark, semicolons; one row per row in quarantine, its own columns last.
    """
    source = get_object_or_404(Source, slug=slug)
    return StreamingHttpResponse(
        _csv_lines(source),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="quarantaine-{slug}.csv"'},
    )


def _csv_lines(source: Source) -> Iterator[str]:
    """Read the rows twice, none of them kept: all their columns have to be known first."""
    rows = rows_to_mend(source=source.slug)
    runs = ImportRun.objects.filter(pk__in=rows.order_by().values("run")).order_by("pk")
    columns = dict.fromkeys(name for run in runs for name in run.columns or ())
    for cells in rows.values_list("raw", flat=True).iterator():
        columns |= dict.fromkeys(cells)
    writer = csv.writer(_Echo(), delimiter=";")
    titles = (_("ligne"), _("champ"), _("valeur"), _("raison"))
    yield "\ufeff" + writer.writerow(map(_harmless, (*titles, *columns)))
    for number, *said, cells in rows.values_list(*EXPORTED).iterator():
        values = (str(number), *said, *(cells.get(name, "") for name in columns))
        yield writer.writerow(map(_harmless, values))


class _Echo:
    """A file that gives back what is written in it, instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running what a source wrote: it reads text after an apostrophe."""
    if FORMULA.match(cell) and not NEGATIVE_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
