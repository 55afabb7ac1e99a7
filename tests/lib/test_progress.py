import io
import sys

import pytest

from maillage.lib.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_bar_follows_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    with progress_bar(" lieux") as progress:
        progress(2, 4)
        progress(4, 4)

    assert "4/4" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_elsewhere_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("o", is_scaled=True) as progress:
        progress(1, 1)

    assert capsys.readouterr() == ("", "")
