"""What the team finds in its space: one line per tool, shown to those who may use it."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from maillage.accounts.access import may_coordinate, may_enter
from maillage.accounts.gate import May
from maillage.accounts.models import User
from maillage.places.error_reports import waiting_words


@dataclass(frozen=True)
class Tool:
    url_name: str
    icon: str
    title: str | Promise
    hint: str | Promise
    may: May


TOOLS = (
    Tool(
        "places:error_reports",
        "octagon-alert",
        _("Signalements"),
        lazy(waiting_words, str)(),  # counted where it is shown, not here
        may_coordinate,
    ),
    Tool(
        "places:sources",
        "file-text",
        _("Sources"),
        _("d’où viennent les lieux, ce que chaque import a changé"),
        may_coordinate,
    ),
    Tool(
        "places:quarantine",
        "triangle-alert",
        _("Quarantaine"),
        _("les lignes refusées, à corriger"),
        may_coordinate,
    ),
    Tool(
        "places:rounds",
        "bus",
        _("Passages des bus"),
        _("où ils s’arrêtent, et quand"),
        may_coordinate,
    ),
    Tool(
        "organisations:list",
        "briefcase",
        _("Organisations"),
        _("le réseau : qui fait quoi, où, avec qui"),
        may_enter,
    ),
    Tool(
        "members:list",
        "users",
        _("Membres"),
        _("qui travaille pour qui, et doit être revu chaque année"),
        may_enter,
    ),
    Tool(
        "labels:list",
        "shield-check",
        _("Labels et habilitations"),
        _("qui est reconnu, à quoi et jusqu’à quand"),
        may_coordinate,
    ),
    Tool(
        "sectors:list",
        "map",
        _("Secteurs"),
        _("bassins de vie et délégations, et qui les anime"),
        may_coordinate,
    ),
)


def tools_of(user: User | AnonymousUser) -> list[Tool]:
    return [tool for tool in TOOLS if tool.may(user)]
