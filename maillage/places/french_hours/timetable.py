"""What French opening hours tell: hours given to days, and what takes them away or doubts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from maillage.places.french_hours.words import AFTERNOON, MORNING, Unclear

NOON = 12 * 60
LUNCH_ENDS = 14 * 60
EARLIER_AT_MOST = 90  # minutes

# Why hours are unsure, in the words of the place: they are data, never translated.
BY_APPOINTMENT = "sur rendez-vous"
EVERY_DAY_SAID = "tous les jours"
CLOSED_HALF = {MORNING: "fermé le matin", AFTERNOON: "fermé l’après-midi"}


class Span(NamedTuple):
    """Minutes since midnight, and why they are unsure ("" when they are not)."""

    start: int
    end: int
    doubt: str = ""


ALL_DAY = Span(0, 24 * 60)


@dataclass(frozen=True)
class Days:
    weekdays: tuple[int, ...]
    half: str = ""
    ordinals: tuple[int, ...] = ()  # of the month; empty: every week
    is_each: bool = False  # « les lundi et mardi matin »: the half is that of each day
    is_vague: bool = False  # « tous les jours »: the weekend too?


EVERY_DAY = Days(tuple(range(7)))
WEEKEND = (5, 6)


@dataclass
class Timetable:
    """The hours of each weekday; the key also holds the ordinals, empty for every week.

    `holidays`: the hours of the school holidays, without any when it is closed; None when
    nothing is said of them, or when `are_holidays_unknown`. `is_closed`: it is said of all.
    """

    spans: dict[tuple[int, tuple[int, ...]], list[Span]] = field(default_factory=dict)
    is_closed_on_public_holidays: bool = False
    are_holidays_unknown: bool = False
    holidays: Self | None = None
    is_closed: bool = False
    closed: list[Days] = field(default_factory=list)
    by_appointment: list[Days] = field(default_factory=list)
    is_weekend_vague: bool = False

    def give(self, groups: Sequence[Days], spans: Sequence[Span], *, is_added: bool) -> None:
        """Give hours to days; groups of different halves share them out."""
        are_shared = len({days.half for days in groups}) > 1
        given = set()
        for days in groups:
            share = [span for span in spans if not are_shared or _is_only_in(span, days)]
            if days.is_vague and days.half:
                raise Unclear(_("on ne sait quels jours"))
            self.is_weekend_vague |= days.is_vague
            if not share or not _is_all_in(share, days):
                raise Unclear(_("les heures contredisent « matin » ou « après-midi »"))
            given.update(share)
            for day in days.weekdays:
                self._add(day, days, share, is_added=is_added)
        if given != set(spans):
            raise Unclear(_("les heures contredisent « matin » ou « après-midi »"))

    def _add(self, day: int, days: Days, spans: Sequence[Span], *, is_added: bool) -> None:
        known = self.spans.setdefault((day, days.ordinals), [])
        is_added = is_added or bool(days.half) or all(span.doubt for span in spans)
        if known and not (is_added or _is_the_other_half(days, known, spans)):
            raise Unclear(_("un même jour est cité deux fois"))
        doubted = {span[:2] for span in spans if span.doubt}
        known[:] = [span for span in known if span[:2] not in doubted]
        known += spans

    def doubt(self, groups: Iterable[Days], spans: Iterable[Span], *, words: str) -> None:
        """Make unsure the hours that were just given to those days."""
        for key in _keys(groups):
            self.spans[key] = [
                span._replace(doubt=words) if span in spans else span for span in self.spans[key]
            ]

    def cut(self, groups: Iterable[Days], pauses: Iterable[Span]) -> None:
        """Close in the middle of the hours given: « fermé de 12 h à 14 h »."""
        for key in _keys(groups):
            told = self.spans[key]
            first, last = min(told).start, max(span.end for span in told)
            for pause in pauses:
                if not first < pause.start < pause.end < last:  # « 9h-12h pause 14h-17h »
                    raise Unclear(_("une fermeture coupe des heures continues"))
                self.spans[key] = [
                    part for span in self.spans[key] for part in _around(span, pause)
                ]

    def replace(self, groups: Iterable[Days], spans: Iterable[Span]) -> None:
        for key in _keys(groups):
            self.spans[key] = list(spans)

    def touches_others(self, groups: Iterable[Days], some: Iterable[Span]) -> bool:
        """Tell whether what cuts or closes those hours would, said of all, touch other days."""
        keys = _keys(groups)
        others = [span for key, spans in self.spans.items() if key not in keys for span in spans]
        return any(span.start < one.end and one.start < span.end for span in others for one in some)

    def end_at(self, days: Days, end: int, *, is_sure: bool) -> None:
        """Change the time at which those days end: « 16 h le vendredi », where it is an end."""
        for key in _keys([days]):
            spans = self.spans[key]
            last = max(spans)
            # « mercredi 14 h » is no later end of a morning, but a beginning without its end.
            is_beginning = end > last.end and last.end <= LUNCH_ENDS
            if not last.start < end or is_beginning or not (is_sure or _is_near_end(last, end)):
                raise Unclear(_("une heure n’a pas de début ou pas de fin"))
            spans[spans.index(last)] = last._replace(end=end)

    def restrict(self, groups: Sequence[Days], ordinals: tuple[int, ...]) -> None:
        """Keep the hours just given to a day in some weeks of the month only."""
        keys = _keys(groups)
        if len(keys) != 1 or keys[0][1]:
            raise Unclear(_("on ne sait quelles semaines du mois"))
        day, every_week = keys[0]
        self.spans.setdefault((day, ordinals), []).extend(self.spans.pop((day, every_week)))

    def settle(self, *, is_cell: bool) -> None:
        """Take away the days said to be closed, doubt those said to be by appointment.

        A cell may close the half of a day whose hours stand in another.
        """
        for days in self.closed:
            for day in days.weekdays:
                if any(other == day and ordinals for other, ordinals in self.spans):
                    raise Unclear(_("une fermeture ne vaut que certaines semaines"))
                self._close(day, days, is_cell=is_cell)
        for days in self.by_appointment:
            for (day, _ordinals), spans in self.spans.items():
                if day in days.weekdays:
                    spans[:] = [
                        span._replace(doubt=BY_APPOINTMENT) if _touches(span, days.half) else span
                        for span in spans
                    ]
        if self.is_weekend_vague:
            self._doubt_weekend()
        if self.holidays:
            self.holidays.settle(is_cell=is_cell)
            if not self.holidays.is_closed and not any(self.holidays.spans.values()):
                self.holidays, self.are_holidays_unknown = None, True

    def _doubt_weekend(self) -> None:
        for day in WEEKEND:
            self.spans[day, ()] = [
                span if span.doubt or span == ALL_DAY else span._replace(doubt=EVERY_DAY_SAID)
                for span in self.spans.get((day, ()), ())
            ]

    def _close(self, day: int, days: Days, *, is_cell: bool) -> None:
        spans = self.spans.setdefault((day, ()), [])
        if not days.half:
            spans.clear()
            return
        if not spans and not is_cell:
            raise Unclear(_("un jour n’a pas d’heures"))
        left = [part for span in spans for part in _without_half(span, days.half)]
        # « fermé lundi et mardi matin »: the whole of Monday, or its morning?
        if len(days.weekdays) > 1 and not days.is_each and day != days.weekdays[-1]:
            left = [span._replace(doubt=CLOSED_HALF[days.half]) for span in left]
        spans[:] = left


def is_in_half(span: Span, half: str) -> bool:
    return span.end <= LUNCH_ENDS if half == MORNING else span.start >= NOON


def half_of_day(half: str) -> Span:
    return Span(0, NOON) if half == MORNING else Span(NOON, ALL_DAY.end)


def _is_near_end(span: Span, end: int) -> bool:
    """Tell an end from a beginning: « (16 h le vendredi) », beside « 14h-17h »."""
    early = max(span.end - end, 0)
    return early <= EARLIER_AT_MOST and end - span.start >= 2 * early


def _is_all_in(spans: Iterable[Span], days: Days) -> bool:
    return not days.half or all(is_in_half(span, days.half) for span in spans)


def _is_only_in(span: Span, days: Days) -> bool:
    return is_in_half(span, days.half) and not is_in_half(span, _other(days.half))


def _is_the_other_half(days: Days, known: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Tell « lundi au vendredi 9h-12h / lundi, mardi 14h-17h » from a contradiction."""
    halves = [
        {half for half in (MORNING, AFTERNOON) if all(is_in_half(span, half) for span in some)}
        for some in (known, spans)
    ]
    return len(days.weekdays) > 1 and sorted(map(list, halves)) == [[AFTERNOON], [MORNING]]


def _keys(groups: Iterable[Days]) -> list[tuple[int, tuple[int, ...]]]:
    return [(day, days.ordinals) for days in groups for day in days.weekdays]


def _touches(span: Span, half: str) -> bool:
    return not half or not is_in_half(span, _other(half))


def _other(half: str) -> str:
    return AFTERNOON if half == MORNING else MORNING


def _around(span: Span, pause: Span) -> list[Span]:
    """What is left of hours once a pause is taken out; a pause never takes them whole."""
    if pause.end <= span.start or pause.start >= span.end:
        return [span]
    if not span.start < pause.start < pause.end < span.end:
        raise Unclear(_("une fermeture coupe des heures continues"))
    return [span._replace(end=pause.start), span._replace(start=pause.end)]


def _without_half(span: Span, half: str) -> list[Span]:
    """What is left of hours once half a day is closed; when it starts again is then unsure."""
    if is_in_half(span, half) != is_in_half(span, _other(half)):
        return [] if is_in_half(span, half) else [span]
    if not span.start < NOON < span.end:
        raise Unclear(_("une fermeture coupe des heures continues"))
    doubt = CLOSED_HALF[half]
    return [Span(NOON, span.end, doubt) if half == MORNING else Span(span.start, NOON, doubt)]
