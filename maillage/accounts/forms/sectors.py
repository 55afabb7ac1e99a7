"""What the coordination types of a sector: its communes one a line, then who leads it."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.actions.sectors import SectorWords
from maillage.accounts.forms.lookups import WhichField, ask_which, organisations_meant
from maillage.accounts.models import Organisation
from maillage.lib.text import commune_search_name, search_name
from maillage.territory.gazetteer import Gazetteer, KnownCommune, load_gazetteer
from maillage.territory.models import Epci, Sector
from maillage.territory.queries import current_territory

CODE = re.compile(r"\b(?:[0-9]{5}|[0-9]{9}|2[AaBb][0-9]{3})\b")
# As search_name reduces it: "CA de Saintes", "communauté d’agglomération de Saintes", "Saintes".
EPCI_FORM = re.compile(
    "^(?:ca|cc|cu|communaute (?:d agglomeration|de communes|urbaine)) "
    "(?:de la |de l |de |des |du |d )?"
)
SIREN_LENGTH = 9
MOST_PROBLEMS = 10


class NotOneCommune(ValueError):
    """The message says what to write instead, in French."""


@dataclass(frozen=True)
class _Ground:
    """What lines are read against: the communes, and those of each EPCI by its SIREN or name."""

    gazetteer: Gazetteer
    of_epci: Mapping[str, Sequence[str]]

    @classmethod
    def load(cls) -> "_Ground":
        gazetteer, members = load_gazetteer(), defaultdict[str | None, list[str]](list)
        for commune in gazetteer.by_current_code.values():
            members[commune.epci_id].append(commune.code_insee)
        names = Epci.objects.values_list("siren", "name")
        bearers = Counter(_epci_words(name) for _siren, name in names)
        of_epci = {siren: members[siren] for siren, _name in names}
        of_epci |= {
            words: members[siren]
            for siren, name in names
            if bearers[words := _epci_words(name)] == 1
        }
        return cls(gazetteer, of_epci)


class SectorForm(forms.Form):
    use_required_attribute = False

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Nature"),
        choices=Sector.Kind,
        coerce=Sector.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez une nature.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=100,
        error_messages={"required": gettext_lazy("Écrivez le nom du secteur.")},
    )
    communes = forms.CharField(
        label=gettext_lazy("Communes"),
        help_text=gettext_lazy(
            "Une par ligne : son nom, ou son nom et son code INSEE."
            " Le nom d’une intercommunalité, ou son SIREN, met toutes ses communes."
        ),
        max_length=100_000,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": gettext_lazy("Écrivez au moins une commune.")},
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, sector: Sector | None = None
    ) -> None:
        super().__init__(data, initial=_written(sector) if sector else None)

    def clean_communes(self) -> frozenset[str]:
        lines = [line.strip() for line in self.cleaned_data["communes"].splitlines()]
        ground, codes, problems = _Ground.load(), set[str](), []
        for number, line in enumerate(lines, start=1):
            try:
                codes.update(_codes_of(line, ground=ground) if line else ())
            except NotOneCommune as problem:
                words = {"number": number, "line": line, "problem": problem}
                problems.append(_("Ligne %(number)d, « %(line)s » : %(problem)s") % words)
        if problems:
            raise forms.ValidationError(problems[:MOST_PROBLEMS])
        return frozenset(codes)

    def said(self) -> SectorWords:
        """The sector, once the form is valid."""
        return SectorWords(**self.cleaned_data)


class LeadForm(forms.Form):
    """Who leads a sector, and since when: today at the latest."""

    use_required_attribute = False

    organisation = forms.CharField(
        label=gettext_lazy("Organisation chef de file"),
        help_text=gettext_lazy("Son nom, ou son SIRET. Laissez vide s’il n’y en a plus."),
        max_length=200,
        required=False,
    )
    which_organisation = WhichField()
    starts_on = forms.DateField(
        label=gettext_lazy("À partir du"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Écrivez la date."),
            "invalid": gettext_lazy("Écrivez la date ainsi : 31/12/2026."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        leader: Organisation | None,
        today: date,
    ) -> None:
        initial = {"organisation": leader.name if leader else "", "starts_on": today}
        super().__init__(data, initial=initial)
        self._today = today
        self._found = organisations_meant(self, "organisation", now_said=leader)
        ask_which(self, "organisation", found=self._found)

    def clean_organisation(self) -> str:
        text: str = self.cleaned_data["organisation"]
        if text and not self._found:
            raise forms.ValidationError(
                _("Aucune organisation ouverte ne porte ce nom. Ajoutez-la d’abord.")
            )
        return text

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day > self._today:
            raise forms.ValidationError(_("Écrivez une date qui est passée, ou celle du jour."))
        return day

    def refuse_before(self, day: date) -> None:
        words = {"day": formats.date_format(day)}
        self.add_error(
            "starts_on",
            _("Le secteur avait une autre organisation avant. Dès le %(day)s, c’est possible.")
            % words,
        )

    def leader(self) -> Organisation | None:
        """Who is meant, once the form is valid; None for nobody."""
        key = self.cleaned_data.get("which_organisation")
        return next((one for one in self._found if key in (None, str(one.pk))), None)


def _codes_of(line: str, *, ground: _Ground) -> Sequence[str]:
    """The codes of the communes that a line names. Raises NotOneCommune."""
    match = CODE.search(line)
    name = commune_search_name(CODE.sub(" ", line))
    if match and len(match[0]) == SIREN_LENGTH:
        return ground.of_epci.get(match[0]) or [_one_of(()).code_insee]
    if match:
        return [_one_of(_coded(match[0], name=name, gazetteer=ground.gazetteer)).code_insee]
    if communes := _here(ground.gazetteer.named(name)):
        return [_one_of(communes).code_insee]
    return ground.of_epci.get(_epci_words(name)) or [_one_of(()).code_insee]


def _coded(code: str, *, name: str, gazetteer: Gazetteer) -> Sequence[KnownCommune]:
    """A code may be that of a commune or a postcode: it is the name beside it that tells."""
    by_code, by_postcode = gazetteer.by_code(code), gazetteer.of_postcode(code)
    if name:
        named = [one for one in (by_code, *by_postcode) if one and _is_named(one, name)]
        return named[:1] if by_code in named else named
    if by_code and by_postcode:
        raise NotOneCommune(_("code INSEE ou code postal ? Ajoutez le nom de la commune."))
    return (by_code,) if by_code else by_postcode


def _here(communes: Sequence[KnownCommune]) -> Sequence[KnownCommune]:
    """Those of the territory, unless there is none."""
    territory = current_territory()
    return [one for one in communes if territory.holds(one)] or communes


def _one_of(communes: Sequence[KnownCommune]) -> KnownCommune:
    if not communes:
        raise NotOneCommune(_("nous ne connaissons pas cette commune."))
    if len(communes) > 1:
        raise NotOneCommune(_("plusieurs communes répondent. Ajoutez le code INSEE."))
    return communes[0]


def _epci_words(name: str) -> str:
    return EPCI_FORM.sub("", search_name(name))


def _is_named(commune: KnownCommune, name: str) -> bool:
    return name in (commune.search_name, *commune.former_search_names)


def _written(sector: Sector) -> dict[str, Any]:
    communes = sector.communes.order_by("name", "pk")
    lines = "\n".join(f"{one.name} ({one.code_insee})" for one in communes)
    return {"kind": sector.kind, "name": sector.name, "communes": lines}
