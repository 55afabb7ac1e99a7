import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.places.mapping import BadMapping, Mapping, SourceDetails
from tests.places.mapping.documents import ACCESS, cell, mapping


def problems_of(document: object) -> tuple[str, ...]:
    with pytest.raises(BadMapping) as refusal:
        Mapping.from_json(document)
    return refusal.value.problems


def test_what_a_mapping_says_of_its_source() -> None:
    described = mapping(
        source={
            "nom": "Recensement",
            "producteur": "Département",
            "licence": "",
            "mention": "Données du Département",
            "adresse": "https://data.example.org/lieux",
            "rang": 50,
        }
    )

    assert described.source == SourceDetails(
        name="Recensement",
        producer="Département",
        attribution="Données du Département",
        url="https://data.example.org/lieux",
        rank=50,
    )
    assert mapping(nom={"colonne": "n"}).source is None
    assert mapping(source={"colonne": "c"}).source is None


@pytest.mark.parametrize(
    ("document", "place", "advice"),
    [
        ([], "document", "nom.colonne"),
        ({"nom": "Lieu"}, "nom", "nom.colonne"),
        ({"nmo": {"colonne": "x"}}, "nmo", "« nom »"),
        ({"services": {"colone": "x"}}, "services, colone", "« colonne »"),
        ({"nom": {"colonne": 3}}, "nom, colonne", "guillemets"),
        ({"nom": {"colonne": ""}}, "nom, colonne", "guillemets"),
        ({"nom": {"colonne": "x" * 1001}}, "nom, colonne", "1000"),
        ({"nom": {"colonne": "x\0"}}, "nom, colonne", "effacez"),
        ({"nom": {"colonne": "\ud800"}}, "nom, colonne", "effacez"),
        ({"nom": {"colonne": "x", "valeur": "y"}}, "nom", "une seule"),
        ({"nom": {"chiffres": 5}}, "nom", "une seule"),
        ({"nom": {"colonne": "x", "chiffres": "5"}}, "nom, chiffres", "de 2 à 14"),
        ({"nom": {"colonne": "x", "chiffres": True}}, "nom, chiffres", "de 2 à 14"),
        ({"nom": {"colonne": "x", "separateur": ","}}, "nom, separateur", "inconnue"),
        ({"nom": {"colonne": "x", "Colonne": "y"}}, "nom, Colonne", "deux fois"),
        ({"nom": [{"cible": "x"}]}, "nom", "nom.colonne"),
        ({"adresse": {"joindre": {"colonnes": "x"}}}, "adresse, joindre, colonnes", "crochets"),
        ({"adresse": {"joindre": {"colonnes": []}}}, "adresse, joindre, colonnes", "crochets"),
        (
            {"adresse": {"dissocier": {"colonne": "x", "partie": 0}}},
            "adresse, dissocier, separateur",
            "guillemets",
        ),
        (
            {"adresse": {"dissocier": {"colonne": "x", "partie": "adrese"}}},
            "adresse, dissocier, partie",
            "« adresse »",
        ),
        (
            {"adresse": {"dissocier": {"colonne": "x", "partie": "adresse", "separateur": ","}}},
            "adresse, dissocier",
            "ôtez-le",
        ),
        ({"date_maj": {"colonne": "x", "format": "%d"}}, "date_maj, format", "JJ/MM/AAAA"),
        ({"date_maj": {"colonne": "x", "format": "JJ/MM"}}, "date_maj, format", "JJ/MM/AAAA"),
        ({"latitude": {"colonne": "y"}}, "latitude / longitude", "les deux"),
        (
            {"latitude": {"colonne": "y", "systeme": "CC46"}, "longitude": {"colonne": "x"}},
            "latitude / longitude",
            "même système",
        ),
        (
            {
                "latitude": {"colonne": "y", "systeme": "EPSG:5720"},  # of heights
                "longitude": {"colonne": "x", "systeme": "EPSG:5720"},
            },
            "latitude, systeme",
            "Lambert-93",
        ),
        ({"services": [{"cible": "Wifi"}]}, "services, règle 1, cible", ACCESS),
        ({"services": [{"colonnes": ["x"]}]}, "services, règle 1, cible", "guillemets"),
        (
            {"services": [{"termes": ["x"], "cible": ACCESS}]},
            "services, règle 1",
            "quelles colonnes",
        ),
        (
            {"services": [{"colonnes": ["x"], "termes": [" "], "cible": ACCESS}]},
            "services, règle 1, termes",
            "vide",
        ),
        ({"typologie": [{"cible": "Une mairie"}]}, "typologie, règle 1, cible", "standard"),
        (
            {"frais_a_charge": {"colonne": "x", "correspondance": {"Oui": "Gratis"}}},
            "frais_a_charge, correspondance, Oui",
            "« Gratuit »",
        ),
        (
            {
                "frais_a_charge": {
                    "colonne": "x",
                    "correspondance": {"Oui": "Gratuit", "oui": "Payant"},
                }
            },
            "frais_a_charge, correspondance, oui",
            "deux fois",
        ),
        ({"frais_a_charge": {"colonne": "x", "correspondance": 1}}, "frais_a_charge", "table"),
        ({"frais_a_charge": {"valeur": "Gratis"}}, "frais_a_charge, valeur", "« Gratuit »"),
        ({"courriel": {"colonne": "x"}, "courriels": {"colonne": "y"}}, "courriel", "courriels"),
        ({"horaires": {"semaine": "x", "colonne": "y"}}, "horaires", "une seule"),
        ({"nom": {}}, "nom", "une seule"),
        ({"horaires": {}}, "horaires", "une seule"),
        ({"horaires": {"jours": {"lundy": "x"}}}, "horaires, jours, lundy", "« lundi »"),
        ({"horaires": {"jours": [{"colonne": "x", "osm": "Lu"}]}}, "horaires, jours", "Mo, Tu"),
        ({"source": {"rang": -1}}, "source, rang", "de 0 à"),
        ({"source": {"adresse": "javascript:x"}}, "source, adresse", "https"),
        ({"source": {"nom": "x" * 201}}, "source, nom", "200"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write(
    document: object, place: str, advice: str
) -> None:
    problems = problems_of(document)

    assert any(problem.startswith(place) and advice in problem for problem in problems), problems


def test_all_that_is_wrong_is_told_at_once() -> None:
    problems = problems_of({"nmo": {}, "nom": "x", "services": [{"cible": "Wifi"}]})

    assert len(problems) == 3


def test_the_values_of_the_old_version_are_targets_too() -> None:
    old = {"cible": "Accéder à du matériel"}

    assert cell([old], key="services") == "Accéder à du matériel"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "nom",
                    "services",
                    "horaires",
                    "source",
                    "latitude",
                    "colonne",
                    "joindre",
                    "dissocier",
                    "colonnes",
                    "cible",
                    "jours",
                    "partie",
                    "correspondance",
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(ANY_JSON)
@settings(max_examples=150)
def test_any_document_is_a_mapping_or_a_bad_one(document: object) -> None:
    try:
        read = Mapping.from_json(document)
    except BadMapping:
        return

    assert Mapping.from_json(json.loads(json.dumps(read.to_json()))) == read
