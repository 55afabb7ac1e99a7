"""Walks through a JSON text whatever its size, one value of it in memory at a time.

The standard library decodes each value. The C parser of ijson stops on half a surrogate pair, on
NaN and on very long numbers, the last with a SystemError; its Python parser is 30 times slower.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO, cast

from django.utils.translation import gettext as _

from maillage.places.table.rows import MAX_ROW, UnreadableFile, unique_names

CHUNK = 2**16
LONGEST_HALF = len("e+")  # what a number cut there would leave unread after itself
BLANK = re.compile(r"[ \t\r\n]*")

Element = tuple[Any, str]  # a value, and its text


class Number(str):
    """A number as it is written: 45.0 is not 45."""

    __slots__ = ()


def with_every_value(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object that keeps both values of a key written twice."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    names = unique_names([name for name, _value in pairs])
    return dict(zip(names, (value for _name, value in pairs), strict=True))


DECODER = json.JSONDecoder(
    object_pairs_hook=with_every_value,
    parse_float=Number,
    parse_int=Number,
    parse_constant=lambda _name: None,  # NaN: how Python writes that there is nothing
    strict=False,  # line breaks inside strings are against the norm, and clear
)


class Scanner:
    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._held = ""
        self._at = 0  # in what is held
        self._before = 0  # characters no longer held
        self._is_over = False

    def character(self) -> str:
        """Give the next character that is no blank, "" at the end."""
        while True:
            self._at = cast("re.Match[str]", BLANK.match(self._held, self._at)).end()
            if self._at < len(self._held) or self._is_over:
                return self._held[self._at : self._at + 1]
            self._read_on()

    def value(self) -> Element:
        self.character()
        while True:
            try:
                value, end = DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if self._is_over or len(self._held) - self._at > MAX_ROW:
                    self._refuse(error.pos)
            else:
                if len(self._held) - end > LONGEST_HALF or self._is_over:
                    written = self._held[self._at : end]
                    self._at = end
                    return value, written
            self._read_on()

    def elements(self) -> Iterator[Element]:
        """Give those of the list that begins here."""
        self._step("[")
        if self.character() == "]":
            self._step("]")
            return
        while True:
            yield self.value()
            if self._step(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """Give the keys of the object that begins here; the caller steps over each value."""
        self._step("{")
        if self.character() == "}":
            self._step("}")
            return
        while True:
            if self.character() != '"':
                self._refuse(self._at)
            key, _text = self.value()
            self._step(":")
            yield key
            if self._step(",}") == "}":
                return

    def end(self) -> None:
        if self.character():
            self._refuse(self._at)

    def _step(self, expected: str) -> str:
        """Step over one of these characters and give it."""
        character = self.character()
        if not character or character not in expected:
            self._refuse(self._at)
        self._at += 1
        return character

    def _read_on(self) -> None:
        rest = self._held[self._at :]
        # As much again as what is held, so that a long value is not decoded for every chunk.
        chunk = self._text.read(max(CHUNK, len(rest)))
        self._is_over = not chunk
        self._before += self._at
        self._held = rest + chunk
        self._at = 0

    def _refuse(self, place: int) -> NoReturn:
        raise UnreadableFile(
            _(
                "Ce fichier JSON n’est pas un tableau, ou est incomplet ou mal écrit : il ne se "
                "lit plus à partir du caractère %(place)d. Téléchargez-le à nouveau, ou "
                "signalez-le à son producteur."
            )
            % {"place": self._before + place + 1}
        )
