"""Whom to add to an organisation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Role, User


class MemberForm(forms.Form):
    """`role` is asked only where there is a choice."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Celle de son travail : elle lui servira à se connecter."),
        max_length=User._meta.get_field("email").max_length,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Écrivez son adresse."),
            "invalid": _("Écrivez l’adresse comme nom@exemple.fr."),
        },
    )
    name = forms.CharField(
        label=_("Nom affiché"),
        help_text=_("Son prénom et son nom, tels que ses collègues les liront."),
        max_length=User._meta.get_field("name").max_length,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Écrivez son nom.")},
    )
    role = forms.ChoiceField(
        label=_("Rôle"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un rôle."),
            "invalid_choice": _("Choisissez un de ces rôles."),
        },
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, roles: Sequence[Role], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._roles = roles
        if len(roles) > 1:
            choices = [(role.value, role.label) for role in roles]
            self.fields["role"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["role"]

    @property
    def role_given(self) -> Role:
        """The role, once the form is valid."""
        return Role(self.cleaned_data.get("role", self._roles[0]))
