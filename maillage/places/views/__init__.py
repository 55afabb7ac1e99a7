"""The pages of this app: places.py for everyone, the others for whoever manages the sources."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User


class TeamRequest(HttpRequest):
    """A request that passed the gate: someone is signed in."""

    user: User


BUSY = _("Un import est en cours : attendez une minute, puis recommencez.")
