"""What a public site must say of itself, looked at by `maillage check --deploy`."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

# Source: loi n° 2004-575 du 21 juin 2004, art. 1-1 (publisher, director, host); loi n° 2005-102,
# art. 47 (a way to reach someone about accessibility).
OWED = ("PUBLISHER_NAME", "PUBLISHER_ADDRESS", "PUBLICATION_DIRECTOR", "HOSTING", "CONTACT_EMAIL")


def check_legal_notices(**kwargs: Any) -> list[checks.CheckMessage]:
    """Name the settings that the legal notices still show as « à compléter »."""
    missing = [name for name in OWED if not getattr(settings, name)]
    if not missing:
        return []
    words = _("Mentions légales incomplètes : %(names)s.") % {"names": ", ".join(missing)}
    return [checks.Warning(words, hint=_("Voir .env.example."), id="desk.W001")]
