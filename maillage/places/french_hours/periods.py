"""What holds in term time, and what in the school holidays."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from maillage.places.french_hours.phrases import BLANKS, ENUMERATION, INTRODUCTION, OVER, Phrases
from maillage.places.french_hours.timetable import Days, Timetable
from maillage.places.french_hours.words import Kind, Token, Unclear

NEW_LINE = "\n"


class Periods(Phrases):
    """The timetables of the year and of the holidays, and the rules that tell which is told."""

    def __init__(self, tokens: Sequence[Token], *, cell: Days | None) -> None:
        super().__init__(tokens, cell=cell)
        self.year = Timetable()
        self.week = self.year  # the one being told: that of the year, or of the school holidays
        self.before: set[Kind] = {Kind.BREAK}  # what stands before the statement
        self.signs: set[str] = set()  # the same, as written
        self.ends: set[str] = set()  # the signs after which the holidays may be told no more
        self.days_first: bool | None = None
        self.is_closed_aside = False  # « (fermé pendant les vacances) »: those days, or all?

    def period(self) -> bool:
        """Read what tells the weeks of school from the others, before its hours or after them."""
        opening = self.signs_before()
        said = self.take(Kind.CLOSED, Kind.EXCEPT)
        self.skip({Kind.THE_MANY})
        marker = self.take(Kind.TERM_TIME, Kind.SCHOOL_HOLIDAYS, Kind.OPEN_IN_HOLIDAYS)
        if not marker:
            return False
        is_aside = "(" in opening and self.next.text == ")"
        is_term = (marker.kind == Kind.TERM_TIME) != bool(said and said.kind == Kind.EXCEPT)
        if said and said.kind == Kind.CLOSED:
            self.closed_in_holidays(is_term=is_term, is_aside=is_aside)
        elif not is_term and self.attempt(self.closed_follows):
            self.closed_in_holidays(is_term=False, is_aside=False)
        elif self.comes(lambda: self.is_heading(marker, is_aside=is_aside)):
            self.begin_period(is_term=is_term, opening=opening)
        elif is_term:
            self.year.are_holidays_unknown = True
            self.also_public_holidays()
        else:
            raise Unclear(_("ne dit que les vacances scolaires"))
        return True

    def signs_before(self) -> set[str]:
        start = self.position
        while start and self.tokens[start - 1].kind in BLANKS:
            start -= 1
        return {token.text for token in self.tokens[start : self.position]}

    def is_period(self) -> bool:
        self.skip({Kind.EXCEPT, Kind.THE_MANY})
        return self.next.kind in {Kind.TERM_TIME, Kind.SCHOOL_HOLIDAYS}

    def is_heading(self, marker: Token, *, is_aside: bool) -> bool:
        """Tell « vacances scolaires : lundi 9h-12h » from « lundi 9h-12h vacances scolaires »."""
        is_first = Kind.BREAK in self.before
        first_sign = self.next
        follows = self.skip(BLANKS)
        if self.next.kind == Kind.END or (is_aside and not is_first):
            return False
        if Kind.COLON in follows:
            return True
        if first_sign.kind == Kind.BREAK:  # « ouvert pendant les vacances » is whole in its line
            is_line = first_sign.text == NEW_LINE and marker.kind != Kind.OPEN_IN_HOLIDAYS
            return is_first and is_line
        is_parted = bool(self.before - {Kind.THE_MANY})
        return is_first or (is_parted and follows <= {Kind.THE_MANY})

    def begin_period(self, *, is_term: bool, opening: set[str]) -> None:
        if not is_term:
            self.year.holidays = self.week = Timetable()
            self.ends = self.ends_of_period(opening)
        elif self.year.spans and not self.year.are_holidays_unknown:
            raise self.which_period()
        else:
            self.year.are_holidays_unknown = True
            self.week = self.year
        self.days_first = None

    def ends_of_period(self, opening: set[str]) -> set[str]:
        """A heading in its own line holds to the end; in a sentence, that sentence."""

        def is_in_its_line() -> bool:
            self.skip({Kind.COLON})
            return self.next.text == NEW_LINE

        if "(" in opening:
            return {")"}
        return set() if self.comes(is_in_its_line) else {NEW_LINE, ".", *opening}

    def still_in_period(self) -> None:
        if self.week is not self.year and self.week.spans and self.signs & self.ends:
            raise self.which_period()

    def which_period(self) -> Unclear:
        return Unclear(_("on ne sait quelles heures valent pendant les vacances scolaires"))

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
            self.year.holidays = Timetable(is_closed=True)
        else:
            self.year.are_holidays_unknown = True
