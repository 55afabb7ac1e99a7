"""What a visitor asks of the search, as the address bar carries it; what the team writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.places.columns import cells_in_order, columns_named
from maillage.places.models import QuarantinedRow, Source
from maillage.places.needs import NEED_BY_SLUG, NEEDS
from maillage.places.queries import Criteria
from maillage.places.terms import Offer
from maillage.territory.models import Commune, CommunePostcode
from maillage.territory.queries import POSTCODE, closest_commune, commune_by_code, find_communes

OFFER_BY_SLUG = {
    "aide": Offer.MEDIATORS,
    "ordinateur": Offer.EQUIPPED,
    "wifi": Offer.WIFI,
}
SLUG_BY_OFFER = {offer: slug for slug, offer in OFFER_BY_SLUG.items()}

USUAL_LICENCES = ("Licence Ouverte 2.0", "ODbL 1.0", "CC BY 4.0", "CC0 1.0")
LONG_CELL = 60
MAX_RANK = 32_767  # what PostgreSQL holds there; SQLite would take more


class SearchForm(forms.Form):
    """Reads the parameters, each apart: an unreadable one is left out, the others still count."""

    besoin = forms.ChoiceField(
        required=False, choices=[("", "")] + [(need.slug, need.title) for need in NEEDS]
    )
    ou = forms.CharField(required=False)
    commune = forms.CharField(required=False, max_length=5)
    offre = forms.ChoiceField(
        required=False, choices=[("", "")] + [(slug, slug) for slug in OFFER_BY_SLUG]
    )
    ouvert = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1)
    vue = forms.ChoiceField(required=False, choices=[("", ""), ("carte", "carte")])


@dataclass(frozen=True)
class Search:
    """A search as understood: what to look for, and how to write it back in a link."""

    criteria: Criteria
    page: int = 1
    where_text: str = ""
    is_place_name_missing: bool = False
    is_place_name_unknown: bool = False
    closest: Commune | None = None
    is_on_map: bool = False
    homonyms: tuple[Commune, ...] = ()
    same_postcode: tuple[Commune, ...] = ()

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """The GET parameters of this search; a change to None takes one away, and page 1 is due."""
        criteria = self.criteria
        current: dict[str, str | None] = {
            "besoin": criteria.need.slug if criteria.need else None,
            "commune": criteria.origin.code_insee if criteria.origin else None,
            "offre": SLUG_BY_OFFER[criteria.offer] if criteria.offer else None,
            "ouvert": "1" if criteria.open_now else None,
        }
        return {name: value for name, value in {**current, **changes}.items() if value}

    def query_of_this_page(self, *, is_map: bool) -> str:
        """The same, and where one stands in it: what a link to a place carries for the way back."""
        page = str(self.page) if self.page > 1 else None
        return self.query(page=page, vue="carte" if is_map else None)

    def query(self, **changes: str | None) -> str:
        """The same as "?besoin=…&commune=…", or "" when nothing is asked."""
        parameters = self.parameters(**changes)
        return f"?{urlencode(parameters)}" if parameters else ""


def read_search(data: Mapping[str, str]) -> Search:
    """Understand the parameters of /lieux/ and /carte/; what cannot be read is left out.

    `ou` is what someone typed, and wins over `commune`, the code that our own links carry. A
    postcode means its largest commune, the others in `same_postcode`; a name that several
    communes bear leaves them in `homonyms`, for the visitor to choose.
    """
    form = SearchForm(data)
    form.is_valid()
    asked = form.cleaned_data
    where_text = asked.get("ou") or ""
    if where_text:
        found = find_communes(where_text)
    else:
        commune = commune_by_code(asked.get("commune") or "")
        found = [commune] if commune else []
    shares_postcode = (
        bool(found)
        and CommunePostcode.objects.filter(
            commune=found[0], code__in=POSTCODE.findall(where_text)
        ).exists()
    )
    origin = found[0] if len(found) == 1 or shares_postcode else None
    offer_slug = asked.get("offre")
    return Search(
        criteria=Criteria(
            need=NEED_BY_SLUG.get(asked.get("besoin") or ""),
            origin=origin,
            offer=OFFER_BY_SLUG[offer_slug] if offer_slug else None,
            open_now=bool(asked.get("ouvert")),
        ),
        page=asked.get("page") or 1,
        where_text=where_text if origin is None else origin.name,
        is_place_name_missing="ou" in data and not where_text,
        is_place_name_unknown=bool(where_text) and not found,
        closest=closest_commune(where_text) if where_text and not found else None,
        is_on_map=asked.get("vue") == "carte",
        homonyms=() if origin else tuple(found),
        same_postcode=tuple(found[1:]) if origin else (),
    )


class QuarantineForm(forms.Form):
    """Reads the filters of the quarantine, each apart: an unreadable one is left out."""

    source = forms.CharField(required=False, max_length=50)
    raison = forms.CharField(required=False, max_length=300, strip=False)


def read_filters(data: Mapping[str, str]) -> dict[str, str]:
    form = QuarantineForm(data)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


class SourceForm(forms.ModelForm):
    """What the team knows of a source; the form never holds the source itself."""

    url = Source._meta.get_field("url").formfield(assume_scheme="https")
    rank = Source._meta.get_field("rank").formfield(max_value=MAX_RANK)

    class Meta:
        model = Source
        fields = ("name", "producer", "licence", "attribution", "url", "rank")
        widgets = {"licence": forms.TextInput({"list": "licences"})}
        help_texts = {
            "licence": _("Sans licence ouverte, ses lieux ne sont pas dans les données ouvertes."),
        }


class _CellField(forms.CharField):
    """A cell of a source, to be left as it is: nothing asks that it be filled."""

    def validate(self, value: str) -> None:
        pass


class CorrectionForm(forms.Form):
    """Every cell of a row in quarantine, as the source wrote it until someone types.

    The columns at fault come first, with the reason beside them, then those that tell which
    place it is; all others are apart.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        row: QuarantinedRow,
        place_columns: Sequence[str] = (),
    ) -> None:
        super().__init__(data)
        self._raw = cells_in_order(row.raw, columns=row.run.columns)
        faulty = columns_named(row.field, among=self._raw)
        telling = [column for column in place_columns if column in self._raw]
        first = dict.fromkeys((*faulty, *telling))
        columns = dict.fromkeys((*first, *self._raw))
        self._first = len(first)
        self._names = {column: f"cell-{number}" for number, column in enumerate(columns)}
        for column, name in self._names.items():
            self.fields[name] = _CellField(
                label=column or _("(sans nom)"),
                initial=self._raw[column],
                strip=False,
                widget=_widget_for(self._raw[column]),
            )
        if faulty and data is None:
            self.fields[self._names[faulty[0]]].help_text = row.reason

    @property
    def first_cells(self) -> list[forms.BoundField]:
        """The columns at fault, and those that tell which place it is; all, where none does."""
        return list(self)[: self._first or None]

    @property
    def other_cells(self) -> list[forms.BoundField]:
        return list(self)[self._first :] if self._first else []

    @property
    def is_refused_elsewhere(self) -> bool:
        """Tell whether an error stands among the other columns."""
        return any(field.errors for field in self.other_cells)

    def refuse(self, *, field: str, reason: str) -> None:
        """Say why the row is unusable: beside the first column at fault, or above them all."""
        columns = columns_named(field, among=self._names)
        self.add_error(self._names[columns[0]] if columns else None, reason)

    def cells(self) -> dict[str, str]:
        """The cells as typed; one that nobody touched, as the source wrote it.

        Browsers end the lines of a text as they like, never as the source did.
        """
        typed = {column: self.cleaned_data[name] for column, name in self._names.items()}
        return {
            column: written if written.splitlines() == typed[column].splitlines() else typed[column]
            for column, written in self._raw.items()
        }


def _widget_for(cell: str) -> forms.Widget:
    if len(cell) > LONG_CELL or len(cell.splitlines()) > 1:
        return forms.Textarea({"rows": 3})
    return forms.TextInput()
