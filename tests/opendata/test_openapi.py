from django import forms

from maillage.opendata.forms import PlacesForm
from maillage.opendata.openapi import WORDS, parameters_of


class Sample(forms.Form):
    besoin = forms.ChoiceField(required=False, choices=[("", "Tous"), ("travail", "Travail")])
    public = forms.MultipleChoiceField(required=False, choices=[("jeunes", "Jeunes")])
    lat = forms.FloatField(min_value=-90, max_value=90)
    limite = forms.IntegerField(required=False, min_value=1)
    q = forms.CharField(required=False, max_length=100)


def test_a_form_is_described_as_parameters() -> None:
    described = {one["name"]: one for one in parameters_of(Sample)}

    assert {name: one["schema"] for name, one in described.items()} == {
        "besoin": {"type": "string", "enum": ["travail"]},
        "public": {"type": "array", "items": {"type": "string", "enum": ["jeunes"]}},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "limite": {"type": "integer", "minimum": 1},
        "q": {"type": "string", "maxLength": 100},
    }
    assert described["lat"]["required"]
    assert not described["limite"]["required"]


def test_no_word_outlives_its_parameter() -> None:
    assert set(WORDS) == set(PlacesForm.base_fields)
