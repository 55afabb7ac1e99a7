from django.apps import AppConfig
from django.core import checks

from maillage.desk.checks import check_legal_notices


class DeskConfig(AppConfig):
    name = "maillage.desk"

    def ready(self) -> None:
        checks.register(check_legal_notices, deploy=True)
