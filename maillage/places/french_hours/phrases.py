"""The phrases of opening hours: how days are enumerated, how times are written.

days    := group (« et » group)*                        each with its half of the day
group   := « tous les jours » | ordinals? day (« au » day | (« et » | , | / | -) day)* half?
hours   := span (separator span)*
span    := half? time (« à » | - | / | ) time half?
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from maillage.places.french_hours.timetable import (
    ALL_DAY,
    EVERY_DAY,
    NOON,
    Days,
    Span,
    is_in_half,
)
from maillage.places.french_hours.words import (
    AFTERNOON,
    DAYS,
    MORNING,
    WHOLE_WEEK,
    Kind,
    Token,
    Unclear,
)

ENUMERATION = {Kind.AND, Kind.COMMA, Kind.SLASH, Kind.DASH, Kind.THE_MANY}
INTRODUCTION = {Kind.COLON, Kind.PARENTHESIS}
SEPARATORS = (ENUMERATION | INTRODUCTION | {Kind.BREAK}) - {Kind.THE_MANY}
BLANKS = SEPARATORS | {Kind.THE_MANY}
RANGE = {Kind.TO, Kind.DASH, Kind.SLASH}
OVER = {Kind.COMMA, Kind.BREAK, Kind.PARENTHESIS, Kind.END}

NIGHT_ENDS = 5 * 60
DAWN_ENDS = 6 * 60
FAR_APART = 4  # days: « lundi/vendredi » may mean from one to the other
TUESDAY, SUNDAY = 1, 6
WEEKEND = 2  # days


class Phrases:
    """Where we are in the tokens, and the rules that read days and hours from there."""

    def __init__(self, tokens: Sequence[Token], *, cell: Days | None) -> None:
        self.tokens = tokens
        self.position = 0
        self.cell = cell
        # Between the days just read: signs that may be an empty cell, or nothing at all.
        self.day_signs: set[Kind] = set()
        self.are_days_bare = False
        self.is_half_named = False  # in the hours just read

    # Moving along the tokens

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    @property
    def after_next(self) -> Token:
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def take(self, *kinds: Kind) -> Token | None:
        if self.next.kind not in kinds or self.next.kind == Kind.END:
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

    def comes(self, rule: Callable[[], bool]) -> bool:
        """Tell whether a rule applies here, and stay where we are."""
        start = self.position
        answer = rule()
        self.position = start
        return answer

    def two_readings(self) -> Unclear:
        return Unclear(_("deux lectures possibles"), word=self.next.text)

    # Days

    def starts_days(self) -> bool:
        def rule() -> bool:
            self.skip({Kind.THE_MANY})
            return self.next.kind in {Kind.DAY, Kind.EVERY_DAY, Kind.ORDINAL}

        return self.comes(rule)

    def days_follow(self) -> bool:
        self.skip(BLANKS)
        return self.starts_days()

    def groups(self) -> list[Days]:
        """Read « lundi matin et jeudi après-midi »: several groups each have their half."""
        found = [self.days()]

        def another() -> bool:
            if not found[-1].half or not self.skip(ENUMERATION) or not self.starts_days():
                return False
            days = self.days()
            found.extend([days] if days.half else [])
            return bool(days.half)

        while self.attempt(another):
            pass
        return found

    def days(self) -> Days:
        is_each = bool(self.skip({Kind.THE_MANY}))
        ordinals = self.ordinals()
        every_day = self.take(Kind.EVERY_DAY)
        weekdays = EVERY_DAY.weekdays if every_day else self.weekdays()
        half = self.take(Kind.HALF)
        if ordinals:
            self.take(Kind.OF_MONTH)
        if ordinals and len(weekdays) > 1:
            raise Unclear(_("on ne sait quelles semaines du mois"))
        said = half or every_day  # « tous les matins » holds its half
        named = [name for name in (MORNING, AFTERNOON) if said and name in said.text]
        return Days(
            weekdays,
            half="".join(named),
            ordinals=ordinals,
            is_each=is_each or len(weekdays) == 1,
            is_vague=every_day is not None and every_day.text not in WHOLE_WEEK,
        )

    def ordinals(self) -> tuple[int, ...]:
        found: list[int] = []
        while token := self.take(Kind.ORDINAL):
            found += token.numbers
            start = self.position
            self.skip(ENUMERATION - {Kind.DASH})
            if self.next.kind != Kind.ORDINAL:
                self.position = start
        return tuple(sorted(set(found)))

    def weeks_of_month(self) -> tuple[int, ...]:
        """Read « les 2e et 4e du mois », said of a day already named; () if that is not said."""
        start = self.position
        self.skip({Kind.THE_MANY})
        ordinals = self.ordinals()
        is_date_like = not self.take(Kind.OF_MONTH) and ordinals == (1,)  # « lundi 1er »
        if ordinals and not is_date_like and self.next.kind in OVER | {Kind.COLON}:
            return ordinals
        self.position = start
        return ()

    def weekdays(self) -> tuple[int, ...]:
        self.day_signs, self.are_days_bare = set(), False
        names = [self.next]
        found = list(self.run_of_days(follows_dash=False))

        def another() -> bool:
            signs = self.link()
            if signs is None or self.next.kind != Kind.DAY:
                return False
            names.append(self.next)
            found.extend(self.run_of_days(follows_dash=Kind.DASH in signs))
            return True

        while self.attempt(another):
            pass
        if len(set(found)) < len(found):
            raise Unclear(_("un même jour est cité deux fois"))
        if _may_be_another_word(names):
            raise Unclear(_("un mot n’est peut-être pas un jour"))
        return tuple(sorted(found))

    def link(self) -> set[Kind] | None:
        """Read what joins two days; None when a day without hours may hide in it (« / / »)."""
        start = self.position
        self.skip(ENUMERATION)
        signs = [one for one in self.tokens[start : self.position] if one.kind != Kind.THE_MANY]
        kinds = [sign.kind for sign in signs]
        if len(kinds) > 1 and kinds != [Kind.COMMA, Kind.AND]:
            return None
        self.are_days_bare |= not kinds and self.next.kind == Kind.DAY
        self.day_signs |= {sign.kind for sign in signs if _may_be_a_cell(sign)}
        return set(kinds)

    def run_of_days(self, *, follows_dash: bool) -> tuple[int, ...]:
        """Read « mardi », « mardi au jeudi », « mardi-samedi »; « mardi-jeudi-samedi » is a list.

        « Mardi-jeudi », « mercredi-samedi »: two days, or from one to the other?
        """
        first = self.day()
        sign = self.next.kind
        if sign not in RANGE or self.after_next.kind != Kind.DAY:
            return (first,)
        if sign == Kind.DASH and (follows_dash or self.is_dash_list()):
            return (first,)
        last = self.after_next.numbers[0]
        if sign == Kind.SLASH:
            if last - first >= FAR_APART:  # « lundi/vendredi »
                raise Unclear(_("on ne sait si ces jours se suivent"))
            return (first,)
        if sign == Kind.DASH and not _is_range(first, last):
            raise Unclear(_("on ne sait si ces jours se suivent"))
        if _may_be_a_cell(self.next):
            self.day_signs.add(sign)
        self.position += 2
        return tuple(day % 7 for day in range(first, last + 1 + 7 * (last <= first)))

    def is_dash_list(self) -> bool:
        kinds = [token.kind for token in self.tokens[self.position : self.position + 4]]
        return kinds == [Kind.DASH, Kind.DAY] * 2

    def day(self) -> int:
        token = self.take(Kind.DAY)
        if not token:
            raise Unclear(_("aucun jour où on en attend un"))
        return token.numbers[0]

    # Hours

    def starts_hours(self) -> bool:
        def rule() -> bool:
            while self.take(Kind.HALF, Kind.BETWEEN):
                self.skip(INTRODUCTION | {Kind.BREAK})
            return self.next.kind in {Kind.TIME, Kind.NUMBER, Kind.ALL_DAY}

        return self.comes(rule)

    def hours_follow(self) -> bool:
        self.skip(BLANKS)
        return self.starts_hours()

    def hours(self, groups: Sequence[Days], *, doubt: str = "") -> list[Span]:
        """Read hours; the days they are for, if known, tell hours without unit from a date."""
        if self.take(Kind.ALL_DAY):
            return [ALL_DAY._replace(doubt=doubt)]
        spans: list[Span] = []
        date_like: dict[Span, Kind] = {}  # and their signs
        self.is_half_named = False
        while not spans or self.attempt(self.more_hours):
            half = self.take(Kind.HALF)
            self.is_half_named |= bool(half)
            self.skip(INTRODUCTION | {Kind.BREAK} if half else set())
            sign = self.sign_of_date()
            spans.append(self.span(doubt))
            date_like |= {spans[-1]: sign} if sign else {}
            if half and not is_in_half(spans[-1], half.text):
                raise Unclear(_("les heures contredisent « matin » ou « après-midi »"))
            self.half_after(spans[-1])
        if date_like and not self.are_hours(date_like, spans, groups):
            raise Unclear(_("un nombre n’est peut-être pas une heure"))
        return spans

    def span(self, doubt: str) -> Span:
        is_between = self.take(Kind.BETWEEN)
        start = self.next
        self.position += 1
        sign = self.take(*RANGE, *([Kind.AND] if is_between else []))
        end = self.take(Kind.TIME, Kind.NUMBER)
        if not end:
            raise Unclear(_("une heure n’a pas de début ou pas de fin"))
        is_whole = all(token.kind == Kind.TIME for token in (start, end))
        is_of_dates = sign is not None and sign.text.endswith("au")  # « du lundi 6 au 10 »
        if not (is_whole or (sign and not is_of_dates)) or not (start.numbers and end.numbers):
            raise Unclear(_("un nombre n’est peut-être pas une heure"))
        span = Span(start.numbers[0], end.numbers[0], doubt)
        is_of_24_hours = start.text.startswith("0") and span.start >= NIGHT_ENDS
        if 0 < span.start < DAWN_ENDS and not is_of_24_hours:  # « 5h-7h »: likelier in the evening
            raise Unclear(_("une heure de la nuit"))
        return span

    def sign_of_date(self) -> Kind | None:
        """Tell « 9-12 » from « 9-12h » and « 9 à 12 »."""
        kinds = [token.kind for token in self.tokens[self.position : self.position + 3]]
        is_date_like = kinds[::2] == [Kind.NUMBER] * 2 and kinds[1] in {Kind.DASH, Kind.SLASH}
        return kinds[1] if is_date_like else None

    def are_hours(
        self, date_like: Mapping[Span, Kind], spans: Sequence[Span], groups: Sequence[Days]
    ) -> bool:
        """Tell « lundi 9-12 / 14-17 » from « lundi 9-12 », « samedi, dimanche 7/12 »: dates?"""
        count = sum(len(days.weekdays) for days in groups)
        is_two_days = count == WEEKEND and (  # « 7-8 », « 7/12 »
            Kind.SLASH in date_like.values()
            or min(end - start for start, end, _w in date_like) <= 60
        )
        may_be_dates = not self.cell and (count <= 1 or is_two_days)
        has_no_month = any(span.end > NOON for span in date_like)
        return len(date_like) == len(spans) and (has_no_month or not may_be_dates)

    def half_after(self, span: Span) -> None:
        """Read « de 9 h à 12 h le matin »; a half that opens the next hours is left to them."""
        opens_what_follows = {Kind.TIME, Kind.CLOSED, Kind.APPOINTMENT, Kind.COLON}
        if self.after_next.kind not in opens_what_follows and is_in_half(span, self.next.text):
            self.take(Kind.HALF)

    def more_hours(self) -> bool:
        self.skip(SEPARATORS | {Kind.TO})
        is_more = self.next.kind != Kind.ALL_DAY and self.starts_hours()
        return is_more and not self.comes(self.is_time_of_days)

    def is_time_of_days(self) -> bool:
        """Tell « (16 h le vendredi) » from more hours."""
        return bool(self.take(Kind.TIME)) and self.starts_days()


def _is_range(first: int, last: int) -> bool:
    """Tell « lundi-vendredi » and « mardi-vendredi » from two days."""
    days = last - first
    return days == 1 or days >= FAR_APART or (first <= TUESDAY and days == FAR_APART - 1)


def _may_be_a_cell(sign: Token) -> bool:
    """Tell the « - » of « mardi - mercredi 9h-12h », which may be all that Tuesday has."""
    return sign.kind == Kind.SLASH or (sign.kind == Kind.DASH and sign.is_apart)


def _may_be_another_word(names: Sequence[Token]) -> bool:
    """Tell « Mer, lundi » (a town) from days, which are named in their order."""
    are_whole = all(name.text.removesuffix("s") in DAYS for name in names)
    pairs = pairwise(name.numbers[0] for name in names)
    return not are_whole and any(day > following and day != SUNDAY for day, following in pairs)
