"""The rules that attribute hours to days.

    text   := (days hours rest?)*  |  (hours days rest?)*       never one order then the other
    days   := « tous les jours » | ordinals? day (« au » day | (« et » | , | / | - | ) day)* half?
    hours  := half? time (« à » | - | / | ) time half? (separator hours)?
    rest   := « sauf » days | « fermé » days? half? | « et sur rendez-vous »

The days that no hours are given to are closed. Whatever does not fit a rule is Unclear.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from maillage.places.french_hours.words import AFTERNOON, MORNING, Kind, Token, Unclear

Span = tuple[int, int]  # minutes since midnight

NOON = 12 * 60
LUNCH_ENDS = 14 * 60
SEPARATORS = {Kind.AND, Kind.DASH, Kind.SLASH, Kind.COMMA, Kind.STOP}
BLANKS = {*SEPARATORS, Kind.THE_MANY}
ENUMERATION = {Kind.AND, Kind.COMMA, Kind.SLASH, Kind.DASH, Kind.THE_MANY}
RANGE = {Kind.TO, Kind.DASH, Kind.SLASH}


@dataclass(frozen=True)
class Days:
    weekdays: tuple[int, ...]
    half: str = ""
    ordinals: tuple[int, ...] = ()  # of the month; empty: every week
    is_each: bool = False  # « les lundi et mardi matin »: the half is that of each day


@dataclass
class Timetable:
    """The hours of each weekday; the key also holds the ordinals, empty for every week."""

    spans: dict[tuple[int, tuple[int, ...]], list[Span]] = field(default_factory=dict)
    is_closed_on_public_holidays: bool = False


def timetable(tokens: Sequence[Token], *, cell: Days | None = None) -> Timetable:
    """Read a whole text, or the cell of a day, where hours need not name it. Raises Unclear."""
    return _Parser(tokens, cell=cell).read()


def is_in_half(span: Span, half: str) -> bool:
    return span[1] <= LUNCH_ENDS if half == MORNING else span[0] >= NOON


class _Parser:
    def __init__(self, tokens: Sequence[Token], *, cell: Days | None) -> None:
        self.tokens = tokens
        self.position = 0
        self.cell = cell
        self.days_first: bool | None = None
        self.result = Timetable()
        self.closed: list[Days] = []
        self.by_appointment: list[Days] = []

    # Moving along the tokens

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self, *kinds: Kind) -> Token | None:
        if self.next.kind not in kinds:
            return None
        self.position += 1
        return self.tokens[self.position - 1]

    def skip(self, kinds: set[Kind]) -> set[Kind]:
        start = self.position
        while self.take(*kinds):
            pass
        return {token.kind for token in self.tokens[start : self.position]}

    def attempt(self, rule: Callable[[], bool]) -> bool:
        """Try a rule; come back to where we were if it does not apply."""
        start = self.position
        if rule():
            return True
        self.position = start
        return False

    # The rules, from the whole to the parts

    def read(self) -> Timetable:
        seen = self.skip(BLANKS)
        while self.next.kind != Kind.END:
            self.clause(is_added=Kind.AND in seen)
            seen = self.skip(BLANKS)
        self.take_away_closures()
        self.refuse_hours_by_appointment()
        return self.result

    def clause(self, *, is_added: bool) -> None:
        if self.next.kind in {Kind.CLOSED, Kind.EXCEPT}:
            self.closure()
        elif self.starts_days():
            self.days_then_hours(is_added=is_added)
        elif self.starts_hours():
            self.hours_then_days(is_added=is_added)
        elif self.cell and self.take(Kind.APPOINTMENT):
            self.by_appointment.append(self.cell)
        else:
            raise Unclear(
                _("deux lectures possibles à « %(word)s »") % {"word": self.next.text.strip()}
            )

    def days_then_hours(self, *, is_added: bool) -> None:
        days = self.days()
        while self.attempt(self.exception):
            days = replace(days, weekdays=self.without_excepted(days))
        self.skip(BLANKS)
        if self.starts_days():
            days = self.narrowed(days)
            self.skip(BLANKS)
        if self.take(Kind.APPOINTMENT):
            self.alone(days, self.by_appointment)
        elif self.take(Kind.CLOSED):
            self.closed_days(days)
        elif self.starts_hours():
            self.in_order(days_first=True)
            self.give(days, self.hours(), is_added=is_added)
            self.rest(days)
        else:
            raise Unclear(_("un jour n’a pas d’heures"))

    def hours_then_days(self, *, is_added: bool) -> None:
        spans = self.hours()
        if self.cell and not self.attempt(self.days_follow):
            self.give(self.cell, spans, is_added=True)
            self.rest(self.cell)
            return
        self.skip(BLANKS)
        if not self.starts_days():
            raise Unclear(_("des heures n’ont pas de jour"))
        self.in_order(days_first=False)
        days = self.days()
        self.give(days, spans, is_added=is_added)
        self.rest(days)

    def in_order(self, *, days_first: bool) -> None:
        if self.days_first is not None and self.days_first != days_first:
            raise Unclear(_("jours et heures ne se suivent pas dans le même ordre"))
        self.days_first = days_first

    def rest(self, days: Days) -> None:
        """Read what may follow the hours of some days."""
        while self.attempt(self.exception):
            self.closed += self.excepted()
            self.no_hours_next()
        self.attempt(lambda: self.half_without_hours(days))
        self.attempt(self.also_by_appointment)

    # « sauf », « fermé », « sur rendez-vous »

    def exception(self) -> bool:
        self.skip(BLANKS)
        return self.next.kind == Kind.EXCEPT

    def excepted(self) -> list[Days]:
        self.take(Kind.EXCEPT)
        return self.closed_object()

    def without_excepted(self, days: Days) -> tuple[int, ...]:
        gone = self.excepted()
        self.closed += [one for one in gone if one.half]
        whole = {day for one in gone if not one.half for day in one.weekdays}
        return tuple(day for day in days.weekdays if day not in whole)

    def closure(self) -> None:
        """Read « fermé le mercredi après-midi », « sauf le mercredi », « sauf jours fériés »."""
        if self.take(Kind.CLOSED) and self.cell:
            self.closed_days(self.cell)
            return
        self.take(Kind.EXCEPT)
        self.closed += self.closed_object()
        self.no_hours_next()

    def closed_object(self) -> list[Days]:
        start = self.position
        self.skip(BLANKS)
        if self.take(Kind.PUBLIC_HOLIDAY):
            self.result.is_closed_on_public_holidays = True
            return []
        self.position = start
        self.skip({Kind.STOP})
        days = self.days()
        if days.ordinals:
            raise Unclear(_("une fermeture ne vaut que certaines semaines"))
        if days.half and len(days.weekdays) > 1 and not days.is_each:
            raise Unclear(_("on ne sait si la demi-journée vaut pour chaque jour"))
        self.also_public_holidays()
        return [days]

    def also_public_holidays(self) -> None:
        def follow() -> bool:
            self.skip(BLANKS)
            return bool(self.take(Kind.PUBLIC_HOLIDAY))

        if self.attempt(follow):
            self.result.is_closed_on_public_holidays = True

    def closed_days(self, days: Days) -> None:
        half = self.take(Kind.HALF)
        if not half:
            if days.half and len(days.weekdays) > 1 and not days.is_each:
                raise Unclear(_("on ne sait si la demi-journée vaut pour chaque jour"))
            self.alone(days, self.closed)
            return
        self.closed.append(replace(days, half=half.text))
        self.skip(BLANKS)
        if self.starts_hours():
            self.give(days, self.hours(), is_added=True)
            self.rest(days)

    def alone(self, days: Days, those: list[Days]) -> None:
        """Add days that have no hours."""
        if days.ordinals:
            raise Unclear(_("une fermeture ne vaut que certaines semaines"))
        those.append(days)
        self.no_hours_next()

    def no_hours_next(self) -> None:
        if self.next.text == ":":
            raise Unclear(_("deux lectures possibles à « %(word)s »") % {"word": ":"})
        start = self.position
        self.skip(BLANKS)
        if self.starts_hours() and self.days_first is not False:
            raise Unclear(_("des heures n’ont pas de jour"))
        self.position = start

    def half_without_hours(self, days: Days) -> bool:
        """Read « …, après-midi fermé », « … et l’après-midi sur rendez-vous »."""
        self.skip(BLANKS)
        half = self.take(Kind.HALF)
        if not half:
            return False
        if self.take(Kind.APPOINTMENT):
            self.alone(replace(days, half=half.text), self.by_appointment)
        elif self.take(Kind.CLOSED):
            self.alone(replace(days, half=half.text), self.closed)
        else:
            return False
        return True

    def also_by_appointment(self) -> bool:
        """Read « et sur rendez-vous »: it adds no hours. Without « et » it changes those given."""
        seen = self.skip(BLANKS | {Kind.OR})
        if not self.take(Kind.APPOINTMENT):
            return False
        is_over = self.next.kind in {Kind.COMMA, Kind.STOP, Kind.END}
        if not is_over or not seen & {Kind.AND, Kind.OR}:
            raise Unclear(_("sur rendez-vous"))
        self.no_hours_next()
        return True

    def refuse_hours_by_appointment(self) -> None:
        for days in self.by_appointment:
            for (day, _ordinals), spans in self.result.spans.items():
                if day in days.weekdays and any(
                    not days.half or is_in_half(span, days.half) for span in spans
                ):
                    raise Unclear(_("sur rendez-vous"))

    def take_away_closures(self) -> None:
        for days in self.closed:
            for day in days.weekdays:
                if any(other == day and ordinals for other, ordinals in self.result.spans):
                    raise Unclear(_("une fermeture ne vaut que certaines semaines"))
                self.take_away(day, half=days.half, may_be_unknown=days == self.cell)

    def take_away(self, day: int, *, half: str, may_be_unknown: bool) -> None:
        spans = self.result.spans.setdefault((day, ()), [])
        if half and not spans and not may_be_unknown:
            raise Unclear(_("un jour n’a pas d’heures"))
        spans[:] = [span for span in spans if half and not self.is_closed(span, half)]

    def is_closed(self, span: Span, half: str) -> bool:
        other = AFTERNOON if half == MORNING else MORNING
        if is_in_half(span, half) == is_in_half(span, other):
            raise Unclear(_("une fermeture coupe des heures continues"))
        return is_in_half(span, half)

    # Days

    def starts_days(self) -> bool:
        start = self.position
        self.skip({Kind.THE_MANY})
        found = self.next.kind in {Kind.DAY, Kind.EVERY_DAY, Kind.ORDINAL}
        self.position = start
        return found

    def days_follow(self) -> bool:
        self.skip(BLANKS)
        return self.starts_days()

    def days(self) -> Days:
        is_each = bool(self.skip({Kind.THE_MANY}))
        ordinals = self.ordinals()
        every_day = self.take(Kind.EVERY_DAY)
        weekdays = tuple(range(7)) if every_day else self.weekdays()
        half = self.take(Kind.HALF)
        if ordinals and (len(weekdays) > 1 or not self.take(Kind.OF_MONTH)):
            raise Unclear(_("on ne sait quelles semaines du mois"))
        said = half or every_day  # « tous les matins » holds its half
        named = [name for name in (MORNING, AFTERNOON) if said and name in said.text]
        return Days(weekdays, "".join(named), ordinals, is_each)

    def ordinals(self) -> tuple[int, ...]:
        found: list[int] = []
        while token := self.take(Kind.ORDINAL):
            found += token.numbers
            start = self.position
            self.skip({Kind.AND, Kind.COMMA, Kind.SLASH, Kind.THE_MANY})
            if self.next.kind != Kind.ORDINAL:
                self.position = start
        return tuple(sorted(set(found)))

    def weekdays(self) -> tuple[int, ...]:
        found = list(self.run_of_days(follows_dash=False))

        def another() -> bool:
            seen = self.skip(ENUMERATION)
            if self.next.kind != Kind.DAY:
                return False
            found.extend(self.run_of_days(follows_dash=Kind.DASH in seen))
            return True

        while self.attempt(another):
            pass
        if len(set(found)) < len(found):
            raise Unclear(_("un même jour est cité deux fois"))
        return tuple(sorted(found))

    def run_of_days(self, *, follows_dash: bool) -> tuple[int, ...]:
        """Read « mardi », « mardi au jeudi », « mardi-jeudi »; « mardi-jeudi-samedi » is a list."""
        first = self.day()
        sign = self.next.kind
        if sign not in {Kind.TO, Kind.DASH} or self.after_next.kind != Kind.DAY:
            return (first,)
        if sign == Kind.DASH and (follows_dash or self.is_dash_list()):
            return (first,)
        self.position += 1
        last = self.day()
        if last <= first and sign == Kind.DASH:
            raise Unclear(_("on ne sait si ces jours se suivent"))
        return tuple(day % 7 for day in range(first, last + 1 + 7 * (last <= first)))

    @property
    def after_next(self) -> Token:
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def is_dash_list(self) -> bool:
        kinds = [token.kind for token in self.tokens[self.position : self.position + 4]]
        return kinds == [Kind.DASH, Kind.DAY] * 2

    def day(self) -> int:
        token = self.take(Kind.DAY)
        if not token:
            raise Unclear(_("aucun jour où on en attend un"))
        return token.numbers[0]

    def narrowed(self, days: Days) -> Days:
        """Read « tous les jours, du lundi au vendredi », « dimanche (2e dimanche du mois) »."""
        closer = self.days()
        is_closer = set(closer.weekdays) < set(days.weekdays) and len(days.weekdays) == 7
        if not is_closer and (closer.weekdays != days.weekdays or not closer.ordinals):
            raise Unclear(_("un jour n’a pas d’heures"))
        return replace(closer, half=closer.half or days.half)

    # Hours

    def starts_hours(self) -> bool:
        start = self.position
        while self.take(Kind.HALF, Kind.BETWEEN):
            self.skip({Kind.STOP})
        found = self.next.kind in {Kind.TIME, Kind.NUMBER, Kind.ALL_DAY}
        self.position = start
        return found

    def hours(self) -> list[Span]:
        if self.take(Kind.ALL_DAY):
            return [(0, 2 * NOON)]
        spans: list[Span] = []
        while True:
            half = self.take(Kind.HALF)
            self.skip({Kind.STOP} if half else set())
            spans.append(self.span())
            if half and not is_in_half(spans[-1], half.text):
                raise Unclear(_("les heures contredisent « matin » ou « après-midi »"))
            self.half_after(spans[-1])
            if not self.attempt(self.more_hours):
                return spans

    def half_after(self, span: Span) -> None:
        """Read « de 9 h à 12 h le matin »; a half that opens the next hours is left to them."""
        opens_what_follows = {Kind.TIME, Kind.CLOSED, Kind.APPOINTMENT}
        if self.after_next.kind not in opens_what_follows and is_in_half(span, self.next.text):
            self.take(Kind.HALF)

    def more_hours(self) -> bool:
        self.skip(SEPARATORS | {Kind.TO})
        return self.next.kind != Kind.ALL_DAY and self.starts_hours()

    def span(self) -> Span:
        is_between = self.take(Kind.BETWEEN)
        start = self.next
        self.position += 1
        sign = self.take(*RANGE, *([Kind.AND] if is_between else []))
        end = self.take(Kind.TIME, Kind.NUMBER)
        if not end:
            raise Unclear(_("une heure n’a pas de début ou pas de fin"))
        has_unit = Kind.TIME in (start.kind, end.kind)
        is_whole = all(token.kind == Kind.TIME for token in (start, end))
        if not has_unit or (not is_whole and not sign) or not (start.numbers and end.numbers):
            raise Unclear(_("un nombre n’est peut-être pas une heure"))
        return start.numbers[0], end.numbers[0]

    def give(self, days: Days, spans: list[Span], *, is_added: bool) -> None:
        if days.half and not all(is_in_half(span, days.half) for span in spans):
            raise Unclear(_("les heures contredisent « matin » ou « après-midi »"))
        for day in days.weekdays:
            known = self.result.spans.setdefault((day, days.ordinals), [])
            if known and not (is_added or days.half):
                raise Unclear(_("un même jour est cité deux fois"))
            known += spans
