"""In which encoding a file is: told from all its bytes, as none says so."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from maillage.places.table.rows import UnreadableFile

CHUNK = 2**16
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NEARLY_ALL = 0.8
STRAY_BYTES = "maillage.stray_bytes"
TWICE = "maillage_utf_8_twice"
NOT_ASCII = re.compile(r"[^\0-\x7f\ufeff]")
NOT_UTF_8 = re.compile(r"[\udc80-\udcff]")  # how "surrogateescape" marks a byte

# What stands between two letters in French.
LETTERS = "àâäçéèêëîïôöùûüÿœæ"
BETWEEN_LETTERS = {
    "small": (re.compile(rb"(?<=[a-z])[\x80-\xff](?=[a-z])"), f"{LETTERS}’–—…"),
    "capital": (re.compile(rb"(?<=[A-Z])[\x80-\xff](?=[A-Z])"), f"{LETTERS.upper()}’–—…"),
}
WINDOWS, SURE = "cp1252", 0.9
OF_ONE_BYTE = {WINDOWS: "Windows-1252", "mac_roman": "MacRoman", "cp850": "CP850"}


@dataclass(frozen=True)
class Encoding:
    """`name` is what people call it; `codec` and `errors` are Python's names."""

    name: str
    codec: str
    errors: str = "strict"


def encoding_of(stream: BinaryIO) -> Encoding:
    """Read the whole file to know: the only accent of a list may be in its last row.

    Raises UnreadableFile.
    """
    stream.seek(0)
    if utf_16 := _utf_16(stream.read(CHUNK)):
        return Encoding("UTF-16", utf_16, "replace")
    accents, stray = _accents(stream)
    if not stray:
        if accents and _is_encoded_twice(stream):
            return Encoding(_("UTF-8 encodé deux fois"), TWICE)
        return Encoding("UTF-8", "utf-8-sig")
    if accents > stray:  # by luck, Windows-1252 makes next to no UTF-8 character
        return Encoding(_("UTF-8 mêlé de Windows-1252"), "utf-8-sig", STRAY_BYTES)
    codec = _of_one_byte(stream)
    return Encoding(OF_ONE_BYTE[codec], codec, STRAY_BYTES)


def _utf_16(head: bytes) -> str:
    """Give its codec: each character of our alphabet has one null byte, before it or behind."""
    if head.startswith(UTF_16):
        return "utf-16"
    for codec, nulls, others in (("le", head[1::2], head[::2]), ("be", head[::2], head[1::2])):
        if nulls.count(0) > NEARLY_ALL * len(nulls) and others.count(0) < len(others) / 2:
            return f"utf-16-{codec}"
    return ""


def _accents(stream: BinaryIO) -> tuple[int, int]:
    """Count the characters beyond ASCII that are UTF-8, and the bytes that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    beyond = stray = 0
    for chunk in _chunks(stream):
        text = decoder.decode(chunk)
        if not text.isascii():
            beyond += len(NOT_ASCII.findall(text))
            stray += len(NOT_UTF_8.findall(text))
    stray_end = len(decoder.decode(b"", final=True))
    return beyond - stray, stray + stray_end


def _of_one_byte(stream: BinaryIO) -> str:
    """Choose the codec that puts French letters inside words."""
    found = {case: Counter[bytes]() for case in BETWEEN_LETTERS}
    for chunk in _chunks(stream):
        for case, (pattern, _letters) in BETWEEN_LETTERS.items():
            found[case].update(pattern.findall(chunk))
    total = sum(counter.total() for counter in found.values())
    if not total:
        return WINDOWS

    def share(codec: str) -> float:
        good = (
            count
            for case, (_pattern, letters) in BETWEEN_LETTERS.items()
            for byte, count in found[case].items()
            if byte.decode(codec, "replace") in letters
        )
        return sum(good) / total

    best = max(OF_ONE_BYTE, key=share)  # the first of equals
    if best == WINDOWS or share(best) >= SURE:
        return best
    raise UnreadableFile(
        _(
            "Les accents de ce fichier ne se lisent pas de façon sûre : enregistrez-le en "
            "« CSV UTF-8 », puis réessayez."
        )
    )


def _is_encoded_twice(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder(TWICE)()
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk


class TwiceDecoder(codecs.BufferedIncrementalDecoder):
    """Decodes UTF-8 that was read as Windows-1252 and written as UTF-8 again: "Ã©" is "é"."""

    def _buffer_decode(self, data: Any, errors: str, final: bool) -> tuple[str, int]:
        once, consumed = codecs.utf_8_decode(data, errors, final)
        inner = once.encode(WINDOWS, STRAY_BYTES)
        text, inner_consumed = codecs.utf_8_decode(inner, errors, final)
        cut = len(inner) - inner_consumed  # bytes of a character to come, each one was a character
        left = once[len(once) - cut :].encode()
        return text.replace("\ufeff", ""), consumed - len(left)


def _as_windows_1252(error: UnicodeError) -> tuple[str | bytes, int]:
    """Read bytes that are not UTF-8 as Windows-1252, and its five holes as Latin-1.

    And write these characters, and a mark of byte order, as the bytes that they come from.
    """
    if isinstance(error, UnicodeEncodeError):
        characters = error.object[error.start : error.end]
        if any(one != "\ufeff" and not "\x80" <= one <= "\x9f" for one in characters):
            raise error
        return b"".join(
            codecs.BOM_UTF8 if one == "\ufeff" else one.encode("latin-1") for one in characters
        ), error.end
    failure = cast("UnicodeDecodeError", error)
    codec = "latin-1" if failure.encoding == "charmap" else WINDOWS
    return failure.object[failure.start : failure.end].decode(codec, STRAY_BYTES), failure.end


def _codec(name: str) -> codecs.CodecInfo | None:
    if name != TWICE:
        return None
    utf_8 = codecs.lookup("utf-8")
    return codecs.CodecInfo(
        utf_8.encode,
        lambda data, errors="strict": (TwiceDecoder(errors).decode(data, final=True), len(data)),
        incrementalencoder=utf_8.incrementalencoder,
        incrementaldecoder=TwiceDecoder,
        name=TWICE,
    )


codecs.register_error(STRAY_BYTES, _as_windows_1252)
codecs.register(_codec)
