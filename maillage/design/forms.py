"""How a form is drawn: label, hint, error, control, in this order; and the form of the display."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from maillage.design.display import TEXT_PERCENTS, Display
from maillage.design.rules import Colours


class Renderer(DjangoTemplates):
    """The setting FORM_RENDERER names it, so that `{{ form }}` is all a page has to write."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"


class DisplayForm(forms.Form):
    colours = forms.TypedChoiceField(
        label=_("Couleurs"),
        choices=[
            (Colours.OF_THE_DEVICE, _("Comme votre appareil")),
            (Colours.LIGHT, _("Claires")),
            (Colours.DARK, _("Sombres")),
            (Colours.CONTRAST, _("Contraste fort")),
        ],
        coerce=Colours,
        widget=forms.RadioSelect,
    )
    text_percent = forms.TypedChoiceField(
        label=_("Taille du texte"),
        choices=[(percent, f"{percent}\u00a0%") for percent in TEXT_PERCENTS],
        coerce=int,
        widget=forms.RadioSelect,
    )

    @property
    def display(self) -> Display:
        """The choice, once the form is valid."""
        return Display(**self.cleaned_data)
