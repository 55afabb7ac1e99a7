"""What the API refuses, told as RFC 9457 (problem details) wants it, in the visitor's language."""

from dataclasses import asdict, dataclass

import orjson
from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """`parametre` is the one at fault, "" where none is."""

    status: int
    title: str
    detail: str
    parametre: str = ""

    def response(self) -> HttpResponse:
        said = {name: value for name, value in asdict(self).items() if value}
        return HttpResponse(
            orjson.dumps({"type": "about:blank", **said}),
            status=self.status,
            content_type=MEDIA_TYPE,
        )


class Refused(Exception):
    """A request that cannot be answered, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem
