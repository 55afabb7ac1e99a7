"""What a source wrote that we cannot keep, or keep only after mending it."""

from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value", covariant=True)


class Doubtful(ValueError):
    """A value we cannot keep; the message says why, in French, to whoever sent it."""


class Unusable(ValueError):
    """A row we cannot use at all: the field, its value and the reason, in French."""

    def __init__(self, *, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, value, reason


class Kept(NamedTuple, Generic[Value]):
    """A value we keep, and what was mended or left out to do so, in French, one reason each.

    Reasons name no value: reports count how many rows carry each.
    """

    value: Value
    doubts: tuple[str, ...] = ()
