import json
import re
from pathlib import Path

import pytest

from maillage.places.mapping import BadMapping, Mapping, load_mapping
from tests.places.mapping.documents import ACCESS

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "correspondance.md"
SAINTES = {"latitude": 45.7464, "longitude": -0.6333}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_may_be_toml_or_json(tmp_path: Path) -> None:
    toml = '# Notre fichier\nnom.colonne = "Lieu"\n[adresse]\njoindre = {colonnes = ["N°"]}\n'
    same = {"nom": {"colonne": "Lieu"}, "adresse": {"joindre": {"colonnes": ["N°"]}}}

    of_toml = load_mapping(written(tmp_path / "carte.toml", toml))
    of_json = load_mapping(written(tmp_path / "carte.json", "\ufeff" + json.dumps(same)))

    assert of_toml == of_json == Mapping.from_json(same)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('nom.colonne = "Lieu', "à la ligne 1"),
        ('nom.colonne = "a"\nnom.colonne = "b"', "à la ligne 2"),
        ('{"nom": }', "à la ligne 1"),
        ('{"nom": {"colonne": "a"}, "nom": {"colonne": "b"}}', "nom : cette clé est écrite deux"),
        ("a = " + "[" * 5000, "crochets"),
        ('{"a":' * 100_000, "crochets"),
        ('{"source": {"rang": ' + "9" * 5000 + "}}", "nombre démesuré"),
    ],
)
def test_a_file_badly_written_says_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadMapping, match=words):
        load_mapping(written(tmp_path / "carte", text))


def test_a_file_that_does_not_open_or_is_not_text_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "carte.toml").write_bytes('nom.colonne = "Médiathèque"'.encode("latin-1"))

    with pytest.raises(BadMapping, match="UTF-8"):
        load_mapping(tmp_path / "carte.toml")
    with pytest.raises(BadMapping, match="Vérifiez son chemin"):
        load_mapping(tmp_path / "absente.toml")


def test_the_example_of_the_guide_reads_as_it_says(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    tables = [lines for lines in text.split("\n\n") if lines.startswith("| N° ")]
    header, _rule, cells = (re.findall(r" (.*?) \|", line) for line in tables[0].splitlines())
    example = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]

    row = load_mapping(written(tmp_path / "carte", example)).apply(
        dict(zip(header, cells, strict=True))
    )

    assert (row["code_postal"], row["commune"]) == ("17100", "Saintes")
    assert float(row["latitude"]) == pytest.approx(SAINTES["latitude"], abs=0.01)
    assert float(row["longitude"]) == pytest.approx(SAINTES["longitude"], abs=0.01)
    assert row["telephone"] == "0546000000"
    assert row["frais_a_charge"] == "Gratuit"
    assert row["horaires_lundi"] == "9h-12h"
    assert row["services"] == f"Insertion professionnelle via le numérique|{ACCESS}"


def test_whatever_the_guide_shows_can_be_written(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([a-z_.]+ = [^`]*)`", text)

    for number, example in enumerate([*blocks, *inline]):
        if not example.startswith(("partie = ", "latitude")):  # parts of a line, of a pair
            load_mapping(written(tmp_path / str(number), example))
    assert len(inline) > 10
