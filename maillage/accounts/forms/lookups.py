"""Something named in words; where several answer, a second field asks which."""

from collections.abc import Sequence

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organisation
from maillage.accounts.queries.organisations import organisations_found
from maillage.lib.text import search_name
from maillage.territory.models import Commune
from maillage.territory.queries import find_communes

MOST_OFFERED = 20


class WhichField(forms.ChoiceField):
    """Asked only where several answer; the label of each is its own."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        super().__init__(
            label=_("Laquelle ?"),
            error_messages={
                "required": _("Plusieurs portent ce nom : choisissez la bonne."),
                "invalid_choice": _("Choisissez une de celles-ci."),
            },
        )


def ask_which(form: forms.Form, name: str, *, found: Sequence[Model]) -> None:
    """Keep the field `which_<name>` where there is something to choose between."""
    if len(found) > 1:
        choices = [(str(one.pk), _words(one)) for one in found]
        form.fields[f"which_{name}"].choices = choices  # type: ignore[attr-defined]
    else:
        del form.fields[f"which_{name}"]


def communes_meant(form: forms.Form, name: str) -> list[Commune]:
    return find_communes(form[name].value() or "") if form.is_bound else []


def organisations_meant(
    form: forms.Form,
    name: str,
    *,
    now_said: Organisation | None,
    besides: Organisation | None = None,
) -> list[Organisation]:
    """The open organisations of this name, or SIRET; an exact name hides those that hold it.

    What is left as it was written still says the same, be it closed or of a name borne twice.
    """
    text = (form[name].value() or "").strip() if form.is_bound else ""
    if not text:
        return []
    if now_said and text == now_said.name:
        return [now_said]
    found = organisations_found(text=text).select_related("commune")
    others = [one for one in found if one != besides]
    exact = [one for one in others if search_name(one.name) == search_name(text)]
    return (exact or others)[:MOST_OFFERED]


def _words(one: Model) -> str:
    if isinstance(one, Commune):
        return f"{one.name} ({one.departement.name})"
    if isinstance(one, Organisation) and one.commune:
        return f"{one.name} ({one.commune.name})"
    return str(one)
