"""How a record of the log is written."""

import logging
import traceback
from pathlib import Path
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

PACKAGE = Path(__file__).parents[1]

# Their messages speak of the machine; those of other exceptions may quote what someone typed.
MACHINE_ERRORS = (OSError, OperationalError, ImproperlyConfigured)


class OneLineFormatter(logging.Formatter):
    """One record, one line. Of an exception: its class and where, never what someone typed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # what another handler may have kept of the exception, whole
        line = super().format(record)
        record.exc_text = None
        return " ".join(line.split("\n"))

    def formatException(  # noqa: N802, the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        error = ei[1]
        parts = []
        while error is not None:
            message = f": {error}" if isinstance(error, MACHINE_ERRORS) else ""
            parts.append(f"{type(error).__qualname__}{message} ({path_to(error)})")
            error = error.__cause__ or error.__context__
        return "; caused by ".join(parts).replace("\n", " ")


def path_to(error: BaseException) -> str:
    """Where it was raised, then through which lines of ours; empty if it never was."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(PACKAGE)]
    path = (*frames[-1:], *reversed(ours))
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in path)
