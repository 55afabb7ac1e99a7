"""What every page says of the territory, and of whose data it shows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from maillage.places.cards import credits_of_sources
from maillage.territory.queries import territory_name


def territory(request: HttpRequest) -> dict[str, object]:
    """Lazy: a page that shows neither asks the database nothing."""
    return {
        "territory_name": SimpleLazyObject(territory_name),
        "attributions": SimpleLazyObject(_attributions),
    }


def _attributions() -> list[str]:
    return [credit.words for credit in credits_of_sources()]
