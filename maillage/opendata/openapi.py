"""The description of the API (OpenAPI 3.1), of which the page for humans is made too."""

from typing import Any

from django import forms
from ninja import NinjaAPI

from maillage.opendata.problems import MEDIA_TYPE

# What a form cannot say: in French, as the API is.
WORDS = {
    "besoin": "Ce que l’on vient faire : voir /services.",
    "ou": "Une commune, un code postal ou une adresse, comme on l’écrirait.",
    "commune": "Code INSEE de la commune d’où l’on cherche, par exemple 17415.",
    "lat": "Latitude du point d’où l’on cherche, en degrés ; avec « lon ».",
    "lon": "Longitude du point d’où l’on cherche, en degrés ; avec « lat ».",
    "q": "Des mots du nom, de l’adresse ou de la commune du lieu.",
    "zone": "Sud, ouest, nord, est, en degrés : 45.5,-1.2,46,-0.5.",
    "rayon": "Distance la plus grande, en kilomètres.",
    "ouvert": "maintenant, aujourdhui, soir, samedi, ou un jour de la semaine à venir.",
    "offre": "Une personne vous aide, ordinateur en libre service, ou wifi gratuit.",
    "prix": "Gratuit, gratuit pour certaines personnes, ou payant.",
    "lieu": "Toujours au même endroit, ou bus et permanence.",
    "public": "Les personnes que le lieu accueille en particulier.",
    "acces": "Comment on y est reçu.",
    "accueil": "Les besoins particuliers auxquels le lieu répond.",
    "label": "Les réseaux et les labels du lieu.",
    "scolaire": "1 : seulement les lieux fermés pendant les vacances scolaires.",
    "tri": "distance (il faut dire d’où), ou nom : par commune puis par nom.",
    "champs": "Les champs voulus, séparés par des virgules ; tous sinon.",
    "comptes": "Les filtres dont on veut savoir combien de lieux laisserait chaque valeur.",
    "limite": "Combien de lieux par page ; 20 si rien n’est dit.",
    "curseur": "Où finissait la page précédente, tel qu’elle le dit.",
}


def parameters_of(form_class: type[forms.Form]) -> list[dict[str, Any]]:
    """Describe the fields of a form as parameters of the address."""
    return [
        {
            "in": "query",
            "name": name,
            "required": field.required,
            "description": WORDS.get(name, ""),
            "schema": _schema(field),
        }
        for name, field in form_class.base_fields.items()
    ]


def _schema(field: forms.Field) -> dict[str, Any]:
    match field:
        case forms.MultipleChoiceField():
            return {"type": "array", "items": {"type": "string", "enum": _values(field)}}
        case forms.ChoiceField():
            return {"type": "string", "enum": _values(field)}
        case forms.IntegerField():  # and FloatField, which is one
            kind = "number" if isinstance(field, forms.FloatField) else "integer"
            bounds = {"minimum": field.min_value, "maximum": field.max_value}
            return {"type": kind, **{name: to for name, to in bounds.items() if to is not None}}
        case forms.CharField():
            lengths = {"minLength": field.min_length, "maxLength": field.max_length}
            return {"type": "string", **{name: to for name, to in lengths.items() if to}}
        case _:  # a word, or a form of its own, that is read by hand
            return {"type": "string"}


def _values(field: forms.ChoiceField) -> list[str]:
    return [str(value) for value, _label in field.widget.choices if value != ""]


def values_of(schema: dict[str, Any]) -> list[str]:
    """The words that a parameter takes, none when it takes any."""
    return schema.get("enum") or schema.get("items", {}).get("enum", [])


def description_of(api: NinjaAPI, *, root: str) -> dict[str, Any]:
    """The whole description; refusals are problem details, which ninja cannot say."""
    described = api.get_openapi_schema(path_prefix=root)
    for operations in described["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status >= 400:
                    response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    return described
