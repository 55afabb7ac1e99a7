import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from maillage.places.table import (
    UnreadableFile,
    columns_as_required,
    describe,
    read_rows,
    sha256_of,
)
from maillage.places.table.rows import MAX_ROW

COLUMNS = ("a", "b")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def cells(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_rows(path)]


def as_csv(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, separator: str, is_quoted: bool = False
) -> str:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, quoting=quoting).writerows([header, *rows])
    return text.getvalue()


# --- CSV ---


def test_rows_carry_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b'a,b\n1,"2\n3"\n\n4,5\n,\n')

    rows = list(read_rows(file, columns=COLUMNS))

    assert [(row.number, row.cells) for row in rows] == [
        (2, {"a": "1", "b": "2\n3"}),
        (4, {"a": "4", "b": "5"}),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(tmp_path: Path, end: str) -> None:
    file = written(tmp_path / "f.csv", end.join(["a,b", "1,2", "3,4"]).encode())

    assert cells(file) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@pytest.mark.parametrize(
    ("text", "separator", "columns"),
    [
        ("a,b\n1,2\n", ",", ("a", "b")),
        ("a;b\n1,5;2,5\n", ";", ("a", "b")),
        ("a;b\n1,5;2,5\n1,5;2,5;\n3,5;4,5\n", ";", ("a", "b")),
        ("a\tb\n1;2\t3\n", "\t", ("a", "b")),
        ("a|b\n1|2\n", "|", ("a", "b")),
        ("nom, prénom;ville\nx, y;z\n", ";", ("nom, prénom", "ville")),
        ('"nom, prénom";ville\nx, y;z\n', ";", ("nom, prénom", "ville")),
        ('"nom; prénom",ville\nx,y\n', ",", ("nom; prénom", "ville")),
        ("nom,services (séparés par ;),ville\nx,1;2,y\nx,1,y\n", ",", None),
        ("nom,services\nx,1|2\ny,3|4\n", ",", ("nom", "services")),
        ("a;b\n", ";", ("a", "b")),
        ("nom\nx\ny\n", None, ("nom",)),
        ("nom\nrue, ville\ny; z\n", None, ("nom",)),
        ('"nom, prénom"\n"x, y"\n', None, ("nom, prénom",)),
        ("a,b,c\n1,2\n1,2,3,4\n", ",", ("a", "b", "c")),
    ],
)
def test_the_separator_is_told_from_the_first_rows(
    tmp_path: Path, text: str, separator: str | None, columns: tuple[str, ...] | None
) -> None:
    description = describe(written(tmp_path / "f.csv", text.encode()))

    assert separator in (None, description.separator)
    assert columns in (None, description.columns)


def test_a_first_row_longer_than_the_sample_still_tells_the_separator(tmp_path: Path) -> None:
    header = [f"colonne numéro {number}" for number in range(9000)]
    file = written(tmp_path / "f.csv", as_csv(header, [header], separator=";").encode())

    assert describe(file).columns == tuple(header)


@pytest.mark.parametrize(
    "title", ["Liste des lieux\n", "Liste des lieux;;\n\n", "sep=;\n", "Liste\nAu 1er août\n"]
)
def test_titles_above_the_header_are_no_header(tmp_path: Path, title: str) -> None:
    file = written(tmp_path / "f.csv", f"{title}id;nom;cp\n1;x;17000\n".encode())

    (row,) = read_rows(file, columns=("id", "nom", "cp"))

    assert row.cells == {"id": "1", "nom": "x", "cp": "17000"}
    assert row.number == title.count("\n") + 2


def test_columns_without_a_name_or_with_the_same_are_all_kept(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"nom,,nom,nom (2),nom\n1,2,3,4,5\n")

    assert cells(file) == [
        {"nom": "1", "colonne 2": "2", "nom (3)": "3", "nom (2)": "4", "nom (4)": "5"}
    ]


def test_ragged_rows_are_kept_whole_and_known_as_such(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n1\n1,2,3,4\n")

    short, long = read_rows(file, columns=COLUMNS)

    assert (short.cells, short.is_whole) == ({"a": "1"}, False)
    assert (long.cells, long.is_whole) == ({"a": "1", "b": "2", "": "3,4"}, False)


def test_one_more_separator_at_the_end_of_every_row_is_no_cell(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a;b\n1;x;\n2;y;;\n")

    assert [(row.cells, row.is_whole) for row in read_rows(file, columns=COLUMNS)] == [
        ({"a": "1", "b": "x"}, True),
        ({"a": "2", "b": "y"}, True),
    ]


@pytest.mark.parametrize(
    "line", ['2,"x', '2,"x,y', '2,"le "bus" vert"', '2,"', '2,"' + "x" * 200_000 + '"']
)
def test_a_quote_that_makes_no_sense_costs_its_own_line_only(tmp_path: Path, line: str) -> None:
    text = f'a,b\n1,"x\ny"\n{line}\n3,"x ""y"""\n' + "4,z\n" * 40_000
    file = written(tmp_path / "f.csv", text.encode())

    first, broken, third, *others = read_rows(file, columns=COLUMNS)

    assert (first.number, first.cells["b"]) == (2, "x\ny")
    assert (broken.number, broken.cells["a"], broken.is_whole) == (3, "2", False)
    assert ",".join(broken.cells.values()) == line
    assert (third.number, third.cells["b"]) == (4, 'x "y"')
    assert len(others) == 40_000
    assert all(row.is_whole for row in others)


def test_a_broken_line_keeps_what_lies_beyond_its_columns(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b'a;b\n1;"2;3;4\n')

    (row,) = read_rows(file)

    assert (row.cells, row.is_whole) == ({"a": "1", "b": '"2', "": "3;4"}, False)


def test_twenty_thousand_quotes_never_closed_are_twenty_thousand_broken_rows(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n" + b'1,"2\n' * 20_000)

    rows = list(read_rows(file, columns=COLUMNS))

    assert len(rows) == 20_000
    assert not any(row.is_whole for row in rows)


@pytest.mark.parametrize(("line", "count"), [('a","\n', 20_000), ("x" * 999 + '","\n', 9_000)])
def test_quotes_that_would_be_read_again_for_ever_are_refused(
    tmp_path: Path, line: str, count: int
) -> None:
    file = written(tmp_path / "f.csv", b"a,b\n" + line.encode() * count)

    with pytest.raises(UnreadableFile, match="guillemets"):
        list(read_rows(file))


def test_a_null_character_becomes_one_that_can_be_stored(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"a\0,b\n1\0,2\n")

    assert cells(file) == [{"a\ufffd": "1\ufffd", "b": "2"}]


def test_spaces_around_the_name_of_a_column_are_no_part_of_it(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"\xc2\xa0a;  b ; b\n1;2;3\n")

    assert cells(file) == [{"a": "1", "b": "2", "b (2)": "3"}]


# --- Names of columns ---


@pytest.mark.parametrize("name", ["code_postal", "Code postal", "CODE_POSTAL", "Codé-Postal"])
def test_a_column_gets_the_name_required_however_the_file_spells_it(
    tmp_path: Path, name: str
) -> None:
    csv = written(tmp_path / "f.csv", f"{name};Autre\n17100;x\n".encode())
    json = written(tmp_path / "f.json", f'[{{"{name}": "17100", "Autre": "x"}}]'.encode())

    for file in (csv, json):
        (row,) = read_rows(file, columns=("code_postal",))
        assert row.cells == {"code_postal": "17100", "Autre": "x"}
        assert describe(file, optional=("code_postal",)).columns == ("code_postal", "Autre")


def test_a_column_of_that_very_name_is_not_mistaken_for_another() -> None:
    required = ("nom", "commune")

    assert columns_as_required(("NOM", "nom", "Ville"), required=required) == {}
    assert columns_as_required(("NOM", "Nom"), required=required) == {"NOM": "nom"}
    assert columns_as_required(("Ville",), required=required) == {}


def test_an_object_that_has_both_spellings_keeps_both(tmp_path: Path) -> None:
    rows = [{"Nom": "x"}, *({"Nom": "y"} for _number in range(200)), {"Nom": "z", "nom": "t"}]
    file = written(tmp_path / "f.json", json.dumps(rows).encode())

    *_rest, last = read_rows(file, columns=("nom",))

    assert last.cells == {"Nom": "z", "nom": "t"}


# --- Refusals ---


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf \r\n\n", "vide"),
        (gzip.compress(b"", mtime=0), "vide"),
        (b"a\n1\n", "colonnes b .colonnes lues.: a"),
        (b"x;y\n1;2\n", "colonnes a, b .colonnes lues.: x, y"),
        (b'[{"a": 1}]', "colonnes b"),
        (b"[1, 2]", "colonnes a, b"),
        (b'""\n', "aucune ligne"),
        (b"[]", "aucune ligne"),
        (b"{}", "aucune ligne"),
        (b'{"features": []}', "aucune ligne"),
        (b'"a,b\n1,2\n', "en-tête"),
        (b'"a,b,c\n1,2,3\n', "en-tête"),
        (b'[{"a": 1}, {"a": 2', "à partir du caractère 19"),
        (b'[{"a": 1}, {"a": 2,}]', "à partir du caractère 20"),
        (b'[{"a": 1}] [', "à partir du caractère 12"),
        (b'{"a": {"b": 1}, 2: {}}', "à partir du caractère 17"),
        (b'{"a": {"b": 1} "c": {}}', "à partir du caractère 16"),
        (b"[", "à partir du caractère 2"),
        (b'[{"a": 1,,' + b'{"a": 1},' * MAX_ROW, "à partir du caractère 10"),
        (b'{"a":' * 50_000, "les uns dans les autres"),
        (b'{"a": 1}\n{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "les uns dans les autres"),
        (b"a,b\n" + b"x" * MAX_ROW, "ligne 2"),
        (b"PK\x03\x04\x14\0[Content_Types].xml", "classeur Excel ou LibreOffice"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "LibreOffice"),
        (b"PK\x03\x04\x14\0donnees.csv", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien classeur Excel"),
        (b"%PDF-1.7\n\xff\xfe", "PDF"),
        (b"\n<!DOCTYPE html>\n<html>", "page web"),
        (b'<?xml version="1.0"?>\n<html>', "page web"),
        (b'<?xml version="1.0"?>\n<kml>', "XML"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "pas du texte"),
        ("médiathèque;été\n".encode("cp437").replace(b"\x82", b"\xf0"), "accents"),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 9999, mtime=0)[:60], "compressé"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:15] + b"\xff" * 40, "compressé"),
        (b"\x1f\x8b", "compressé"),
    ],
)
def test_what_is_no_such_table_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, words: str
) -> None:
    file = written(tmp_path / "f.csv", content)

    with pytest.raises(UnreadableFile, match=words):
        list(read_rows(file, columns=COLUMNS))


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_does_not_open_is_refused(tmp_path: Path, name: str) -> None:
    for read in (describe, sha256_of, lambda path: list(read_rows(path))):
        with pytest.raises(UnreadableFile, match="s’ouvre pas"):
            read(tmp_path / name)


