from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from maillage.design.icons import ICONS
from maillage.design.management.commands import frontend


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """Build in a folder of this test; packages come from the project's own node_modules."""
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "vendor")
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def run() -> str:
    output = StringIO()
    call_command("frontend", stdout=output)
    return output.getvalue()


def test_sprite_holds_every_icon_once(folders: Path) -> None:
    run()

    sprite = (folders / "vendor" / "icons.svg").read_text()
    assert [sprite.count(f'<symbol id="{name}"') for name in ICONS] == [1] * len(ICONS)
    assert sprite.count("<symbol") == len(ICONS)
    assert "ISC" in sprite


def test_leaflet_is_copied_without_its_source_map(folders: Path) -> None:
    run()

    leaflet = folders / "vendor" / "leaflet"
    assert (leaflet / "leaflet.css").exists()
    assert (leaflet / "images" / "layers.png").exists()
    assert "sourceMappingURL" not in (leaflet / "leaflet.js").read_text()


def test_second_run_touches_nothing(folders: Path) -> None:
    run()
    before = {path: path.stat().st_mtime_ns for path in folders.rglob("*")}

    output = run()

    assert output == ""
    assert {path: path.stat().st_mtime_ns for path in folders.rglob("*")} == before


def test_changed_static_file_is_collected_again(folders: Path, settings: Settings) -> None:
    source = folders / "source"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    run()
    (source / "new.css").write_text("p { margin: 0 }")

    run()

    assert (folders / "static" / "new.css").exists()


@pytest.mark.parametrize("package", ["lucide-static/icons/wifi.svg", "leaflet/dist/leaflet.js"])
def test_missing_package_stops_with_what_to_do(
    folders: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(frontend, "PACKAGES", folders / "empty")
    monkeypatch.setattr(frontend, "ICONS", ("wifi",))
    if package.startswith("leaflet"):
        monkeypatch.setattr(frontend, "ICONS", ())

    with pytest.raises(CommandError, match="script/setup") as refusal:
        run()

    assert package in str(refusal.value)


def test_what_is_no_drawing_is_refused(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    icon = folders / "packages" / "lucide-static" / "icons" / "wifi.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text("<html></html>")
    monkeypatch.setattr(frontend, "PACKAGES", folders / "packages")
    monkeypatch.setattr(frontend, "ICONS", ("wifi",))

    with pytest.raises(CommandError, match="wifi"):
        run()
