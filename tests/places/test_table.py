import gzip
from pathlib import Path

import pytest

from maillage.places.table import UnreadableFile, read_rows, sha256_of

COLUMNS = ("a", "b")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_rows_carry_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b'a,b\n1,"2\n3"\n\n4,5\n')

    rows = list(read_rows(file, columns=COLUMNS))

    assert [(row.number, row.cells) for row in rows] == [
        (2, {"a": "1", "b": "2\n3"}),
        (4, {"a": "4", "b": "5"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_with_or_without_its_mark(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path / "f.csv", "a,b\né,œ\n".encode(encoding))

    assert [row.cells for row in read_rows(file, columns=COLUMNS)] == [{"a": "é", "b": "œ"}]


def test_a_gzipped_file_is_read_alike(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0))

    assert [row.cells for row in read_rows(file, columns=COLUMNS)] == [{"a": "1", "b": "2"}]


def test_ragged_rows_are_kept_whole_and_known_as_such(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n1\n1,2,3,4\n")

    short, long = read_rows(file, columns=COLUMNS)

    assert (short.cells, short.is_whole) == ({"a": "1"}, False)
    assert (long.cells, long.is_whole) == ({"a": "1", "b": "2", "": "3,4"}, False)


def test_a_null_character_becomes_one_that_can_be_stored(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n1\0,2\n")

    assert next(read_rows(file, columns=COLUMNS)).cells["a"] == "1\ufffd"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("f.csv", "a,b\né,2\n".encode("latin-1"), "UTF-8"),
        ("f.csv", b"", "a, b"),
        ("f.csv", b"a;b\n1;2\n", "a, b"),
        ("f.csv", b"a\n1\n", "colonnes b"),
        ("f.csv", b"a,b,a\n1,2,3\n", "même nom"),
        ("f.csv", b'a,b\n1,"2\n', "complet"),
        ("f.csv", b"%PDF-1.7\n\xff\xfe", "."),
        ("f.csv.gz", b"a,b\n1,2\n", "complet"),
        ("f.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 9999, mtime=0)[:60], "complet"),
    ],
)
def test_what_is_not_such_a_file_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    file = written(tmp_path / name, content)

    with pytest.raises(UnreadableFile, match=words):
        list(read_rows(file, columns=COLUMNS))


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_does_not_open_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="s’ouvre pas"):
        list(read_rows(tmp_path / name, columns=COLUMNS))
    with pytest.raises(UnreadableFile, match="s’ouvre pas"):
        sha256_of(tmp_path / name)


def test_progress_ends_with_the_whole_file(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n" + b"1,2\n" * 1000)
    seen: list[tuple[int, int]] = []

    rows = list(
        read_rows(file, columns=COLUMNS, progress=lambda done, total: seen.append((done, total)))
    )

    assert len(rows) == 1000
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (4004, 4004)


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"abc")

    assert sha256_of(file).startswith("ba7816bf8f01cfea")