# --- What a file is made of ---


def test_a_file_is_described_by_its_first_rows(tmp_path: Path) -> None:
    file = written(tmp_path / "f", gzip.compress("é;b\n1\n".encode("cp1252") + b"1;2\n" * 999))

    description = describe(file)

    assert (description.kind, description.encoding) == ("CSV", "Windows-1252")
    assert (description.separator, description.columns) == (";", ("é", "b"))
    assert description.sample == ({"é": "1", "b": "2"},) * 199  # the broken row shows nothing


# --- Progress and memory ---


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n" + b"1,2\n" * 50_000,
        json.dumps([{"a": 1}] * 20_000).encode(),
        json.dumps({str(key): {"a": 1} for key in range(20_000)}).encode(),
        b'{"a": 1}\n' * 20_000,
        gzip.compress(as_csv("ab", [[str(n), "x"] for n in range(9**5)], separator=";").encode()),
    ],
)
def test_progress_ends_with_the_whole_file(tmp_path: Path, content: bytes) -> None:
    file = written(tmp_path / "f", content)
    seen: list[tuple[int, int]] = []

    for _row in read_rows(file, progress=lambda done, total: seen.append((done, total))):
        pass

    assert len({done for done, _total in seen}) > 2
    assert seen == sorted(seen)
    assert seen[-1] == (len(content), len(content))


