"""What a visitor says is wrong on a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.places.models import ErrorReport

About = ErrorReport.About

# As the address bar says them: /lieux/…/signaler/?a=horaires
ABOUT_BY_SLUG = {
    "horaires": About.HOURS,
    "telephone": About.PHONE,
    "adresse": About.ADDRESS,
    "ferme": About.CLOSED,
    "autre": About.OTHER,
}


class ErrorReportForm(forms.Form):
    """`trap` is hidden from people: what fills it is not one."""

    use_required_attribute = False

    about = forms.ChoiceField(
        label=_("Qu’est-ce qui ne va pas ?"),
        choices=About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce qui ne va pas.")},
    )
    message = forms.CharField(
        label=_("Ce qu’il faudrait écrire"),
        help_text=_(
            "Par exemple : ouvert le mardi de 9 h à 12 h. N’écrivez rien de votre vie privée."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )
    contact = forms.CharField(
        label=_("Comment vous répondre"),
        help_text=_(
            "Un courriel ou un numéro de téléphone. Effacé dès que votre message est traité."
        ),
        required=False,
        max_length=200,
    )
    trap = forms.CharField(required=False)

    def clean(self) -> None:
        asked = self.cleaned_data
        if asked.get("trap"):
            raise forms.ValidationError(
                _("Votre message ressemble à celui d’un robot : il n’est pas parti. Renvoyez-le.")
            )
        if asked.get("about") == About.OTHER and not asked.get("message", "?"):
            self.add_error("message", _("Écrivez ce qui ne va pas."))
