"""/sante: does this process serve? Asked every second or so by load balancers.

A middleware, and the first one: whatever the Host header, over HTTP as over HTTPS.
"""

from collections.abc import Callable
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers

PATHS = {"/sante", "/sante/"}


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health() if request.path_info in PATHS else self.get_response(request)


def health() -> HttpResponse:
    reason = failure()
    response = JsonResponse(
        {"status": "unavailable", "reason": reason} if reason else {"status": "ok"},
        status=503 if reason else 200,
    )
    add_never_cache_headers(response)
    return response


def failure() -> str:
    """One word for what keeps us from serving; empty when nothing does."""
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
    except Error:
        return "database"
    return "" if shipped_migrations() <= applied else "migrations"


@cache
def shipped_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)
