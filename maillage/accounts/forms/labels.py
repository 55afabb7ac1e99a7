"""What the coordination types of a label: what it is, who receives it, until when, why no more."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.actions.labels import (
    AlreadyHeld,
    AlreadyWithdrawn,
    ClosedOrganisation,
    EndsTooSoon,
    HolderIsFixed,
    LabelError,
    LabelWords,
    NameTaken,
    NoEnd,
    NotAMember,
    NotHeldThen,
    UserMissing,
    UserUnexpected,
)
from maillage.accounts.models import Award, Label, Organisation, User
from maillage.territory.models import Sector

LONGEST_MONTHS = 120
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)  # beyond, a slip of the hand

# Where each refusal is said, None for the whole form, and what to do about it.
REFUSALS: Mapping[type[LabelError], tuple[str | None, Promise]] = {
    NameTaken: ("name", gettext_lazy("Un autre label porte ce nom. Choisissez-en un autre.")),
    HolderIsFixed: (
        "is_for_users",
        gettext_lazy("Ce label a déjà été donné : créez-en un autre plutôt que de le changer."),
    ),
    ClosedOrganisation: (
        None,
        gettext_lazy("Cette organisation est fermée. Rouvrez-la d’abord."),
    ),
    UserMissing: (
        "label",
        gettext_lazy(
            "Ce label habilite des personnes. Choisissez laquelle, ou ajoutez-la aux membres."
        ),
    ),
    UserUnexpected: (
        "user",
        gettext_lazy("Ce label est pour l’organisation entière : ne choisissez personne."),
    ),
    NotAMember: (
        "user",
        gettext_lazy("Cette personne n’est plus membre de l’organisation. Ajoutez-la d’abord."),
    ),
    EndsTooSoon: ("ends_on", gettext_lazy("Écrivez une fin qui vient après le début.")),
    AlreadyWithdrawn: (
        None,
        gettext_lazy("Ce label a été retiré. Donnez-le de nouveau à l’organisation, si besoin."),
    ),
    NoEnd: (None, gettext_lazy("Ce label n’a pas de fin : il n’y a rien à renouveler.")),
    NotHeldThen: ("on", gettext_lazy("Écrivez un jour où le label est en vigueur.")),
}


def refuse(form: forms.Form, error: LabelError) -> None:
    """Say in the form why the act was refused, and what to do."""
    field, words = _refusal(error)
    form.add_error(field if field in form.fields else None, str(words))


def person_words(user: User) -> str:
    return f"{user.name} ({user.email})" if user.name else user.email


def _refusal(error: LabelError) -> tuple[str | None, str | Promise]:
    if isinstance(error, AlreadyHeld):
        return "starts_on", _held_words(error.award)
    return REFUSALS[type(error)]


def _held_words(award: Award) -> str:
    ends = [day for day in (award.ends_on, award.withdrawn_on) if day]
    days = {
        "start": formats.date_format(award.starts_on),
        "end": formats.date_format(min(ends)) if ends else "",
    }
    if not ends:
        return _("Déjà donné depuis le %(start)s, sans fin. Retirez-le d’abord.") % days
    return _("Déjà donné du %(start)s au %(end)s. Commencez ce jour-là, ou retirez-le.") % days


class LabelForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Nom"),
        help_text=gettext_lazy("Tel que le réseau le dit. Par exemple : France services."),
        max_length=100,
        error_messages={"required": gettext_lazy("Écrivez le nom du label.")},
    )
    issuer = forms.CharField(
        label=gettext_lazy("Délivré par"),
        help_text=gettext_lazy("L’État, le département, une association…"),
        max_length=200,
        required=False,
    )
    is_for_users = forms.BooleanField(
        label=gettext_lazy("Il habilite des personnes, pas l’organisation entière"),
        required=False,
    )
    months = forms.IntegerField(
        label=gettext_lazy("Durée, en mois"),
        help_text=gettext_lazy("Laissez vide s’il est donné sans fin."),
        min_value=1,
        max_value=LONGEST_MONTHS,
        required=False,
        error_messages={
            "invalid": gettext_lazy("Écrivez un nombre de mois. Exemple : 12"),
            "min_value": gettext_lazy("Écrivez 1 mois au moins, ou rien."),
            "max_value": gettext_lazy("Écrivez %(limit_value)s mois au plus, ou rien."),
        },
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, label: Label | None = None
    ) -> None:
        super().__init__(data, initial=_written(label) if label else None)

    def said(self) -> LabelWords:
        """The label, once the form is valid."""
        return LabelWords(**self.cleaned_data)


class DayField(forms.DateField):
    """A day that a browser offers to pick, or typed as 31/12/2026."""

    def __init__(self, **kwargs: Any) -> None:
        words = gettext_lazy("Écrivez la date ainsi : 31/12/2026.")
        super().__init__(
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            validators=[
                MinValueValidator(FIRST_DAY, message=words),
                MaxValueValidator(LAST_DAY, message=words),
            ],
            error_messages={"required": gettext_lazy("Écrivez la date."), "invalid": words},
            **kwargs,
        )


class EndField(DayField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Fin"),
            help_text=gettext_lazy(
                "Le premier jour où il ne vaut plus. Vide : après la durée habituelle du label."
            ),
            required=False,
        )


class EvidenceField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Justificatif vu"),
            help_text=gettext_lazy(
                "Une référence ou une adresse, jamais une copie."
                " Par exemple : convention signée, dossier 2026-12."
            ),
            max_length=300,
            required=False,
        )


class AwardForm(forms.Form):
    """`user` and `sectors` are asked only where there is someone, or somewhere, to choose."""

    use_required_attribute = False

    label = forms.ModelChoiceField(
        Label.objects.all(),
        label=gettext_lazy("Label"),
        to_field_name="slug",
        empty_label=gettext_lazy("Choisissez"),
        error_messages={
            "required": gettext_lazy("Choisissez un label."),
            "invalid_choice": gettext_lazy("Choisissez un de ces labels."),
        },
    )
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Personne habilitée"),
        help_text=gettext_lazy("Seulement pour un label qui habilite des personnes."),
        empty_label=gettext_lazy("L’organisation entière"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choisissez une de ces personnes.")},
    )
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        label=gettext_lazy("Secteurs où il vaut"),
        help_text=gettext_lazy("Aucun : il vaut partout."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choisissez parmi ces secteurs.")},
    )
    starts_on = DayField(label=gettext_lazy("Début"))
    ends_on = EndField()
    evidence = EvidenceField()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        organisation: Organisation,
        label: str = "",
        today: date,
    ) -> None:
        super().__init__(data, initial={"label": label, "starts_on": today})
        members = User.objects.filter(pk__in=organisation.memberships.live().values("user"))
        self.fields["user"].queryset = members  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = person_words  # type: ignore[attr-defined]
        if not members:
            del self.fields["user"]
        if not Sector.objects.exists():
            del self.fields["sectors"]

    def given(self) -> dict[str, Any]:
        """What give_label takes, once the form is valid."""
        return self.cleaned_data


class RenewalForm(forms.Form):
    use_required_attribute = False

    ends_on = EndField()
    evidence = EvidenceField()


class WithdrawalForm(forms.Form):
    use_required_attribute = False

    on = DayField(
        label=gettext_lazy("À partir du"),
        help_text=gettext_lazy("Le premier jour où il ne vaut plus."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Une phrase, sans rien de personnel. L’organisation la lira."),
        max_length=300,
        error_messages={"required": gettext_lazy("Écrivez pourquoi.")},
    )


def _written(label: Label) -> dict[str, Any]:
    columns = ("name", "issuer", "is_for_users", "months")
    return {name: getattr(label, name) for name in columns}
