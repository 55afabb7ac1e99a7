"""Published files and the page that presents them."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from maillage.opendata.queries import Row, incomplete_places, publishable_rows
from maillage.places.cards import credits_of_sources
from maillage.places.standard import COLUMNS
from maillage.territory.queries import current_territory

CACHE_SECONDS = 300


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    territory = current_territory()
    return render(
        request,
        "opendata/index.html",
        {
            "row_count": sum(1 for _row in publishable_rows(territory)),
            "incomplete": incomplete_places(territory),
            "credits": credits_of_sources(),
        },
    )


@require_safe
def places_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The national standard: UTF-8, commas, every value quoted, CRLF lines (RFC 4180)."""
    response = StreamingHttpResponse(
        _csv_lines(publishable_rows(current_territory())), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="lieux.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    return response


def _csv_lines(rows: Iterator[Row]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(row)
        yield buffer.getvalue()
