"""What is typed to sign in. The checks are allauth's; the words are ours, without placeholders."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

EMAIL = _("Adresse électronique")


class SignInForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", label=EMAIL)
        _word(self, "password", label=_("Mot de passe"))


class AskLinkForm(forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "email", label=EMAIL, help_text=_("Celle de votre compte."))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Write to an unknown address too: not even the delay tells who has an account."""
        email: str = super().save(request, **kwargs)
        if not self.users:
            get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class NewPasswordForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            "password1",
            label=_("Nouveau mot de passe"),
            help_text=_("12 caractères au moins. Par exemple quatre mots sans rapport entre eux."),
        )
        _word(self, "password2", label=_("Le même, une seconde fois"))


def _word(form: Any, name: str, *, label: Any, help_text: Any = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
