"""Warnings of `maillage check` about the look."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from maillage.design.rules import STATE_MARGIN, is_near_a_state


def hue_is_told_from_states(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn that links were greyed, since their hue is that of an error or a success."""
    hue = settings.TERRITORY_HUE
    if not is_near_a_state(hue):
        return []
    return [
        checks.Warning(
            _(
                "TERRITORY_HUE=%(hue)d est à moins de %(margin)d° du rouge des erreurs ou du vert "
                "des réussites : les liens et les boutons sont grisés."
            )
            % {"hue": hue, "margin": STATE_MARGIN},
            hint=_("Choisissez une autre teinte, par exemple 225 (bleu)."),
            id="design.W001",
        )
    ]
