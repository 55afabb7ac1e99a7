"""Published files and the page that presents them."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from maillage.design.caching import PAGE_SECONDS, same_for_everyone
from maillage.opendata.queries import publication_of
from maillage.places.cards import credits_of_sources
from maillage.places.standard import COLUMNS
from maillage.territory.queries import current_territory


@same_for_everyone
def index(request: HttpRequest) -> HttpResponse:
    publication = publication_of(current_territory())
    return render(
        request,
        "opendata/index.html",
        {
            "row_count": len(publication.rows),
            "incomplete": publication.incomplete,
            "without_licence": publication.without_licence,
            "credits": credits_of_sources(),
        },
    )


@require_safe
def places_csv(request: HttpRequest) -> HttpResponse:
    """The national standard: UTF-8, commas, every value quoted, CRLF lines (RFC 4180)."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="lieux.csv"',
            "Access-Control-Allow-Origin": "*",
        },
    )
    writer = csv.DictWriter(response, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(publication_of(current_territory()).rows)
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response
