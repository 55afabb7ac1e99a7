"""The rules that attribute hours to days.

phrases.py reads the days and the hours, periods.py what tells term time from the holidays.

    text      := place? (period | statement)*
    period    := « en période scolaire » | « hors vacances scolaires » | « vacances scolaires »
    statement := days hours rest* | hours days rest* | closure | « sur rendez-vous » statement?
    closure   := (« fermé » | « sauf ») (days | « jours fériés » | « vacances scolaires »)
    rest      := « sauf » days hours? | « fermé de » hours | « 16 h le » days
               | half (« fermé » | « sur rendez-vous ») | ordinals | « et »? « sur rendez-vous »

Days before hours or hours before days: only another sentence may change the order. The days that
no hours are given to are closed. Whatever does not fit a rule is Unclear.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from maillage.places.french_hours.periods import Periods
from maillage.places.french_hours.phrases import (
    BLANKS,
    ENUMERATION,
    INTRODUCTION,
    OVER,
    SUNDAY,
)
from maillage.places.french_hours.timetable import (
    ALL_DAY,
    BY_APPOINTMENT,
    EVERY_DAY,
    NOON,
    Days,
    Span,
    Timetable,
    half_of_day,
    is_in_half,
)
from maillage.places.french_hours.words import MORNING, Kind, Token, Unclear


def timetable(tokens: Sequence[Token], *, cell: Days | None = None) -> Timetable:
    """Read a whole text, or the cell of a day, where hours need not name it. Raises Unclear."""
    return _Parser(tokens, cell=cell).read()


class _Parser(Periods):
    def __init__(self, tokens: Sequence[Token], *, cell: Days | None) -> None:
        super().__init__(tokens, cell=cell)
        self.statements = 0  # in this sentence, so far
        self.told: tuple[list[Days], list[Span]] = ([], [])  # by the last hours given
        self.doubt = ""  # of the hours to come
        self.is_doubt_of_sentence = False
        self.clauses = 0  # in the whole text
        self.is_sunday_named = any(
            token.kind == Kind.DAY and token.numbers == (SUNDAY,) for token in tokens
        )

    def read(self) -> Timetable:
        self.skip(BLANKS | {Kind.PLACE})
        while self.next.kind != Kind.END:
            if not self.attempt(self.period):
                self.statement()
            start = self.position
            self.before = self.skip(BLANKS)
            self.signs = {token.text for token in self.tokens[start : self.position]}
            if Kind.BREAK in self.before:
                self.end_sentence()
        if self.is_closed_aside:
            self.close_holidays(is_sure=self.clauses <= 1)
        self.year.settle(is_cell=self.cell is not None)
        return self.year

    def end_sentence(self) -> None:
        self.statements = 0
        if self.is_doubt_of_sentence:
            self.doubt = ""

    def statement(self) -> None:
        if self.attempt(self.half_of_cell_closed):
            pass  # the hours of the other half may follow
        elif self.attempt(self.public_holidays_closed):
            self.no_hours_next()
        elif self.next.kind in {Kind.CLOSED, Kind.EXCEPT}:
            self.closure()
        elif self.next.kind == Kind.APPOINTMENT:
            self.appointment()
        elif self.starts_days() or self.comes(self.half_of_days):
            self.days_then_hours()
        elif self.starts_hours():
            self.hours_then_days()
        elif not self.attempt(self.inclusion):
            raise self.two_readings()
        self.statements += 1

    # Days and hours

    def half_of_days(self) -> bool:
        """Read « le matin du lundi au vendredi », « matin : lundi »."""
        half = self.take(Kind.HALF)
        self.skip({Kind.COLON})
        return bool(half) and self.starts_days()

    def days_then_hours(self) -> None:
        self.still_in_period()
        half = self.take(Kind.HALF)
        self.skip({Kind.COLON} if half else set())
        groups = self.groups()
        self.no_empty_day(groups)
        if half:
            groups = [_half_of(days, half.text) for days in groups]
        while self.attempt(self.exception):
            groups = self.without_excepted(groups)
        self.skip(BLANKS)
        if self.take(Kind.TERM_TIME):
            self.year.are_holidays_unknown = True
        groups = self.narrowed(groups)
        self.told = (groups, [])
        halves = self.skip_halves()
        is_by_appointment = bool(self.take(Kind.APPOINTMENT))
        if is_by_appointment and not self.attempt(self.hours_of_appointment):
            self.alone(groups, self.week.by_appointment)
        elif self.take(Kind.CLOSED):
            self.closed_days(groups)
        elif self.starts_hours():
            self.in_order(days_first=True)
            doubt = BY_APPOINTMENT if is_by_appointment else self.doubt
            spans = self.hours(groups, doubt=doubt)
            self.give(self.whole_days(groups, spans), spans)
        elif self.attempt(self.public_holidays_closed):
            self.closed_days(groups)
        elif not halves:
            raise Unclear(_("un jour n’a pas d’heures"))

    def no_empty_day(self, groups: Sequence[Days]) -> None:
        """Refuse « lundi 9h-12h / mardi / jeudi 9h-12h », where Tuesday may have no hours."""
        told = [day for days in self.told[0] for day in days.weekdays]
        if not told or groups[0].weekdays[0] < max(told):  # no list of all days in their order
            return
        signs = self.before - {Kind.THE_MANY}
        is_same = bool(signs & self.day_signs) if signs else self.are_days_bare or self.day_signs
        if is_same and Kind.BREAK not in signs:
            raise Unclear(_("un jour n’a pas d’heures"))

    def whole_days(self, groups: list[Days], spans: Sequence[Span]) -> list[Days]:
        """Read « lundi matin de 9h à 12h et l’après-midi de 14h à 17h », which names both."""
        halves = {days.half for days in groups}
        if not self.is_half_named or len(halves) > 1 or not is_in_half(spans[0], *halves):
            return groups
        return [replace(days, half="") for days in groups]

    def narrowed(self, groups: list[Days]) -> list[Days]:
        """Read « tous les jours, du lundi au vendredi », « dimanche (2e dimanche du mois) »."""
        self.skip(BLANKS)
        ordinals = self.weeks_of_month()
        if not ordinals and not self.starts_days():
            return groups
        days = groups[0]
        closer = replace(days, ordinals=ordinals) if ordinals else self.days()
        is_closer = set(closer.weekdays) < set(days.weekdays) and len(days.weekdays) == 7
        is_of_month = closer.weekdays == days.weekdays and closer.ordinals
        if len(groups) > 1 or not (is_closer or (is_of_month and len(days.weekdays) == 1)):
            raise Unclear(_("un jour n’a pas d’heures"))
        self.skip(BLANKS)
        return [replace(closer, half=closer.half or days.half)]

    def skip_halves(self) -> bool:
        """Read « matin fermé, » before the hours of a day."""
        found = False
        while self.attempt(self.half_without_hours):
            self.skip(BLANKS)
            found = True
        return found

    def hours_of_appointment(self) -> bool:
        """Read « (uniquement sur rendez-vous) : 9h à 12h », where days come first."""
        self.skip(INTRODUCTION | {Kind.COMMA})
        return self.days_first is not False and self.starts_hours()

    def hours_then_days(self) -> None:
        self.still_in_period()
        groups = [self.cell] if self.cell else []
        spans = self.hours(groups, doubt=self.doubt)
        if self.attempt(self.days_follow):
            self.in_order(days_first=False)
            self.give(self.groups(), spans)
        elif groups:
            self.before = {Kind.AND}
            self.give(groups, spans)
        elif spans == [ALL_DAY]:
            self.give([EVERY_DAY], spans)
        else:
            raise Unclear(_("des heures n’ont pas de jour"))

    def in_order(self, *, days_first: bool) -> None:
        if self.days_first not in (None, days_first) and Kind.BREAK not in self.before:
            raise Unclear(_("jours et heures ne se suivent pas dans le même ordre"))
        self.days_first = days_first

    def give(self, groups: list[Days], spans: list[Span]) -> None:
        """Give hours to days, then read all that may follow them."""
        if self.is_sunday_named:
            groups = [replace(days, is_vague=False) for days in groups]
        self.week.give(groups, spans, is_added=Kind.AND in self.before)
        self.told = (groups, spans)
        self.clauses += 1
        rules = (
            self.restriction,
            self.other_hours,
            self.other_end,
            self.pause,
            self.half_without_hours,
            self.other_half_closed,
            self.also_by_appointment,
            self.days_excepted,
        )
        while any(self.attempt(rule) for rule in rules):
            pass

    # What may follow hours

    def other_hours(self) -> bool:
        """Read « sauf le vendredi : 9h-12h et 13h-16h »."""
        self.skip(BLANKS)
        if not self.take(Kind.EXCEPT) or not self.starts_days():
            return False
        days = self.days()
        is_introduced = Kind.COLON in self.skip(BLANKS)
        if not self.starts_hours() or self.after_next.kind in OVER:
            return False
        spans = self.hours([days], doubt=self.doubt)
        is_sure = is_introduced or len(spans) > 1  # « sauf mercredi 14h-17h »: open or closed?
        if not is_sure or set(spans) <= set(self.told[1]) or not self.is_some_of_told(days):
            raise Unclear(_("des heures n’ont pas de jour"))
        self.week.replace([days], spans)
        return True

    def other_end(self) -> bool:
        """Read « (16 h le vendredi) », « sauf vendredi 16 h », « fermeture à 16 h le vendredi »."""
        self.skip(BLANKS)
        said = self.take(Kind.CLOSED, Kind.EXCEPT)
        days = self.days() if self.starts_days() else None
        self.skip({Kind.COLON})
        said = self.take(Kind.CLOSED) or said
        until = self.take(Kind.TO)
        end = self.take(Kind.TIME)
        is_closing = said is not None and said.kind == Kind.CLOSED
        if not end or (is_closing and not until):
            return False
        is_until = not said and until and until.text.startswith("jusqu")
        days = days or (self.days() if self.starts_days() else None)
        if not days or self.next.kind not in OVER or not self.is_some_of_told(days):
            return False
        self.week.end_at(days, end.numbers[0], is_sure=bool(is_closing or is_until))
        return True

    def is_said_of_last(self, signs: set[Kind]) -> bool:
        """Tell a remark on the hours just given from one that may be on all of them."""
        is_listed = bool(self.statements and signs & {Kind.COMMA, Kind.DASH})
        is_for_hours = Kind.SLASH in signs - self.before  # « 9h-12h / fermé l’après-midi »
        is_bound = Kind.AND in signs or (Kind.PARENTHESIS in signs and not is_listed)
        return self.clauses <= 1 or ((is_bound or is_for_hours) and Kind.BREAK not in signs)

    def said_of_which(self) -> Unclear:
        return Unclear(_("on ne sait de quels jours c’est dit"))

    def is_some_of_told(self, days: Days) -> bool:
        """Tell whether hours were just given to those days, and to others."""
        groups, spans = self.told
        told = {day for one in groups for day in one.weekdays if not one.ordinals}
        return bool(spans) and set(days.weekdays) < told and not days.ordinals

    def pause(self) -> bool:
        """Read « (fermé de 12 h à 14 h) »."""
        self.skip(BLANKS)
        if not self.take(Kind.CLOSED) or not self.starts_hours():
            return False
        groups, _spans = self.told
        pauses = self.hours(groups)
        if self.starts_days():
            return False
        if self.week.touches_others(groups, pauses):
            raise self.said_of_which()
        self.week.cut(groups, pauses)
        return True

    def half_without_hours(self) -> bool:
        """Read « …, après-midi fermé », « fermé le matin », « l’après-midi sur rendez-vous »."""
        before = self.skip(BLANKS)
        closed = self.take(Kind.CLOSED)
        half = self.take(Kind.HALF)
        self.skip({Kind.COLON})
        said = closed or self.take(Kind.APPOINTMENT, Kind.CLOSED)
        if not half or not said or (closed and self.next.kind not in OVER | {Kind.DAY}):
            return False
        those = self.week.closed if said.kind == Kind.CLOSED else self.week.by_appointment
        groups, spans = self.told
        halves = [_half_of(days, half.text) for days in groups]
        is_of_last = self.is_said_of_last(before)
        if said.kind == Kind.CLOSED:
            is_told_open = any(is_in_half(span, half.text) for span in spans)
            is_of_all = self.week.touches_others(groups, [half_of_day(half.text)])
            if is_told_open or (is_of_all and not is_of_last):
                raise self.said_of_which()
        elif not is_of_last or Kind.BREAK in before:  # to doubt more days is no harm
            those.append(_half_of(EVERY_DAY, half.text))
        self.alone(halves, those, are_hours_next=True)
        if said.kind == Kind.APPOINTMENT and self.starts_hours():
            if Kind.BREAK in before:
                raise Unclear(_("des heures n’ont pas de jour"))
            self.week.give(halves, self.hours(halves, doubt=BY_APPOINTMENT), is_added=True)
        return True

    def other_half_closed(self) -> bool:
        """Read « 9h-12h / fermé »."""
        is_split = self.skip({Kind.SLASH, Kind.DASH})
        if not is_split or not self.take(Kind.CLOSED) or self.next.kind not in OVER:
            return False
        _groups, spans = self.told
        return all(is_in_half(span, MORNING) for span in spans)

    def restriction(self) -> bool:
        """Read « (2e et 4e du mois) », « (1er samedi du mois) »."""
        before = self.skip(BLANKS)
        groups, _spans = self.told
        of_month = self.weeks_of_month()
        ordinals = of_month or self.weeks_of(groups)
        if not ordinals:
            return False
        if of_month and not self.is_said_of_last(before):
            raise self.said_of_which()
        self.week.restrict(groups, ordinals)
        self.told = ([replace(days, ordinals=ordinals) for days in groups], [])
        return True

    def weeks_of(self, groups: Sequence[Days]) -> tuple[int, ...]:
        is_named = self.next.kind == Kind.ORDINAL or self.after_next.kind == Kind.ORDINAL
        days = self.days() if is_named and self.starts_days() else Days(())
        is_same = (
            len(groups) == 1 and days.weekdays == groups[0].weekdays and not groups[0].ordinals
        )
        return days.ordinals if is_same and self.next.kind in OVER else ()

    def days_excepted(self) -> bool:
        """Read « sauf le mercredi », « sauf jours fériés »."""
        self.skip(BLANKS)
        if self.next.kind != Kind.EXCEPT or self.comes(self.is_period):
            return False
        self.closure()
        return True

    def inclusion(self) -> bool:
        """Read « y compris pendant les vacances scolaires et les jours fériés »: the same hours."""
        if not self.take(Kind.INCLUDING) or not self.comes(self.is_holiday):
            return False
        while self.comes(self.is_holiday):
            self.skip(ENUMERATION | {Kind.SCHOOL_HOLIDAYS, Kind.PUBLIC_HOLIDAY})
        return True

    # « fermé », « sauf »

    def closure(self) -> None:
        """Read « fermé le mercredi après-midi », « sauf le mercredi », « sauf jours fériés »."""
        if self.cell and self.attempt(self.closed_itself):
            self.closed_days([self.cell])
            return
        closed = self.closed_objects()
        if closed:
            self.still_in_period()
        self.week.closed += closed
        self.no_hours_next()

    def public_holidays_closed(self) -> bool:
        """Read « jours fériés : fermé », also after days."""
        self.skip(ENUMERATION)
        if not self.take(Kind.PUBLIC_HOLIDAY):
            return False
        self.skip(INTRODUCTION)
        is_closed = bool(self.take(Kind.CLOSED)) and self.next.kind in OVER
        self.year.is_closed_on_public_holidays |= is_closed
        return is_closed

    def half_of_cell_closed(self) -> bool:
        """Read « matin fermé / 13h30-17h », in a cell."""
        half = self.take(Kind.HALF)
        self.skip({Kind.COLON})
        if not self.cell or not half or not self.take(Kind.CLOSED):
            return False
        self.week.closed.append(_half_of(self.cell, half.text))
        return True

    def closed_itself(self) -> bool:
        return bool(self.take(Kind.CLOSED)) and not self.comes(self.is_holiday)

    def exception(self) -> bool:
        self.skip(BLANKS)
        return self.next.kind == Kind.EXCEPT

    def without_excepted(self, groups: list[Days]) -> list[Days]:
        gone = self.closed_objects()
        self.week.closed += [one for one in gone if one.half]
        whole = {day for one in gone if not one.half for day in one.weekdays}
        return [
            replace(days, weekdays=tuple(day for day in days.weekdays if day not in whole))
            for days in groups
        ]

    def closed_objects(self) -> list[Days]:
        """Read what is closed, or excepted: days, public holidays, school holidays."""
        is_closed = self.next.kind == Kind.CLOSED
        self.position += 1
        self.skip(INTRODUCTION)
        found: list[Days] = []
        while True:
            if self.comes(self.is_holiday):
                self.skip({Kind.THE_MANY})
                self.holiday_closed(is_sure=is_closed)
            elif before_hours := self.day_before_hours():
                found.append(before_hours)
            else:
                found += self.groups()
            if found and self.attempt(self.only_in_school_holidays):
                found = []
            if not self.attempt(self.another_object):
                break
        if any(days.ordinals for days in found):
            raise Unclear(_("une fermeture ne vaut que certaines semaines"))
        return found

    def only_in_school_holidays(self) -> bool:
        """Read the end of « fermé le mercredi pendant les vacances scolaires »."""
        signs = self.skip({Kind.COMMA, Kind.THE_MANY})
        if not self.take(Kind.SCHOOL_HOLIDAYS):
            return False
        if Kind.COMMA in signs:  # Wednesdays and the holidays, or the Wednesdays of the holidays?
            raise self.two_readings()
        self.close_holidays(is_sure=False)
        return True

    def day_before_hours(self) -> Days | None:
        """Read the « lundi » of « fermé le lundi, du mardi au samedi 10h-18h »."""
        start = self.position
        if self.next.kind == Kind.DAY:
            closed = Days((self.day(),))
            end = self.position
            if self.take(Kind.COMMA, Kind.DASH) and self.next.kind == Kind.DAY:
                self.run_of_days(follows_dash=False)
                if self.comes(self.hours_follow):
                    self.position = end
                    return closed
        self.position = start
        return None

    def is_holiday(self) -> bool:
        self.skip({Kind.THE_MANY})
        return self.next.kind in {Kind.PUBLIC_HOLIDAY, Kind.SCHOOL_HOLIDAYS}

    def holiday_closed(self, *, is_sure: bool) -> None:
        if self.take(Kind.PUBLIC_HOLIDAY):
            self.year.is_closed_on_public_holidays = True
        else:
            self.take(Kind.SCHOOL_HOLIDAYS)
            self.close_holidays(is_sure=is_sure)

    def another_object(self) -> bool:
        seen = self.skip(ENUMERATION - {Kind.THE_MANY} | {Kind.OR})
        return self.comes(self.is_holiday) or (Kind.AND in seen and self.starts_days())

    def closed_days(self, groups: list[Days]) -> None:
        """Read what follows « lundi : fermé »: a half of the day, the hours of the other."""
        half = self.take(Kind.HALF) or self.implied_half()
        if not half:
            self.alone(groups, self.week.closed)
            return
        self.week.closed += [_half_of(days, half.text) for days in groups]
        self.skip(BLANKS)
        if self.starts_hours():
            self.before = {Kind.AND}
            self.give(groups, self.hours(groups, doubt=self.doubt))

    def implied_half(self) -> Token | None:
        """Read « fermé / 14h-17h »: closed in the morning."""

        def rule() -> bool:
            is_split = self.skip({Kind.SLASH, Kind.DASH})
            return bool(is_split and self.next.kind == Kind.TIME and self.next.numbers[0] >= NOON)

        return Token(Kind.HALF, MORNING) if self.comes(rule) else None

    def alone(
        self, groups: Sequence[Days], those: list[Days], *, are_hours_next: bool = False
    ) -> None:
        """Add days that have no hours."""
        if any(days.ordinals for days in groups):
            raise Unclear(_("une fermeture ne vaut que certaines semaines"))
        those += groups
        if not are_hours_next:
            self.no_hours_next()

    def no_hours_next(self) -> None:
        if self.next.kind == Kind.COLON:
            raise self.two_readings()
        if self.days_first is not False and self.comes(self.hours_follow):
            raise Unclear(_("des heures n’ont pas de jour"))

    # « sur rendez-vous »

    def appointment(self) -> None:
        """Read « sur rendez-vous : mardi 13h-16h », « sur rendez-vous le mercredi », or that alone.

        After a colon it is said of all that follows; without, of its sentence.
        """
        self.take(Kind.APPOINTMENT)
        follows = self.skip(INTRODUCTION)
        if Kind.COLON in follows:
            self.skip(BLANKS)
        if self.next.kind in OVER:
            self.appointment_alone()
        elif self.starts_days() and not self.comes(self.days_have_hours):
            self.alone(self.groups(), self.week.by_appointment)
        elif self.starts_days() or self.starts_hours():
            self.doubt = BY_APPOINTMENT
            self.is_doubt_of_sentence = Kind.COLON not in follows
        else:
            raise self.two_readings()

    def appointment_alone(self) -> None:
        self.still_in_period()
        if not self.week.spans:
            if self.week is not self.year:
                self.week.by_appointment.append(EVERY_DAY)
            self.doubt, self.is_doubt_of_sentence = BY_APPOINTMENT, False
        elif Kind.BREAK in self.before and self.comes(self.is_last):
            self.week.by_appointment.append(EVERY_DAY)
        else:
            raise Unclear(BY_APPOINTMENT)

    def is_last(self) -> bool:
        self.skip(BLANKS)
        return self.next.kind == Kind.END

    def days_have_hours(self) -> bool:
        self.groups()
        return self.hours_follow()

    def also_by_appointment(self) -> bool:
        """Read « et sur rendez-vous », which adds no hours; without « et », doubt those given."""
        before = self.skip(BLANKS | {Kind.OR})
        if Kind.BREAK in before or not self.take(Kind.APPOINTMENT):
            return False
        groups, spans = self.told
        if half := self.take(Kind.HALF):
            self.week.by_appointment += [_half_of(days, half.text) for days in groups]
        elif self.next.kind not in OVER or Kind.COMMA in before:
            return False
        elif not before & {Kind.AND, Kind.OR}:
            if self.statements and Kind.PARENTHESIS not in before:  # of this day, or of all?
                raise Unclear(BY_APPOINTMENT)
            self.week.doubt(groups, spans, words=BY_APPOINTMENT)
        self.no_hours_next()
        return True


def _half_of(days: Days, half: str) -> Days:
    return replace(days, half=half, is_each=True)
