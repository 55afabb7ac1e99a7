"""What is typed of an organisation: to look for it, to describe it, to say whom to write to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import phonenumbers
from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.actions.organisations import OrganisationWords
from maillage.accounts.forms.lookups import (
    WhichField,
    ask_which,
    communes_meant,
    organisations_meant,
)
from maillage.accounts.models import Kind, Organisation
from maillage.lib.siret import is_siret
from maillage.territory.models import Sector

# Mainland, then those dialled from there as one dials at home.
PHONE_REGIONS = ("FR", "GP", "MQ", "GF", "RE", "YT")
# Told as they are typed.
PLAIN = ("name", "siret", "address", "postcode", "phone", "email", "website", "summary")

One = TypeVar("One", bound=Model)


class PhoneField(forms.CharField):
    """A number of France, or of elsewhere with its +; given back as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"type": "tel", "autocomplete": "off"})
        super().__init__(
            label=gettext_lazy("Téléphone"),
            required=False,
            max_length=40,
            widget=widget,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        for region in PHONE_REGIONS if text else ():
            try:
                number = phonenumbers.parse(text, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if text:
            raise forms.ValidationError(
                _("Ce numéro n’existe pas. Écrivez ses dix chiffres, ou commencez par +.")
            )
        return ""


class OrganisationSearchForm(forms.Form):
    """Reads the address bar, each part apart: an unreadable one is left out."""

    use_required_attribute = False

    q = forms.CharField(
        label=gettext_lazy("Nom, commune ou SIRET"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    nature = forms.TypedChoiceField(
        label=gettext_lazy("Nature"),
        required=False,
        choices=[("", gettext_lazy("Toutes")), *Kind.choices],
        coerce=Kind,
        empty_value=None,
    )
    secteur = forms.ModelChoiceField(
        Sector.objects.all(),
        label=gettext_lazy("Secteur"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("Tous"),
    )

    def asked(self) -> dict[str, Any]:
        """The arguments of organisations_found."""
        self.is_valid()
        read = self.cleaned_data
        return {
            "text": read.get("q", ""),
            "kind": read.get("nature"),
            "sector": read.get("secteur"),
        }


class OrganisationForm(forms.Form):
    """What an organisation says of itself. What the coordination decides stays as it was."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=200,
        error_messages={"required": gettext_lazy("Écrivez le nom de l’organisation.")},
    )
    siret = forms.CharField(
        label=gettext_lazy("SIRET"),
        help_text=gettext_lazy("14 chiffres. Ils servent à reconnaître ses lieux."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Adresse postale"),
        help_text=gettext_lazy("Par exemple : 1 place de la Mairie."),
        max_length=300,
        required=False,
    )
    postcode = forms.RegexField(
        "^[0-9]{5}$",
        label=gettext_lazy("Code postal"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Un code postal a cinq chiffres.")},
    )
    commune = forms.CharField(
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy("Son nom, ou son code postal. Elle dit de quels secteurs elle est."),
        max_length=100,
        required=False,
    )
    which_commune = WhichField()
    phone = PhoneField()
    email = forms.EmailField(label=gettext_lazy("Courriel"), max_length=254, required=False)
    website = forms.URLField(
        label=gettext_lazy("Site"),
        help_text=gettext_lazy("Par exemple : https://www.exemple.fr"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Copiez l’adresse entière du site.")},
    )
    summary = forms.CharField(
        label=gettext_lazy("Ce qu’elle fait"),
        help_text=gettext_lazy("Quelques phrases simples. Sans nom de personne."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        organisation: Organisation | None = None,
    ) -> None:
        super().__init__(data, initial=_written(organisation) if organisation else None)
        self._organisation = organisation
        self._communes = communes_meant(self, "commune")
        ask_which(self, "commune", found=self._communes)

    def clean_siret(self) -> str:
        siret = "".join(self.cleaned_data["siret"].split())
        if siret and not is_siret(siret):
            raise forms.ValidationError(
                _("Ce n’est pas un SIRET. Vérifiez ses 14 chiffres auprès de l’organisation.")
            )
        return siret

    def clean_commune(self) -> str:
        text: str = self.cleaned_data["commune"]
        if text and not self._communes:
            raise forms.ValidationError(
                _("Nous ne connaissons pas cette commune. Vérifiez son nom, ou son code postal.")
            )
        return text

    def said(self) -> OrganisationWords:
        """What is said of it, once the form is valid."""
        typed = self.cleaned_data
        return OrganisationWords(
            **{name: typed[name] for name in PLAIN},
            commune=_chosen(self, "commune", found=self._communes),
            **_decided(self._organisation),
        )


class CoordinationForm(OrganisationForm):
    """The same, with what only the coordination decides."""

    kinds = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Nature"),
        help_text=gettext_lazy("Une ou plusieurs."),
        choices=Kind,
        coerce=Kind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Cochez au moins une nature.")},
    )
    parent = forms.CharField(
        label=gettext_lazy("Dépend de"),
        help_text=gettext_lazy("Le nom d’une autre organisation du réseau, ou son SIRET."),
        max_length=200,
        required=False,
    )
    which_parent = WhichField()
    is_public = forms.BooleanField(
        label=gettext_lazy("La montrer dans l’annuaire public"), required=False
    )

    field_order = ("name", "kinds", "siret", "parent", "which_parent")

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        organisation: Organisation | None = None,
    ) -> None:
        super().__init__(data, organisation=organisation)
        self._parents = organisations_meant(
            self,
            "parent",
            now_said=organisation.parent if organisation else None,
            besides=organisation,
        )
        ask_which(self, "parent", found=self._parents)

    def clean_parent(self) -> str:
        text: str = self.cleaned_data["parent"]
        if text and not self._parents:
            raise forms.ValidationError(
                _("Aucune autre organisation ouverte ne porte ce nom. Ajoutez-la d’abord.")
            )
        return text

    def said(self) -> OrganisationWords:
        return replace(
            super().said(),
            kinds=frozenset(self.cleaned_data["kinds"]),
            parent=_chosen(self, "parent", found=self._parents),
            is_public=self.cleaned_data["is_public"],
        )


class ContactForm(forms.Form):
    """Nothing more than what it takes to reach the person at work."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        help_text=gettext_lazy("D’une personne, ou d’un service."),
        max_length=100,
        error_messages={"required": gettext_lazy("Écrivez un nom.")},
    )
    position = forms.CharField(label=gettext_lazy("Fonction"), max_length=100, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Courriel professionnel"), max_length=254, required=False
    )
    phone = PhoneField()

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if not self.errors and not typed["email"] and not typed["phone"]:
            self.add_error("email", _("Donnez un courriel ou un téléphone."))
        return typed


def _chosen(form: forms.Form, name: str, *, found: list[One]) -> One | None:
    """The one that is meant, once the form is valid."""
    if not form.cleaned_data[name]:
        return None
    key = form.cleaned_data.get(f"which_{name}") or str(found[0].pk)
    return next(one for one in found if str(one.pk) == key)


def _decided(organisation: Organisation | None) -> dict[str, Any]:
    if organisation is None:
        return {"kinds": frozenset()}
    return {
        "kinds": frozenset(Kind(one.kind) for one in organisation.kinds.all()),
        "parent": organisation.parent,
        "is_public": organisation.is_public,
    }


def _written(organisation: Organisation) -> dict[str, Any]:
    """The same words, as someone would type them."""
    return {
        **{name: getattr(organisation, name) for name in PLAIN},
        "commune": _commune_words(organisation),
        "kinds": [one.kind for one in organisation.kinds.all()],
        "parent": organisation.parent.name if organisation.parent else "",
        "is_public": organisation.is_public,
    }


def _commune_words(organisation: Organisation) -> str:
    """With a postcode, so that it is not taken for another of the same name."""
    commune = organisation.commune
    if commune is None:
        return ""
    postcode = commune.postcodes.values_list("code", flat=True).first()
    return f"{commune.name} ({postcode})" if postcode else commune.name
