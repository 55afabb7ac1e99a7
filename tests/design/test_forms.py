"""What a person meets in a form, field by field."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string


class PlaceForm(forms.Form):
    phone = forms.CharField(
        label="Téléphone du lieu",
        help_text="Sur la porte, souvent.",
        min_length=14,
        error_messages={"min_length": "Il manque 2 chiffres."},
    )
    website = forms.URLField(label="Site web", required=False, assume_scheme="https")
    audience = forms.ChoiceField(
        label="Pour qui", choices=[("me", "Pour moi")], widget=forms.RadioSelect
    )
    is_closed = forms.BooleanField(label="Ce lieu est fermé", required=False)


@pytest.fixture
def refused() -> forms.Form:
    return PlaceForm({"phone": "05 46 00 00", "audience": "me"})


def test_label_hint_error_and_control_come_in_this_order(refused):
    html = refused.render()

    parts = ["Téléphone du lieu</label>", "Sur la porte", "Il manque 2 chiffres.", "<input"]
    positions = [html.index(part) for part in parts]
    assert positions == sorted(positions)


def test_the_control_names_its_hint_and_its_error(refused):
    html = refused.render()

    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html
    assert html.count('aria-invalid="true"') == 1


def test_what_was_typed_stays(refused):
    assert 'value="05 46 00 00"' in refused.render()


def test_only_an_optional_field_says_so():
    html = PlaceForm().render()

    assert html.count("(facultatif)") == 1
    assert "Site web <span" in html


def test_choices_are_a_group_with_a_legend():
    html = PlaceForm().render()

    assert "<legend>Pour qui</legend>" in html
    assert html.count('id="id_audience"') == 1


def test_the_words_of_a_tick_box_tick_it():
    html = PlaceForm().render()

    label = html[html.index('<label class="choice"') :]
    assert "<input" in label[: label.index("</label>")]


def test_the_summary_counts_the_errors_and_leads_to_each_field(refused):
    html = render_to_string("design/components/error_summary.html", {"form": refused})

    assert "Il y a 1 erreur" in html
    assert '<a href="#id_phone">Téléphone du lieu\u00a0: Il manque 2 chiffres.</a>' in html


def test_the_summary_takes_the_focus(refused):
    html = render_to_string("design/components/error_summary.html", {"form": refused})

    assert re.search(r'tabindex="-1"\s+autofocus', html)


def test_the_summary_leads_to_the_first_choice_of_a_group():
    html = render_to_string("design/components/error_summary.html", {"form": PlaceForm({})})

    assert "Il y a 2 erreurs" in html
    assert 'href="#id_audience_0"' in html


def test_an_error_of_no_field_comes_first_without_link(refused):
    refused.add_error(None, "Ce lieu existe déjà.")

    html = render_to_string("design/components/error_summary.html", {"form": refused})

    assert html.index("<li>Ce lieu existe déjà.</li>") < html.index("#id_phone")


def test_a_form_without_error_has_no_summary():
    html = render_to_string("design/components/error_summary.html", {"form": PlaceForm()})

    assert html.strip() == ""


def test_what_was_typed_cannot_inject_markup():
    html = PlaceForm({"phone": '"><script>', "audience": "me"}).render()

    assert "<script>" not in html
