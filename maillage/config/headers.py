"""Headers that no package of ours sends."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# What a page of ours never asks of the browser, so that no third-party code could either; and
# where one stands, which only our own pages ask for, when « Autour de moi » is pressed.
NEVER_ASKED = ("camera", "microphone", "payment", "usb", "browsing-topics")
PERMISSIONS_POLICY = ", ".join(
    ("geolocation=(self)", *(f"{feature}=()" for feature in NEVER_ASKED))
)


class PermissionsPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response
