from django.apps import AppConfig
from django.core.checks import register

from maillage.design.checks import hue_is_told_from_states


class DesignConfig(AppConfig):
    name = "maillage.design"

    def ready(self) -> None:
        register(hue_is_told_from_states)
