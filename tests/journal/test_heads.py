import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from maillage.journal.heads import Head, UnreadableHead, read_heads, read_key, sign
from maillage.journal.models import Block
from maillage.journal.seals import NO_BLOCK

BLOCK = Block(
    number=1,
    sealed_at=datetime(2026, 11, 24, tzinfo=UTC),
    lines=1,
    previous=NO_BLOCK,
    digest="a" * 64,
)


def signed() -> Head:
    return sign(BLOCK, key=Ed25519PrivateKey.generate(), signed_at="2026-11-24T03:00:00+00:00")


def test_a_head_is_written_and_read_again() -> None:
    head = signed()

    assert list(read_heads([head.as_line(), "", head.as_line()])) == [head, head]
    assert head.is_genuine


@pytest.mark.parametrize("changed", ["number", "digest", "public_key"])
def test_a_head_that_was_changed_is_no_longer_genuine(changed: str) -> None:
    said = vars(signed()) | {"number": 2, "digest": "b" * 64, "public_key": signed().public_key}
    head = signed()

    forged = Head(**(vars(head) | {changed: said[changed]}))

    assert not forged.is_genuine


@pytest.mark.parametrize("line", ["{", "[1]", '{"number": 1}', "null"])
def test_a_line_that_is_no_head_is_told_by_its_number(line: str) -> None:
    with pytest.raises(UnreadableHead, match="2"):
        list(read_heads([signed().as_line(), line]))


def test_a_signature_that_is_not_hexadecimal_makes_no_head() -> None:
    line = signed().as_line().replace('"signature":"', '"signature":"zz')

    with pytest.raises(UnreadableHead):
        list(read_heads([line]))


def test_the_key_is_drawn_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "journal_key"

    first, again = read_key(file), read_key(file)

    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
