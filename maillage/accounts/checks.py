"""What would make signing in unsafe, looked at by `maillage check --deploy`."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from maillage.accounts.rules import are_local


def check_passwords_travel_hidden(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when others can reach a site where passwords are sent in clear."""
    if settings.HTTPS or are_local(settings.ALLOWED_HOSTS):
        return []
    return [
        checks.Warning(
            _("HTTPS=false : qui écoute le réseau lit les mots de passe de l’équipe."),
            hint=_("Mettez HTTPS=true et un certificat, ou réservez ALLOWED_HOSTS à localhost."),
            id="accounts.W001",
        )
    ]
