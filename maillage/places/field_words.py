"""Words for the team: each field of a record under its name, its value as people read it.

Takes the plain JSON of standard.PlaceData, as `Record.understood` and `RecordChange.understood`
hold it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from maillage.design.templatetags.design import phone
from maillage.places import cards, labels
from maillage.places.models import Place
from maillage.places.needs import NEEDS
from maillage.places.opening_hours import CLOSED, UNKNOWN
from maillage.places.sharing import line_words, weeks_of
from maillage.places.standard import VALUE_OF_CODE, PlaceData
from maillage.places.terms import Field

LIST_LABELS: dict[Field, str | Promise] = {
    Field.SERVICE: gettext_lazy("services"),
    Field.OFFER: gettext_lazy("nature de l’aide"),
    Field.AUDIENCE: gettext_lazy("public visé"),
    Field.CARE: gettext_lazy("besoins particuliers"),
    Field.FEE: gettext_lazy("prix"),
    Field.PROGRAMME: gettext_lazy("programmes nationaux"),
    Field.TRAINING_LABEL: gettext_lazy("formations et labels"),
    Field.ACCESS: gettext_lazy("façons de venir"),
    Field.SUPPORT: gettext_lazy("accompagnement"),
    Field.MOBILITY: gettext_lazy("fixe ou itinérant"),
    Field.TYPOLOGY: gettext_lazy("typologie"),
}
# Our words for the public where we have some, else the standard's; a typology is a code.
TERM_WORDS: dict[Field, Mapping[str, str | Promise]] = {
    **VALUE_OF_CODE,
    **labels.TERM_LABELS,
    Field.OFFER: labels.OFFER_LABELS,
    Field.SERVICE: {need.service: need.title for need in NEEDS},
}
LABELS: dict[str, str | Promise] = {
    **{field.name: field.verbose_name for field in Place._meta.fields},
    "code_insee": gettext_lazy("code INSEE"),
    "stated_on": gettext_lazy("information du"),
}
FIELD_NAMES = tuple(field.name for field in fields(PlaceData))
HOURS = ("opening_hours", "holiday_hours")
HOLIDAY_WORDS = {CLOSED: gettext_lazy("fermé"), UNKNOWN: gettext_lazy("non dits")}
DATES = ("stated_on", "checked_on")


@dataclass(frozen=True)
class FieldWords:
    """A value in words, line by line; none when nothing is said.

    `name` is a field of PlaceData, or a closed list; `code` the value as our data hold it, when
    words may say less.
    """

    name: str
    label: str
    lines: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Difference:
    before: FieldWords
    after: FieldWords


def field_words(understood: Mapping[str, Any], *, today: date) -> list[FieldWords]:
    """Everything a record says, in the order of PlaceData, each closed list apart."""
    words = []
    for name in FIELD_NAMES:
        if name not in understood:
            continue
        if name == "terms":
            words += [_words_of_list(field, codes) for field, codes in _lists(understood[name])]
        else:
            words.append(_words(name, understood[name], today=today))
    return words


def differences(changed: Mapping[str, Sequence[Any]], *, today: date) -> list[Difference]:
    """The same for what changed: each name bears [before, after]."""
    found = []
    for name in FIELD_NAMES:
        if name not in changed:
            continue
        before, after = changed[name]
        if name == "terms":
            found += _differences_of_lists(before or (), after or ())
        else:
            found.append(
                Difference(_words(name, before, today=today), _words(name, after, today=today))
            )
    return found


def _words(name: str, value: Any, *, today: date) -> FieldWords:
    label = capfirst(str(LABELS[name]))
    if value is None or value == "":
        return FieldWords(name, label)
    if name in HOURS and value in HOLIDAY_WORDS:
        return FieldWords(name, label, (str(HOLIDAY_WORDS[value]),))
    if name in HOURS:
        return FieldWords(name, label, _hours_lines(value, today=today), code=value)
    if name == "phone":
        return FieldWords(name, label, (phone(value),))
    if name in DATES:
        return FieldWords(name, label, (labels.full_date_words(date.fromisoformat(value)),))
    if isinstance(value, list):
        return FieldWords(name, label, tuple(value))
    return FieldWords(name, label, tuple(str(value).splitlines()))


def _hours_lines(text: str, *, today: date) -> tuple[str, ...]:
    """This week, days alike together: « Lundi à vendredi : 9 h à 12 h »."""
    (this_week,) = weeks_of(cards.days_of(Place(opening_hours=text), today=today))
    return tuple(map(line_words, this_week.lines))


def _lists(terms: Iterable[Sequence[str]]) -> list[tuple[Field, list[str]]]:
    """Gather the codes of each closed list, in the order of the lists."""
    codes: dict[Field, list[str]] = {field: [] for field in Field}
    for field, code in terms:
        codes[Field(field)].append(code)
    return [(field, of_it) for field, of_it in codes.items() if of_it]


def _differences_of_lists(
    before: Iterable[Sequence[str]], after: Iterable[Sequence[str]]
) -> list[Difference]:
    was, is_now = dict(_lists(before)), dict(_lists(after))
    return [
        Difference(
            _words_of_list(field, was.get(field, [])), _words_of_list(field, is_now.get(field, []))
        )
        for field in Field
        if was.get(field) != is_now.get(field)
    ]


def _words_of_list(field: Field, codes: Iterable[str]) -> FieldWords:
    words = tuple(_term_words(field, code) for code in codes)
    return FieldWords(field, capfirst(str(LIST_LABELS[field])), words)


def _term_words(field: Field, code: str) -> str:
    """What was read long ago may be of no list of today: its code is all there is to show."""
    return str(TERM_WORDS.get(field, {}).get(code, code))
