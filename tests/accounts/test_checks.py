from typing import Any

import pytest
from django.core.checks.registry import registry

from maillage.accounts.checks import check_passwords_travel_hidden

LOCAL = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("https", "hosts"), [(True, ["aide.exemple.fr"]), (True, LOCAL), (False, LOCAL)]
)
def test_hidden_or_local_passwords_raise_no_warning(
    settings: Any, https: bool, hosts: list[str]
) -> None:
    settings.HTTPS, settings.ALLOWED_HOSTS = https, hosts

    assert check_passwords_travel_hidden() == []


@pytest.mark.parametrize("hosts", [["aide.exemple.fr"], ["*"], [*LOCAL, "192.168.1.4"]])
def test_passwords_in_clear_on_a_network_are_warned_of(settings: Any, hosts: list[str]) -> None:
    settings.HTTPS, settings.ALLOWED_HOSTS = False, hosts

    [warning] = check_passwords_travel_hidden()

    assert warning.id == "accounts.W001"
    assert "HTTPS=false" in warning.msg


def test_the_check_is_made_before_a_deployment() -> None:
    assert check_passwords_travel_hidden in registry.deployment_checks
