"""The pages of this app: places.py for everyone, the others for whoever manages the sources."""

from django.http import HttpRequest

from maillage.accounts.models import User


class TeamRequest(HttpRequest):
    """A request that passed the gate: someone is signed in."""

    user: User
