"""What the tests of opendata share: files of their own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from maillage.opendata import edition


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a version believed for a moment: tests change the data between two requests."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(edition, "VERSION_SECONDS", 0)
