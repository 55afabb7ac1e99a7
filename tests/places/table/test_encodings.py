import gzip
from pathlib import Path

import pytest

from maillage.places.table import describe, read_rows
from maillage.places.table.encodings import CHUNK


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def cells(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_rows(path)]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
@pytest.mark.parametrize("is_zipped", [False, True])
def test_any_usual_encoding_is_read(
    tmp_path: Path, codec: str, name: str, *, is_zipped: bool
) -> None:
    # The only accents stand beyond what a first look at the file would show.
    text = "a,b\n" + "1,2\n" * (CHUNK // 3) + "é,œ ’\n"
    content = text.encode(codec)
    if codec == "utf-16-be":
        content = b"\xfe\xff" + content
    file = written(tmp_path / "f", gzip.compress(content, mtime=0) if is_zipped else content)

    rows = cells(file)

    assert describe(file).encoding == name
    assert rows[0] == {"a": "1", "b": "2"}
    assert rows[-1] == {"a": "é", "b": "œ ’"}


FRENCH = "nom;commune\nMédiathèque là-bas;SAINT-ÉLOI\nMaison du Nôtre;Évry\nFête;Besançon\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("cp1252", "Windows-1252"),
        ("latin-1", "Windows-1252"),
        ("mac_roman", "MacRoman"),
        ("cp850", "CP850"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_an_encoding_that_nothing_announces_is_told_from_french(
    tmp_path: Path, codec: str, name: str
) -> None:
    file = written(tmp_path / "f.csv", FRENCH.encode(codec))

    rows = cells(file)

    assert describe(file).encoding == name
    assert rows[0] == {"nom": "Médiathèque là-bas", "commune": "SAINT-ÉLOI"}
    assert rows[-1] == {"nom": "Fête", "commune": "Besançon"}


@pytest.mark.parametrize("text", ["l’été", "9h–12h", "lundi–vendredi", "suite…", "MARCHÉ", "cœur"])
def test_what_windows_writes_is_not_taken_for_another_encoding(tmp_path: Path, text: str) -> None:
    file = written(tmp_path / "f.csv", f"a;b\n{text};x\n".encode("cp1252"))

    assert cells(file) == [{"a": text, "b": "x"}]


@pytest.mark.parametrize("mark", ["", "\ufeff", "ï»¿"])
@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_utf8_that_was_encoded_twice_is_read_when_the_whole_file_was(
    tmp_path: Path, codec: str, mark: str
) -> None:
    text = FRENCH.replace("SAINT-ÉLOI", "SAINT") + "été;x\n" * (CHUNK // 5)  # a character is cut
    if codec == "latin-1":
        text += "À;É\n"  # in the holes of Windows-1252
    file = written(tmp_path / "f.csv", (mark + text.encode().decode(codec)).encode())

    rows = cells(file)

    assert describe(file).encoding == "UTF-8 encodé deux fois"
    assert rows[0] == {"nom": "Médiathèque là-bas", "commune": "SAINT"}
    assert {row["nom"] for row in rows[3 : CHUNK // 5]} == {"été"}


@pytest.mark.parametrize("others", ["été", "Âge «", "Ã", "œ"])
def test_utf8_of_which_a_part_was_encoded_twice_is_left_as_it_is(
    tmp_path: Path, others: str
) -> None:
    file = written(tmp_path / "f.csv", f"a;b\nMÃ©diathÃ¨que;{others}\n".encode())

    assert cells(file) == [{"a": "MÃ©diathÃ¨que", "b": others}]


def test_a_second_mark_of_byte_order_is_no_sign_of_it(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", "a;b\n\ufeff1;2\n".encode("utf-8-sig"))

    assert describe(file).encoding == "UTF-8"


def test_json_is_read_in_any_usual_encoding(tmp_path: Path) -> None:
    for codec in ("utf-8-sig", "cp1252", "utf-16"):
        file = written(tmp_path / "f.json", '[{"é": "œ ’"}]'.encode(codec))

        assert cells(file) == [{"é": "œ ’"}]


def test_a_byte_astray_in_utf8_spoils_no_other_word(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", "a,b\nété,là\n".encode() + "é,x\n".encode("latin-1"))

    assert cells(file) == [{"a": "été", "b": "là"}, {"a": "é", "b": "x"}]
    assert describe(file).encoding == "UTF-8 mêlé de Windows-1252"


def test_bytes_that_no_encoding_has_are_kept(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n\x81\xe9,MARCH\xc9\x92S\n")

    assert cells(file) == [{"a": "\x81é", "b": "MARCHÉ’S"}]


def test_a_character_cut_at_the_end_is_no_error(tmp_path: Path) -> None:
    for content in ("é,é\né,é".encode()[:-1], "a,b\n1,é".encode("utf-16")[:-1]):
        (row,) = read_rows(written(tmp_path / "f.csv", content))

        assert row.is_whole
