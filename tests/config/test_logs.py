import logging
import sys
from collections.abc import Callable

import pytest
from django.db import OperationalError

from maillage.config.logs import OneLineFormatter


def fail_on(value: str) -> None:
    raise ValueError(f"cannot read {value}")


def fail_twice() -> None:
    try:
        fail_on("Camille")
    except ValueError as error:
        raise OperationalError("no such\nserver") from error


def logged(failing: Callable[[], None]) -> str:
    try:
        failing()
    except Exception:
        record = logging.LogRecord(
            "maillage", logging.ERROR, "x.py", 1, "broken\npage", None, sys.exc_info()
        )
    return OneLineFormatter().format(record)


@pytest.mark.parametrize("failing", [lambda: fail_on("Camille"), fail_twice])
def test_record_is_one_line_without_what_was_typed(failing: Callable[[], None]) -> None:
    line = logged(failing)

    assert "\n" not in line
    assert "Camille" not in line
    assert "ERROR maillage: broken page" in line
    assert "ValueError (" in line
    assert "test_logs.py" in line


def test_what_the_machine_says_is_kept() -> None:
    line = logged(fail_twice)

    assert "OperationalError: no such server (" in line


def test_cause_that_was_never_raised_is_named() -> None:
    def fail() -> None:
        raise RuntimeError from KeyError("Camille")

    line = logged(fail)

    assert "RuntimeError (" in line
    assert line.endswith("caused by KeyError ()")


def test_exception_is_left_whole_for_other_handlers() -> None:
    record = logging.makeLogRecord({"exc_info": (ValueError, ValueError("x"), None)})

    OneLineFormatter().format(record)

    assert record.exc_text is None
