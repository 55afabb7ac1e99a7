from typing import Any

from maillage.desk.checks import OWED, check_legal_notices


def test_complete_notices_raise_no_warning(settings: Any) -> None:
    for name in OWED:
        setattr(settings, name, "dit")

    assert check_legal_notices() == []


def test_what_is_missing_is_named(settings: Any) -> None:
    for name in OWED:
        setattr(settings, name, "dit")
    settings.HOSTING = ""

    [warning] = check_legal_notices()

    assert warning.id == "desk.W001"
    assert warning.msg.replace("\u00a0", " ") == "Mentions légales incomplètes : HOSTING."