def peak_of_reading(file: Path) -> int:
    tracemalloc.start()
    for _row in read_rows(file):
        pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("kind", ["csv", "list", "keyed", "lines"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, kind: str) -> None:
    peaks = []
    for count in (2_000, 20_000):
        rows = [{"a": str(number), "b": "x" * 50} for number in range(count)]
        text = json.dumps(rows if kind == "list" else dict(enumerate(rows)))
        if kind == "csv":
            text = as_csv(COLUMNS, [list(row.values()) for row in rows], separator=",")
        if kind == "lines":
            text = "\n".join(map(json.dumps, rows))
        peaks.append(peak_of_reading(written(tmp_path / "f", text.encode())))

    assert peaks[1] < 1.5 * peaks[0]


# --- Properties ---

WORDS = st.text("abcdeéœ’ ,;|\t\"'\n[{0", max_size=8)
NAMES = st.text("abcdeéœ’0", min_size=1, max_size=6)
TABLES = st.lists(NAMES, min_size=1, max_size=5, unique=True).flatmap(
    lambda header: st.tuples(
        st.just(header),
        st.lists(
            st.lists(WORDS, min_size=len(header), max_size=len(header)).filter(
                lambda row: any(cell.strip() for cell in row)
            ),
            max_size=5,
        ),
    )
)
Rows = tuple[list[str], list[list[str]]]

quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quick
@given(table=TABLES, separator=st.sampled_from(",;\t|"), codec=st.sampled_from(["utf-8", "cp1252"]))
def test_what_csv_writes_is_read_back(
    tmp_path: Path, table: Rows, separator: str, codec: str
) -> None:
    header, rows = table
    text = as_csv(header, rows, separator=separator, is_quoted=len(header) == 1)
    file = written(tmp_path / "f", text.encode(codec))

    assert cells(file) == [dict(zip(header, row, strict=True)) for row in rows]


@quick
@given(table=TABLES.filter(lambda table: bool(table[1])), is_lines=st.booleans())
def test_what_json_writes_is_read_back(tmp_path: Path, table: Rows, *, is_lines: bool) -> None:
    header, rows = table
    objects = [dict(zip(header, row, strict=True)) for row in rows]
    text = "\n".join(map(json.dumps, objects)) if is_lines else json.dumps(objects, indent=1)

    assert cells(written(tmp_path / "f", text.encode())) == objects


PIECES = (
    b'" "" , ; \n \r { } [ ] : a 1 e "a" {"a": "type":"Feature" "properties": "geometry": null NaN '
    b"\xff\xfe \xef\xbb\xbf \xe9 \xc3\xa9 \0 \\ \\ud800 \x1f\x8b PK\x03\x04 %PDF <?xml"
)
ODDITIES = st.lists(st.sampled_from(PIECES.split(b" ")), max_size=20).map(b"".join)


@quick
@given(content=st.binary(max_size=200) | ODDITIES, is_zipped=st.booleans())
@example(content=b'{"type":"Feature","properties":1}', is_zipped=False)
def test_any_bytes_give_rows_or_a_refusal(
    tmp_path: Path, content: bytes, *, is_zipped: bool
) -> None:
    file = written(tmp_path / "f", gzip.compress(content, mtime=0) if is_zipped else content)

    try:
        rows = list(read_rows(file))
    except UnreadableFile as refusal:
        rows, said = [], str(refusal)
    else:
        said = describe(file).encoding

    stored = "".join(text for row in rows for cell in row.cells.items() for text in cell)
    assert said
    assert "\0" not in stored
    stored.encode()  # no half of a surrogate pair


WHOLE = [
    'nom;"ville"\n"é\né";x\n'.encode(),
    '{"records": [{"é": [1, {"b": null}]}]}'.encode(),
    '{"a": {"é": 1.5}, "b": {}}'.encode(),
    gzip.compress(b'[{"a": "1"}]', mtime=0),
]


@pytest.mark.parametrize("content", WHOLE)
def test_a_file_cut_anywhere_gives_rows_or_a_refusal(tmp_path: Path, content: bytes) -> None:
    for size in range(len(content)):
        file = written(tmp_path / "f", content[:size])

        with suppress(UnreadableFile):
            list(read_rows(file))


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", b"abc")

    assert sha256_of(file).startswith("ba7816bf8f01cfea")
