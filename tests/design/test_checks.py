import pytest
from django.core.management import call_command

from maillage.design.checks import hue_is_told_from_states


@pytest.mark.parametrize("hue", [20, 150])
def test_a_hue_near_red_or_green_is_warned_of(settings, hue):
    settings.TERRITORY_HUE = hue

    (warning,) = hue_is_told_from_states(None)

    assert warning.id == "design.W001"
    assert f"TERRITORY_HUE={hue}" in warning.msg


def test_the_default_hue_raises_no_warning(settings):
    settings.TERRITORY_HUE = 225

    assert hue_is_told_from_states(None) == []


def test_maillage_check_shows_the_warning(settings, capsys):
    settings.TERRITORY_HUE = 27

    call_command("check")

    assert "design.W001" in capsys.readouterr().err
