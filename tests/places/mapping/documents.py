"""Mappings made up for the tests, and what they give."""

from typing import Any

from maillage.places.mapping import Mapping

ACCESS = "Accès internet et matériel informatique"

# In the words of the converter of the national map, made up: every word that it has.
OF_THE_STATE: dict[str, Any] = {
    "id": {"colonne": "gid"},
    "nom": {"colonne": "c_nom"},
    "source": {"colonne": "c_source"},
    "commune": {"colonne": "c_ville"},
    "code_postal": {"colonne": "c_cp"},
    "adresse": {"joindre": {"colonnes": ["c_numero", "c_voie"], "séparateur": " "}},
    "latitude": {"dissocier": {"colonne": "Geo Point", "séparateur": ",", "partie": 0}},
    "longitude": {"dissocier": {"colonne": "Geo Point", "séparateur": ",", "partie": 1}},
    "date_maj": {"valeur": "2024-03-01"},
    "courriel": {"colonne": "c_mail"},
    "frais_a_charge": [
        {"colonnes": ["c_tarif"], "termes": ["gratuit"], "sauf": ["abonnés"], "cible": "Gratuit"},
        {"colonnes": ["c_tarif"], "termes": ["€", "payant"], "cible": "Payant"},
    ],
    "services": [
        {"colonnes": ["c_postes"], "cible": ACCESS},
        {"cible": "Maîtrise des outils numériques du quotidien"},
    ],
    "horaires": {
        "osm": "c_osm",
        "jours": [
            {"colonne": "c_lundi", "osm": "Mo"},
            {"colonne": ["c_mardi_matin", "c_mardi_soir"], "osm": "Tu"},
        ],
        "semaine": "c_ouverture",
    },
}


def mapping(**document: Any) -> Mapping:
    return Mapping.from_json(document)


def cell(written: Any, *, key: str = "nom", **row: str) -> str:
    """What a mapping of one column gives for a row."""
    return mapping(**{key: written}).apply(row)[key]
