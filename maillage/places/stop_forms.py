"""What the team writes of a stop: where, and when."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.lib.distance import Position
from maillage.places.actions.stops import StopData
from maillage.places.models import Stop
from maillage.territory.models import Commune
from maillage.territory.queries import find_communes

# What maps give to copy: "45.7464, -0.6333", "45,7464 ; -0,6333".
_DEGREES = "([+-]?[0-9]{1,3}[.,][0-9]+)"
POSITION = re.compile(rf"{_DEGREES}\s*[\s,;/]\s*{_DEGREES}")


def read_position(text: str) -> Position | None:
    """Read a latitude then a longitude, in degrees with decimals; None unless they are both."""
    match = POSITION.fullmatch(text.strip())
    if match is None:
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
    is_on_earth = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return Position(latitude, longitude) if is_on_earth else None


class StopForm(forms.Form):
    """`which` is asked only where several communes answer to what was written."""

    use_required_attribute = False

    commune = forms.CharField(
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy("Son nom, ou son code postal."),
        max_length=100,
        error_messages={"required": gettext_lazy("Écrivez la commune.")},
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Laquelle ?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Plusieurs communes portent ce nom : choisissez la bonne."),
            "invalid_choice": gettext_lazy("Choisissez une de ces communes."),
        },
    )
    address = forms.CharField(
        label=gettext_lazy("Où exactement"),
        help_text=gettext_lazy("Par exemple : place de la Mairie, devant la salle des fêtes."),
        max_length=300,
        required=False,
    )
    position = forms.CharField(
        label=gettext_lazy("Latitude et longitude"),
        help_text=gettext_lazy("Copiées d’une carte. Par exemple : 45,7464 ; -0,6333"),
        max_length=60,
        required=False,
    )
    hours_text = forms.CharField(
        label=gettext_lazy("Jours et heures de passage"),
        help_text=gettext_lazy(
            "Comme vous le diriez : le mardi de 9 h à 12 h. 1er et 3e jeudi du mois, 14 h à 17 h."
        ),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Écrivez quand il passe.")},
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        stop: Stop | None = None,
    ) -> None:
        super().__init__(data, initial=_written(stop) if stop else None)
        self._found = find_communes(self["commune"].value() or "") if self.is_bound else []
        if len(self._found) > 1:
            choices = [(one.code_insee, _commune_words(one)) for one in self._found]
            self.fields["which"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["which"]

    def clean_commune(self) -> str:
        if not self._found:
            raise forms.ValidationError(
                _("Nous ne connaissons pas cette commune. Vérifiez son nom, ou son code postal.")
            )
        return self.cleaned_data["commune"]

    def clean_position(self) -> Position | None:
        text = self.cleaned_data["position"]
        position = read_position(text)
        if text and position is None:
            raise forms.ValidationError(
                _("Écrivez la latitude, puis la longitude. Exemple : 45,7464 ; -0,6333")
            )
        return position

    def told(self) -> StopData:
        """The stop, once the form is valid."""
        typed: dict[str, Any] = self.cleaned_data
        code = typed.get("which") or self._found[0].code_insee
        return StopData(
            commune=next(one for one in self._found if one.code_insee == code),
            address=typed["address"],
            position=typed["position"],
            hours_text=typed["hours_text"],
        )


def _commune_words(commune: Commune) -> str:
    return f"{commune.name} ({commune.departement.name})"


def _written(stop: Stop) -> dict[str, str]:
    """The same words, as someone would type them."""
    postcode = stop.commune.postcodes.values_list("code", flat=True).first()
    position = stop.position
    return {
        "commune": f"{stop.commune.name} ({postcode})" if postcode else stop.commune.name,
        "address": stop.address,
        "position": f"{position.latitude:.6f}, {position.longitude:.6f}" if position else "",
        "hours_text": stop.hours_text,
    }
