"""What someone may be writing to say where they are, as they write it."""

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from maillage.design.caching import PAGE_SECONDS
from maillage.lib.text import search_name
from maillage.places.queries.names import KnownName, names_matching
from maillage.territory.models import Commune
from maillage.territory.queries import communes_begun, communes_misspelt, current_territory

LEAST_LETTERS = 2
LONGEST_TEXT = 100
MOST_SUGGESTIONS = 8
MOST_NAMES = 3  # where as many communes as possible could be meant

Suggestion = dict[str, str]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer {"suggestions": [{"text": …, "detail": …}, …]}, a place with the "url" of its page.

    Communes come first, the very name then the largest; each text is one that the search reads.
    """
    text = request.GET.get("q", "")[:LONGEST_TEXT]
    found = _suggestions(text) if len(search_name(text)) >= LEAST_LETTERS else []
    response = JsonResponse({"suggestions": found})
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


def _suggestions(text: str) -> list[Suggestion]:
    names = names_matching(text, territory=current_territory(), limit=MOST_SUGGESTIONS)
    communes = communes_begun(text, limit=MOST_SUGGESTIONS)
    if not communes and not names:
        communes = communes_misspelt(text)
    room = MOST_SUGGESTIONS - min(len(names), MOST_NAMES)
    suggested = [*_of_communes(communes[:room]), *map(_of_name, names)]
    return suggested[:MOST_SUGGESTIONS]


def _of_communes(communes: Sequence[Commune]) -> list[Suggestion]:
    """Name each with its first postcode, and its département where another bears its name."""
    namesakes = Counter(commune.name for commune in communes)
    return [
        {
            "text": " ".join(filter(None, (commune.name, _postcode_of(commune)))),
            "detail": commune.departement.name if namesakes[commune.name] > 1 else "",
        }
        for commune in communes
    ]


def _postcode_of(commune: Commune) -> str:
    postcode = next(iter(commune.postcodes.all()), None)
    return f"({postcode})" if postcode else ""


def _of_name(known: KnownName) -> Suggestion:
    url = reverse("places:place", args=[known.slug])
    return {"text": known.name, "detail": known.commune, "url": url}
