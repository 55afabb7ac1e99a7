from django.apps import AppConfig
from django.core import checks

from maillage.accounts.checks import check_passwords_travel_hidden


class AccountsConfig(AppConfig):
    name = "maillage.accounts"

    def ready(self) -> None:
        checks.register(check_passwords_travel_hidden, deploy=True)
