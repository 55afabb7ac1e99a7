"""The head of the journal, signed and kept elsewhere: what tells a tail that was cut off."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from maillage.journal.models import Block, JournalError
from maillage.journal.seals import text_of_head


class UnreadableHead(JournalError):
    """A line that is not a head: it says which."""


@dataclass(frozen=True)
class Head:
    """The last block of one day, and who signed it; keys and signatures are in hexadecimal."""

    number: int
    digest: str
    signed_at: str
    public_key: str
    signature: str

    @property
    def is_genuine(self) -> bool:
        """Whether this key signed this block: whose key it is, the reader must know."""
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
        text = text_of_head(number=self.number, digest=self.digest)
        try:
            key.verify(bytes.fromhex(self.signature), text)
        except InvalidSignature:
            return False
        return True

    def as_line(self) -> str:
        return orjson.dumps(self).decode()


def sign(block: Block, *, key: Ed25519PrivateKey, signed_at: str) -> Head:
    return Head(
        number=block.number,
        digest=block.digest,
        signed_at=signed_at,
        public_key=key.public_key().public_bytes_raw().hex(),
        signature=key.sign(text_of_head(number=block.number, digest=block.digest)).hex(),
    )


def read_heads(lines: Iterable[str]) -> Iterator[Head]:
    """Read what as_line() wrote, one a line. Raises UnreadableHead."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            head = Head(**orjson.loads(line))
            bytes.fromhex(head.public_key), bytes.fromhex(head.signature)
        except (ValueError, TypeError) as error:
            raise UnreadableHead(number) from error
        yield head


def read_key(file: Path) -> Ed25519PrivateKey:
    """Read the key that signs; it is drawn once, and its owner alone may read it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with open(descriptor, "w") as new:  # noqa: PTH123, a descriptor has no path
            new.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))
