"""What a visitor asks of the search, as the address bar carries it; what the team writes."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillage.lib.distance import Position
from maillage.places.columns import cells_in_order, columns_named
from maillage.places.filters import (
    FIELD_GROUPS,
    MULTIPLE,
    RADIUS_KM,
    SLUG_OF_TERM,
    TERM_BY_SLUG,
    Group,
    Moment,
    Option,
    When,
)
from maillage.places.models import QuarantinedRow, Source
from maillage.places.needs import NEED_BY_SERVICE, Need
from maillage.places.queries.names import understand_where
from maillage.places.queries.search import Criteria, Order, Zone
from maillage.places.terms import Field, Service
from maillage.places.whereabouts import NOWHERE, Precision, Where, Whereabouts
from maillage.territory.queries import Territory, commune_by_code

PRECISION_BY_SLUG = {
    "adresse": Precision.ADDRESS,
    "rue": Precision.STREET,
    "ici": Precision.HERE,
}
SLUG_BY_PRECISION = {precision: slug for slug, precision in PRECISION_BY_SLUG.items()}
TERM_GROUPS = frozenset(group.value for group in FIELD_GROUPS.values())
DAYS_AHEAD = 7

USUAL_LICENCES = ("Licence Ouverte 2.0", "ODbL 1.0", "CC BY 4.0", "CC0 1.0")
LONG_CELL = 60
MAX_RANK = 32_767  # what PostgreSQL holds there; SQLite would take more


def _slugs(*fields: Field) -> list[tuple[str, str]]:
    return [(slug, slug) for term, slug in SLUG_OF_TERM.items() if term.field in fields]


def _slug_or_none(field: Field) -> list[tuple[str, str]]:
    return [("", ""), *_slugs(field)]


class WhenField(forms.Field):
    """A moment, or a day; of those, is_computed() tells which can be asked."""

    def to_python(self, value: str | None) -> When | None:
        text = (value or "").strip()
        if not text:
            return None
        if text == "1":  # as the addresses of before there were moments
            return Moment.NOW
        if text in list(Moment):
            return Moment(text)
        with suppress(ValueError):
            return date.fromisoformat(text)
        raise forms.ValidationError(
            _("Écrivez %(words)s, ou un jour de la semaine à venir, écrit AAAA-MM-JJ.")
            % {"words": ", ".join(Moment)}
        )


class ZoneField(forms.Field):
    """South, west, north and east, in degrees, separated by commas."""

    def to_python(self, value: str | None) -> Zone | None:
        text = (value or "").strip()
        if not text:
            return None
        with suppress(ValueError):
            south, west, north, east = (float(part) for part in text.split(","))
            if -90 <= south <= north <= 90 and -180 <= west <= east <= 180:
                return Zone(south, west, north, east)
        raise forms.ValidationError(
            _("Écrivez le sud, l’ouest, le nord et l’est en degrés : 45.5,-1.2,46,-0.5.")
        )


class SearchForm(forms.Form):
    """Reads the parameters, each apart: an unreadable one is left out, the others still count."""

    besoin = forms.ChoiceField(required=False, choices=_slug_or_none(Field.SERVICE))
    ou = forms.CharField(required=False, max_length=200)
    commune = forms.CharField(required=False, max_length=5)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    precision = forms.ChoiceField(
        required=False, choices=[("", ""), *((slug, slug) for slug in PRECISION_BY_SLUG)]
    )
    q = forms.CharField(required=False, max_length=100)
    zone = ZoneField(required=False)
    rayon = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", ""), *((km, km) for km in RADIUS_KM)],
    )
    ouvert = WhenField(required=False)
    offre = forms.ChoiceField(required=False, choices=_slug_or_none(Field.OFFER))
    prix = forms.ChoiceField(required=False, choices=_slug_or_none(Field.FEE))
    lieu = forms.ChoiceField(required=False, choices=_slug_or_none(Field.MOBILITY))
    public = forms.MultipleChoiceField(required=False, choices=_slugs(Field.AUDIENCE))
    acces = forms.MultipleChoiceField(required=False, choices=_slugs(Field.ACCESS))
    accueil = forms.MultipleChoiceField(required=False, choices=_slugs(Field.CARE))
    label = forms.MultipleChoiceField(
        required=False, choices=_slugs(Field.PROGRAMME, Field.TRAINING_LABEL)
    )
    scolaire = forms.ChoiceField(required=False, choices=[("", ""), ("1", "1")])
    tri = forms.ChoiceField(
        required=False, choices=[("", ""), *((order, order) for order in Order)]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)
    vue = forms.ChoiceField(required=False, choices=[("", ""), ("carte", "carte")])


@dataclass(frozen=True)
class Search:
    """A search as understood: what to look for, and how to write it back in a link."""

    criteria: Criteria
    page: int = 1
    where: Where = NOWHERE
    is_on_map: bool = False

    @property
    def need(self) -> Need | None:
        term = self.criteria.need
        return NEED_BY_SERVICE[Service(term.code)] if term else None

    @property
    def where_text(self) -> str:
        """What the field shows: the place understood, else what was typed."""
        origin = self.criteria.where
        return origin.name if origin else self.criteria.words or self.where.text

    def parameters(self, **changes: str | None) -> list[tuple[str, str]]:
        """The GET parameters of this search; a change to None takes one away, and page 1 is due."""
        kept = [(name, value) for name, value in self._parameters() if name not in changes]
        return kept + [(name, value) for name, value in changes.items() if value]

    def query(self, **changes: str | None) -> str:
        """The same as "?besoin=…&commune=…", or "" when nothing is asked."""
        return _query(self.parameters(**changes))

    def query_of_this_page(self, *, is_map: bool) -> str:
        """The same, and where one stands in it: what a link to a place carries for the way back."""
        page = str(self.page) if self.page > 1 else None
        return self.query(page=page, vue="carte" if is_map else None)

    def has(self, option: Option) -> bool:
        return (option.group, option.value) in self._parameters()

    def toggled(self, option: Option) -> str:
        """The query that adds this option instead of its rivals, or takes it away if it is on."""
        pair = (str(option.group), option.value)
        current = self._parameters()
        if pair in current:
            return _query(one for one in current if one != pair)
        rivals = () if option.group in MULTIPLE else (option.group,)
        return _query([*(one for one in current if one[0] not in rivals), pair])

    def _parameters(self) -> list[tuple[str, str]]:
        criteria = self.criteria
        zone = criteria.zone
        pairs = [
            *((FIELD_GROUPS[term.field], SLUG_OF_TERM[term]) for term in sorted(criteria.terms)),
            *_where_parameters(criteria.where),
            ("q", criteria.words),
            ("zone", f"{zone.south},{zone.west},{zone.north},{zone.east}" if zone else ""),
            (Group.RADIUS, str(criteria.radius_km or "")),
            (Group.WHEN, _when_value(criteria.when)),
            (Group.TERM_TIME, "1" if criteria.is_term_time else ""),
            ("tri", criteria.order or ""),
        ]
        return [(str(name), str(value)) for name, value in pairs if value]


def is_computed(when: When | None, *, today: date) -> bool:
    """Tell whether openings are computed for then: no further than the week to come."""
    return not isinstance(when, date) or today <= when < today + timedelta(days=DAYS_AHEAD)


def read_search(data: QueryDict, *, territory: Territory, today: date) -> Search:
    """Understand the parameters of /lieux/ and /carte/; what cannot be read is left out.

    `ou` is what someone typed, and wins over `commune`, the code that our own links carry; a
    position wins over both.
    """
    form = SearchForm(data)
    form.is_valid()
    asked = form.cleaned_data
    if not is_computed(asked.get("ouvert"), today=today):
        del asked["ouvert"]
    return search_of(asked, is_where_asked="ou" in data, territory=territory)


def search_of(
    asked: Mapping[str, Any], *, is_where_asked: bool = False, territory: Territory
) -> Search:
    """Make a search of the cleaned values of a SearchForm, some of which may be missing."""
    where = _where(asked, is_asked=is_where_asked, territory=territory)
    terms = {
        TERM_BY_SLUG[Group(name), slug]
        for name, value in asked.items()
        if name in TERM_GROUPS
        for slug in ([value] if isinstance(value, str) else value)
        if slug
    }
    order = asked.get("tri")
    return Search(
        criteria=Criteria(
            where=where.whereabouts,
            words=asked.get("q") or where.words,
            zone=asked.get("zone"),
            radius_km=asked.get("rayon"),
            when=asked.get("ouvert"),
            terms=frozenset(terms),
            is_term_time=bool(asked.get("scolaire")),
            order=Order(order) if order else None,
        ),
        page=asked.get("page") or 1,
        where=where,
        is_on_map=asked.get("vue") == "carte",
    )


def _where(asked: Mapping[str, Any], *, is_asked: bool, territory: Territory) -> Where:
    text, position = asked.get("ou") or "", Position.of(asked.get("lat"), asked.get("lon"))
    if position:
        precision = PRECISION_BY_SLUG.get(asked.get("precision") or "", Precision.HERE)
        return Where(
            text=text, whereabouts=Whereabouts.at(position, name=text, precision=precision)
        )
    if text:
        return understand_where(text, territory=territory)
    commune = commune_by_code(asked.get("commune") or "")
    if commune:
        return Where(text="", whereabouts=Whereabouts.of_commune(commune))
    return Where(text="", is_missing=is_asked and not asked.get("q"))


def _where_parameters(where: Whereabouts | None) -> list[tuple[str, str]]:
    if where is None:
        return []
    if where.precision is Precision.COMMUNE and where.commune:
        return [("commune", where.commune.code_insee)]
    if where.position is None:
        return []
    return [
        ("ou", where.name),
        ("lat", f"{where.position.latitude:.5f}"),
        ("lon", f"{where.position.longitude:.5f}"),
        ("precision", SLUG_BY_PRECISION[where.precision]),
    ]


def _when_value(when: When | None) -> str:
    return when.isoformat() if isinstance(when, date) else when or ""


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    text = urlencode(list(pairs))
    return f"?{text}" if text else ""


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
