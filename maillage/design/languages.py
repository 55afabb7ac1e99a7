"""Languages that only the pages where one finds help speak; the other pages answer in French.

So no page is half translated. Nobody has checked these translations yet, and the pages say so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

View = Callable[..., HttpResponse]

HELP_LANGUAGES = frozenset({"ar", "es", "uk"})
UNREVIEWED = HELP_LANGUAGES  # until someone who speaks one reads it: see docs/guide/traduire.md
# Their texts are those of the files listed in locale/help-pages.txt. What no address answers to is
# told in every language too.
HELP_VIEWS = frozenset(
    {
        "desk:home",
        "desk:where",
        "desk:offline",
        "desk:service_worker",
        "design:display",
        "places:list",
        "places:filters",
        "places:map",
        "places:labels",
        "places:place",
    }
)


class HelpLanguagesMiddleware:
    """Give back French to the pages that do not speak the language of the visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        if translation.get_language() in HELP_LANGUAGES and page not in HELP_VIEWS:
            translation.activate(settings.LANGUAGE_CODE)
