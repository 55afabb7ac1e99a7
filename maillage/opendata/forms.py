"""What is asked of the API: the search of the pages, but nothing unreadable is passed over."""

import base64
import binascii

import orjson
from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.opendata.answers import FIELDS
from maillage.opendata.queries import Cursor
from maillage.places.filters import Group
from maillage.places.forms import SearchForm
from maillage.places.queries.search import Order

PAGE_SIZE = 20
MOST_PLACES = 100
LARGEST = 2**63  # of the database's own integers
ORDERS = (Order.DISTANCE, Order.NAME)


class CursorField(forms.CharField):
    """Where the page before ended, as write_cursor() wrote it."""

    default_error_messages = {
        "invalid": _("Reprenez tel quel le « curseur » de la page précédente, ou ôtez-le.")
    }

    def to_python(self, value: str) -> Cursor | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            cursor = Cursor(*orjson.loads(base64.urlsafe_b64decode(text)))
        except (binascii.Error, ValueError, TypeError):
            raise forms.ValidationError(self.error_messages["invalid"]) from None
        if not _is_sound(cursor):
            raise forms.ValidationError(self.error_messages["invalid"])
        return cursor


def _is_sound(cursor: Cursor) -> bool:
    """Tell whether the database can compare with it: anyone may write a cursor of their own."""
    numbers = (cursor.place, cursor.stop)
    return (
        isinstance(cursor.key, int | float)
        and abs(cursor.key) < LARGEST
        and isinstance(cursor.rank, str)
        and "\0" not in cursor.rank
        and all(isinstance(number, int) and 0 <= number < LARGEST for number in numbers)
    )


def write_cursor(cursor: Cursor) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([*cursor])).decode()


class FieldsField(forms.CharField):
    """Names of FIELDS, separated by commas."""

    def to_python(self, value: str) -> tuple[str, ...]:  # type: ignore[override]
        text = super().to_python(value) or ""
        names = tuple(filter(None, text.replace(" ", "").split(",")))
        if unknown := [name for name in names if name not in FIELDS]:
            raise forms.ValidationError(
                _("« %(name)s » n’est pas un champ. Les champs sont : %(fields)s.")
                % {"name": unknown[0], "fields": ", ".join(FIELDS)}
            )
        return names


class PlacesForm(SearchForm):
    page = None  # type: ignore[assignment]
    vue = None  # type: ignore[assignment]
    precision = None  # type: ignore[assignment]
    scolaire = forms.ChoiceField(required=False, choices=[("", ""), ("1", "1")])
    tri = forms.ChoiceField(
        required=False, choices=[("", ""), *((order.value, order.value) for order in ORDERS)]
    )
    champs = FieldsField(required=False, max_length=1000)
    comptes = forms.MultipleChoiceField(
        required=False, choices=[(group.value, group.value) for group in Group]
    )
    limite = forms.IntegerField(required=False, min_value=1, max_value=MOST_PLACES)
    curseur = CursorField(required=False, max_length=1000)

    def clean(self) -> None:
        """Refuse what would be passed over in silence."""
        asked = self.cleaned_data
        given = {name for name in ("lat", "lon") if asked.get(name) is not None}
        for name in {"lat", "lon"} - given - set(self.errors):
            if given:
                self.add_error(name, _("Ajoutez-le : « lat » et « lon » vont ensemble."))
        if given or asked.get("ou") or asked.get("commune"):
            return
        from_nowhere = _("Dites d’où : « commune », « ou », ou bien « lat » et « lon ».")
        if asked.get("rayon"):
            self.add_error("rayon", from_nowhere)
        if asked.get("tri") == Order.DISTANCE:
            self.add_error("tri", from_nowhere)


class CommunesForm(forms.Form):
    q = forms.CharField(min_length=2, max_length=100)
