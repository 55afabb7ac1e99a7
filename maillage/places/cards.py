"""What a card, a chip and a place page say, in words: everything the templates show.

The clock is read nowhere: `now` comes from the view, in the site's time zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.lib.distance import Position
from maillage.places import labels
from maillage.places.drawing import Pin
from maillage.places.forms import SLUG_BY_OFFER, Search
from maillage.places.models import Place
from maillage.places.opening_hours import (
    CLOSED,
    UNKNOWN,
    DayHours,
    OpeningKind,
    OpeningState,
    is_closed_on_public_holidays,
    next_public_holiday,
    week,
)
from maillage.places.queries import Candidate, Condition, Findings, is_itinerant, sources_shown
from maillage.places.rules import Freshness, freshness
from maillage.places.terms import Offer
from maillage.territory.models import Commune
from maillage.territory.queries import current_territory
from maillage.territory.school_calendar import is_school_holiday


@dataclass(frozen=True)
class OpeningLine:
    """« Ouvert · ferme à 17 h 30 »: the word that carries the state, then what follows."""

    css: str
    icon: str
    word: str
    detail: str = ""
    block_css: str = ""


@dataclass(frozen=True)
class Card:
    rank: int | None
    name: str
    url: str
    offer: Offer | None
    opening: OpeningLine
    distance: str
    address: str
    phone: str
    doubt: str


@dataclass(frozen=True)
class Chip:
    """A link that adds a filter, or takes it away when it is on."""

    label: str | Promise
    count: int
    query: str
    is_on: bool


@dataclass(frozen=True)
class SearchWords:
    """Title and count of a search and, when it had to be widened, what was done about it."""

    title: str
    count: str
    order: str
    widened: str
    widened_help: str


@dataclass(frozen=True)
class Day:
    """One line of the hours; `period` names the weeks it is of, "" when they are all alike."""

    name: str
    hours: str
    is_today: bool
    period: str = ""


def card_of(candidate: Candidate, *, rank: int | None, query: str, now: datetime) -> Card:
    place = candidate.place
    is_bus = is_itinerant(candidate.terms)
    distance = None if is_bus else candidate.distance_m
    return Card(
        rank=rank,
        name=place.name,
        url=reverse("places:place", args=(place.slug,)) + query,
        offer=candidate.offer,
        opening=line_of(candidate, now=now),
        distance="" if distance is None else labels.distance_words(distance),
        address=(
            _("Basé à %(commune)s") % {"commune": place.commune.name}
            if is_bus
            else ", ".join(filter(None, (place.address, place.commune.name)))
        ),
        phone=place.phone,
        doubt=_to_confirm(place) if is_stale(place, today=now.date()) else "",
    )


def pin_of(
    candidate: Candidate, *, position: Position, rank: int | None, query: str, now: datetime
) -> Pin:
    """The pin of a candidate, numbered when the page lists it."""
    place = candidate.place
    return Pin(
        name=place.name,
        url=reverse("places:place", args=(place.slug,)) + query,
        position=position,
        offer=candidate.offer,
        rank=None if is_itinerant(candidate.terms) else rank,
        state=line_of(candidate, now=now).word,
    )


def line_of(candidate: Candidate, *, now: datetime) -> OpeningLine:
    """A bus is neither open nor closed until its stops are known: its page quotes its round."""
    state = candidate.opening
    if is_itinerant(candidate.terms):
        return OpeningLine("is-bus", "bus", _("Bus ou permanence"), _("voir ses passages"))
    match state.kind:
        case OpeningKind.OPEN:
            detail = _closing(state, _("ferme à %s"))
            return OpeningLine("is-open", "clock", _("Ouvert"), detail, "is-ok")
        case OpeningKind.CLOSES_SOON:
            detail = _closing(state, _("à %s"))
            return OpeningLine("is-soon", "clock", _("Ferme bientôt"), detail, "is-warn")
        case OpeningKind.CLOSED:
            return OpeningLine("is-closed", "clock", _("Fermé"), _reopening(state, now=now))
        case OpeningKind.UNKNOWN:
            word = _unknown_word(candidate)
            has_phone = bool(candidate.place.phone)
            detail = _("appelez avant de venir") if has_phone else _("vérifiez avant de venir")
            return OpeningLine("is-unknown", "circle-question-mark", word, detail)


def _unknown_word(candidate: Candidate) -> str:
    if candidate.opening.is_public_holiday:
        return _("Jour férié")
    if candidate.opening.depends_on_school:
        return _("Horaires à vérifier : vacances scolaires")
    if candidate.place.opening_hours or candidate.place.hours_text:
        return _("Horaires à vérifier")
    return _("Horaires inconnus")


def _to_confirm(place: Place) -> str:
    return _("À confirmer par téléphone") if place.phone else _("À confirmer avant de venir")


def reopening_words(state: OpeningState, *, now: datetime) -> str:
    """« Rouvre à 14 h. », when it is open and will open again later today."""
    if state.kind not in (OpeningKind.OPEN, OpeningKind.CLOSES_SOON) or state.opens_at is None:
        return ""
    if state.opens_at.date() != now.astimezone(state.opens_at.tzinfo).date():
        return ""
    return _("Rouvre à %s.") % labels.hour_words(state.opens_at)


def _closing(state: OpeningState, pattern: str) -> str:
    return pattern % labels.hour_words(state.changes_at) if state.changes_at else ""


def _reopening(state: OpeningState, *, now: datetime) -> str:
    if state.opens_at is None:
        return ""
    hour = labels.hour_words(state.opens_at)
    opens_on, today = state.opens_at.date(), now.astimezone(state.opens_at.tzinfo).date()
    if opens_on == today:
        return _("ouvre à %(hour)s") % {"hour": hour}
    day = labels.day_words(opens_on, today=today)
    return _("ouvre %(day)s à %(hour)s") % {"day": day, "hour": hour}


def chips_of(wanted: Search, findings: Findings) -> list[Chip]:
    """« Ouvert maintenant », then the kinds of offer, richest first."""
    kept = findings.kept
    return [
        Chip(
            label=_("Ouvert maintenant"),
            count=findings.open_count,
            query=wanted.query(ouvert=None if kept.open_now else "1"),
            is_on=kept.open_now,
        ),
        *(
            Chip(
                label=labels.OFFER_LABELS[offer],
                count=findings.offer_counts[offer],
                query=wanted.query(offre=None if kept.offer is offer else SLUG_BY_OFFER[offer]),
                is_on=kept.offer is offer,
            )
            for offer in reversed(Offer)
        ),
    ]


def words_of(wanted: Search, findings: Findings) -> SearchWords:
    need, total = wanted.criteria.need, len(findings.candidates)
    return SearchWords(
        title=str(need.title) if need else _("Trouver de l’aide"),
        count=(
            ngettext("%(count)d lieu ouvert", "%(count)d lieux ouverts", total) % {"count": total}
            if findings.kept.open_now
            else labels.place_count_words(total)
        ),
        order=_("du plus proche au plus loin") if wanted.criteria.origin else _("par commune"),
        widened=_widened(wanted, findings),
        widened_help=_widened_help(findings),
    )


def silent_words(findings: Findings) -> str:
    """Those that may help too, but of which no source says so; "" where there are none."""
    if not findings.silent_count:
        return ""
    return ngettext(
        "%(count)d autre lieu ne dit pas à quoi il aide.",
        "%(count)d autres lieux ne disent pas à quoi ils aident.",
        findings.silent_count,
    ) % {"count": findings.silent_count}


def _widened(wanted: Search, findings: Findings) -> str:
    """Say what could not be met: the last condition that had to be dropped."""
    if not findings.given_up:
        return ""
    criteria = wanted.criteria
    match findings.given_up[-1]:
        case Condition.OPEN_NOW:
            return _("Aucun de ces lieux n’est annoncé ouvert maintenant.")
        case Condition.OFFER if findings.kept.need:
            return _("Aucun lieu n’annonce les deux : « %(need)s » et « %(offer)s ».") % {
                "need": findings.kept.need.title,
                "offer": labels.OFFER_LABELS[criteria.offer] if criteria.offer else "",
            }
        case Condition.OFFER:
            return _("Aucun lieu n’annonce : « %(what)s ».") % {
                "what": labels.OFFER_LABELS[criteria.offer] if criteria.offer else ""
            }
        case Condition.NEED:
            return _("Aucun lieu n’annonce : « %(what)s ».") % {
                "what": criteria.need.title if criteria.need else ""
            }


def _widened_help(findings: Findings) -> str:
    if not findings.given_up:
        return ""
    total = len(findings.candidates)
    if Condition.NEED in findings.given_up:
        return ngettext(
            "Voici %(count)d lieu. Sa fiche ne le dit pas, mais il aide peut-être. "
            "Demandez d’abord.",
            "Voici %(count)d lieux. Leur fiche ne le dit pas, mais ils aident peut-être. "
            "Demandez d’abord.",
            total,
        ) % {"count": total}
    return ngettext(
        "Nous avons cherché plus largement : voici %(count)d lieu.",
        "Nous avons cherché plus largement : voici %(count)d lieux.",
        total,
    ) % {"count": total}


def days_of(place: Place, *, today: date) -> list[Day]:
    """The week of today, Monday first; nothing when no hours are known.

    Where the school holidays differ, the week of term time, then theirs. Only the week that holds
    today, if that is known, marks it.
    """
    if not place.opening_hours:
        return []
    term = week(place.opening_hours, day=today)
    if not place.holiday_hours or term == week(place.holiday_hours, day=today):
        return [_day(hours, today=today) for hours in term]
    is_holiday = _is_school_holiday(place, today)
    in_term = _period_words(_("En période scolaire"), is_now=is_holiday is False)
    in_holidays = _period_words(_("Pendant les vacances scolaires"), is_now=is_holiday is True)
    days = [
        _day(hours, today=today if is_holiday is False else None, period=in_term) for hours in term
    ]
    if place.holiday_hours in (CLOSED, UNKNOWN):
        told = _("fermé") if place.holiday_hours == CLOSED else _("à vérifier")
        return [*days, Day(_("Tous les jours"), told, is_today=False, period=in_holidays)]
    return days + [
        _day(hours, today=today if is_holiday else None, period=in_holidays)
        for hours in week(place.holiday_hours, day=today)
    ]


def _is_school_holiday(place: Place, day: date) -> bool | None:
    return is_school_holiday(day, departement=place.commune.departement_id)


def _period_words(name: str, *, is_now: bool) -> str:
    return _("%(period)s (en ce moment)") % {"period": name} if is_now else name


def _day(hours: DayHours, *, today: date | None, period: str = "") -> Day:
    return Day(
        name=formats.date_format(hours.day, "l").capitalize(),
        hours=_hours_words(hours),
        is_today=hours.day == today,
        period=period,
    )


def _hours_words(hours: DayHours) -> str:
    if hours.is_all_unsure:
        if hours.unknown:
            return _("à vérifier. D’après le lieu : « %(text)s »") % {"text": hours.unknown}
        return _("à vérifier par téléphone")
    if not hours.intervals and not hours.unsure:
        return _("fermé")
    told = [_intervals_words(hours.intervals)] if hours.intervals else []
    if hours.unsure:
        pattern = (
            _("%(hours)s, à vérifier (d’après le lieu : « %(text)s »)")
            if hours.unknown
            else _("%(hours)s, à vérifier")
        )
        told.append(pattern % {"hours": _intervals_words(hours.unsure), "text": hours.unknown})
    return " ; ".join(told)


def _intervals_words(intervals: Sequence[tuple[time, time]]) -> str:
    return _(" et ").join(
        labels.interval_words(start, time.max if end == time.min else end)
        for start, end in intervals
    )


def holiday_words(place: Place, *, now: datetime) -> str:
    """What is known of public holidays and which one comes next; then of school holidays today."""
    words = _public_holiday_words(place, now=now)
    if place.holiday_hours and _is_school_holiday(place, now.date()) is None:
        unknown = _("Vacances scolaires : nous ne savons pas pour aujourd’hui, à vérifier.")
        return f"{words} {unknown}"
    return words


def _public_holiday_words(place: Place, *, now: datetime) -> str:
    holiday = next_public_holiday(now, departement=place.commune.departement_id)
    patterns = {
        None: _(
            "Jours fériés : non renseigné. Vérifiez avant de venir. Prochain : %(weekday)s %(day)s."
        ),
        True: _("Fermé les jours fériés. Prochain : %(weekday)s %(day)s."),
        False: _("Prochain jour férié : %(weekday)s %(day)s."),
    }
    return patterns[is_closed_on_public_holidays(place.opening_hours)] % {
        "weekday": formats.date_format(holiday.day, "l"),
        "day": labels.date_words(holiday.day, today=now.date()),
    }


def position_words(place: Place, *, origin: Commune | None) -> str:
    """« À 1,6 km du centre de Saintes. », from where the visitor is, else from its own commune."""
    start = origin or place.commune
    if place.position is None:
        return _("Position exacte inconnue.")
    if start.position is None:
        return ""
    distance = start.position.metres_to(place.position)
    return _("À %(distance)s du centre de %(commune)s.") % {
        "distance": labels.distance_words(distance),
        "commune": start.name,
    }


def checked_words(place: Place, *, today: date) -> str:
    if is_stale(place, today=today):
        year = (place.checked_on or place.stated_on).year
        return _("%(advice)s : fiche de %(year)d") % {"advice": _to_confirm(place), "year": year}
    if place.checked_on:
        day = labels.date_words(place.checked_on, today=today)
        return _("Vérifié le %(day)s par l’équipe du lieu.") % {"day": day}
    return _("Fiche du %(day)s.") % {"day": labels.date_words(place.stated_on, today=today)}


def is_stale(place: Place, *, today: date) -> bool:
    return freshness(place, today=today) is Freshness.STALE


def source_lines(place: Place) -> Sequence[str]:
    """« Source : … », one line per record that still lists the place."""
    return [
        _("Source : %(credit)s (%(licence)s).")
        % {
            "credit": labels.credit_words(record.source, dated_on=record.last_run.dated_on),
            "licence": labels.licence_words(record.source),
        }
        for record in place.records.all()
        if record.no_longer_listed_on is None
    ]


@dataclass(frozen=True)
class Credit:
    words: str
    licence: str
    url: str


def credits_of_sources() -> list[Credit]:
    """What we owe to each source of the places shown, the most trusted first."""
    return [
        Credit(
            words=labels.credit_words(source, dated_on=dated_on),
            licence=labels.licence_words(source),
            url=source.url,
        )
        for source, dated_on in sources_shown(current_territory())
    ]
