"""What pages say of the territory and of whose data they show; what those of the team link to."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from maillage.desk.team import tools_of
from maillage.places.cards import credits_of_sources
from maillage.territory.queries import territory_name


def territory(request: HttpRequest) -> dict[str, object]:
    """Lazy: a page that shows neither asks the database nothing."""
    return {
        "territory_name": SimpleLazyObject(territory_name),
        "attributions": SimpleLazyObject(_attributions),
    }


def team(request: HttpRequest) -> dict[str, object]:
    """Lazy: public pages, the same for everyone, do not look at who asks."""
    return {"tools": SimpleLazyObject(lambda: tools_of(request.user))}


def _attributions() -> list[str]:
    return [credit.words for credit in credits_of_sources()]
