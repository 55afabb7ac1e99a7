"""The rules that attribute hours to days; phrases.py reads the days and the hours themselves.

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

from maillage.places.french_hours.phrases import (
    ALL_DAY,
    BLANKS,
    ENUMERATION,
    INTRODUCTION,
    OVER,
    Phrases,
)
from maillage.places.french_hours.timetable import (
    BY_APPOINTMENT,
    EVERY_DAY,
    NOON,
    Days,
    Span,
    Timetable,
    is_in_half,
)
from maillage.places.french_hours.words import MORNING, Kind, Token, Unclear


def timetable(tokens: Sequence[Token], *, cell: Days | None = None) -> Timetable:
    """Read a whole text, or the cell of a day, where hours need not name it. Raises Unclear."""
    return _Parser(tokens, cell=cell).read()


class _Parser(Phrases):
    def __init__(self, tokens: Sequence[Token], *, cell: Days | None) -> None:
        super().__init__(tokens, cell=cell)
        self.year = Timetable()
        self.week = self.year  # the one being told: that of the year, or of the school holidays
        self.before: set[Kind] = {Kind.BREAK}  # what stands before the statement
        self.statements = 0  # in this sentence, so far
        self.days_first: bool | None = None
        self.told: tuple[list[Days], list[Span]] = ([], [])  # by the last hours given
        self.doubt = ""  # of the hours to come
        self.is_doubt_of_sentence = False
        self.clauses = 0  # in the whole text
        self.is_closed_aside = False  # « (fermé pendant les vacances) »: those days, or all?

    def read(self) -> Timetable:
        self.skip(BLANKS | {Kind.PLACE})
        while self.next.kind != Kind.END:
            if not self.attempt(self.period):
                self.statement()
            self.before = self.skip(BLANKS)
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
        if self.next.kind in {Kind.CLOSED, Kind.EXCEPT}:
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

    def two_readings(self) -> Unclear:
        word = self.next.text.strip()
        return Unclear(_("deux lectures possibles à « %(word)s »") % {"word": word})

    # Days and hours

    def half_of_days(self) -> bool:
        """Read « le matin du lundi au vendredi »."""
        return bool(self.take(Kind.HALF)) and self.starts_days()

    def days_then_hours(self) -> None:
        half = self.take(Kind.HALF)
        groups = self.groups()
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
            self.give(groups, self.hours(groups, doubt=doubt))
        elif not halves:
            raise Unclear(_("un jour n’a pas d’heures"))

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
        is_until = bool(self.take(Kind.TO))
        end = self.take(Kind.TIME)
        if not end or (said and said.kind == Kind.CLOSED and not is_until):
            return False
        days = days or (self.days() if self.starts_days() else None)
        if not days or self.next.kind not in OVER or not self.is_some_of_told(days):
            return False
        self.week.end_at(days, end.numbers[0])
        return True

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
        if self.comes(self.days_follow):
            return False
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
        groups, _spans = self.told
        if said.kind == Kind.APPOINTMENT and Kind.BREAK in before:  # it may be said of all
            groups = [*groups, EVERY_DAY]
        halves = [_half_of(days, half.text) for days in groups]
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
        self.skip(BLANKS)
        groups, _spans = self.told
        ordinals = self.weeks_of_month() or self.weeks_of(groups)
        if not ordinals:
            return False
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
        self.week.closed += self.closed_objects()
        self.no_hours_next()

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
            if not self.attempt(self.another_object):
                break
        if any(days.ordinals for days in found):
            raise Unclear(_("une fermeture ne vaut que certaines semaines"))
        return found

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
        if not self.week.spans:
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

    # School holidays

    def period(self) -> bool:
        """Read what tells the weeks of school from the others, before its hours or after them."""
        is_opened = self.position > 0 and self.tokens[self.position - 1].text == "("
        said = self.take(Kind.CLOSED, Kind.EXCEPT)
        self.skip({Kind.THE_MANY})
        marker = self.take(Kind.TERM_TIME, Kind.SCHOOL_HOLIDAYS)
        if not marker:
            return False
        is_aside = is_opened and self.next.text == ")"
        is_term = (marker.kind == Kind.TERM_TIME) != bool(said and said.kind == Kind.EXCEPT)
        if said and said.kind == Kind.CLOSED:
            self.closed_in_holidays(is_term=is_term, is_aside=is_aside)
        elif not is_term and self.attempt(self.closed_follows):
            self.closed_in_holidays(is_term=False, is_aside=False)
        elif self.comes(lambda: self.is_heading(is_aside=is_aside)):
            self.begin_period(is_term=is_term)
        elif is_term:
            self.year.are_holidays_unknown = True
            self.also_public_holidays()
        else:
            raise Unclear(_("ne dit que les vacances scolaires"))
        return True

    def is_period(self) -> bool:
        self.skip({Kind.EXCEPT, Kind.THE_MANY})
        return self.next.kind in {Kind.TERM_TIME, Kind.SCHOOL_HOLIDAYS}

    def is_heading(self, *, is_aside: bool) -> bool:
        """Tell « vacances scolaires : lundi 9h-12h » from « lundi 9h-12h vacances scolaires »."""
        is_first = Kind.BREAK in self.before
        follows = self.skip(BLANKS)
        if self.next.kind == Kind.END or (is_aside and not is_first):
            return False
        return is_first or Kind.COLON in follows or follows <= {Kind.THE_MANY}

    def begin_period(self, *, is_term: bool) -> None:
        if not is_term:
            self.year.holidays = self.week = Timetable()
        elif self.year.spans and not self.year.are_holidays_unknown:
            raise Unclear(_("on ne sait quelles heures valent pendant les vacances scolaires"))
        else:
            self.year.are_holidays_unknown = True
            self.week = self.year
        self.days_first = None

    def closed_follows(self) -> bool:
        """Read « vacances scolaires : fermé »."""
        self.skip(INTRODUCTION | {Kind.DASH, Kind.COMMA})
        return bool(self.take(Kind.CLOSED)) and self.next.kind in OVER

    def closed_in_holidays(self, *, is_term: bool, is_aside: bool) -> None:
        if is_term:
            raise Unclear(_("ne dit que les vacances scolaires"))
        self.also_public_holidays()
        if self.next.kind not in OVER:
            raise self.two_readings()
        if is_aside or self.next.kind == Kind.COMMA:
            self.is_closed_aside = True
        else:
            self.close_holidays(is_sure=True)

    def also_public_holidays(self) -> None:
        def rule() -> bool:
            self.skip(ENUMERATION)
            return bool(self.take(Kind.PUBLIC_HOLIDAY))

        self.year.is_closed_on_public_holidays |= self.attempt(rule)

    def close_holidays(self, *, is_sure: bool) -> None:
        """« Sauf vacances scolaires » only says that the hours do not hold then."""
        if is_sure:
            self.year.holidays = Timetable()
        else:
            self.year.are_holidays_unknown = True


def _half_of(days: Days, half: str) -> Days:
    return replace(days, half=half, is_each=True)
