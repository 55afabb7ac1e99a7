"""What a card, a chip and a place page say, in words; what an answer says of itself.

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

from maillage.places import labels
from maillage.places.drawing import Pin
from maillage.places.filters import (
    MOMENT_LABELS,
    OPTIONS,
    RADIUS_KM,
    Group,
    Moment,
    When,
    term_label,
)
from maillage.places.forms import Search
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
from maillage.places.queries.places import Candidate, sources_shown
from maillage.places.queries.search import Criteria, Findings, Order
from maillage.places.rules import Freshness, freshness
from maillage.places.terms import Offer
from maillage.places.whereabouts import Precision, Whereabouts
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
    spot_id: int | None
    rank: int | None
    name: str
    url: str
    offer: Offer | None
    opening: OpeningLine
    distance: str
    address: str
    phone: str
    doubt: str
    condition: str


@dataclass(frozen=True)
class Chip:
    """A link that adds a filter, or takes it away when it is on.

    `is_extra`: only where there is room.
    """

    label: str | Promise
    count: int
    query: str
    is_on: bool
    is_extra: bool = False


@dataclass(frozen=True)
class SearchWords:
    """Title and count of a search and, when it had to be widened, what was done about it.

    `nearness` tells how many are near, where one looks from is known.
    """

    title: str
    count: str
    nearness: str
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
    place, site = candidate.place, candidate.site
    where = ", ".join(filter(None, (site.address, site.commune.name)))
    if candidate.is_adrift:
        where = _("Basé à %(commune)s") % {"commune": place.commune.name}
    elif candidate.stop:
        where = _("Passe ici : %(where)s") % {"where": where}
    distance = candidate.distance_m
    return Card(
        spot_id=candidate.spot_id,
        rank=rank,
        name=place.name,
        url=page_url(place, query=query),
        offer=candidate.offer,
        opening=line_of(candidate, now=now),
        distance="" if distance is None else labels.distance_words(distance),
        address=where,
        phone=place.phone,
        doubt=_to_confirm(place) if is_stale(place, today=now.date()) else "",
        condition=(
            _("Fermé pendant les vacances scolaires") if site.holiday_hours == CLOSED else ""
        ),
    )


def are_all_doubtful(listed: Sequence[Card]) -> bool:
    """Tell whether a list says it once, rather than on each of its cards."""
    return bool(listed) and all(card.doubt for card in listed)


def page_url(place: Place, *, query: str = "") -> str:
    return reverse("places:place", args=(place.slug,)) + query


def pin_of(candidate: Candidate, *, rank: int, query: str, now: datetime) -> Pin | None:
    """The numbered pin of a place that the page lists; None when it cannot be put on a map."""
    position = candidate.site.position
    if position is None or candidate.is_adrift:
        return None
    return Pin(
        name=candidate.place.name,
        url=page_url(candidate.place, query=query),
        position=position,
        offer=candidate.offer,
        rank=rank,
        state=line_of(candidate, now=now).word,
        spot=candidate.spot_id,
    )


def line_of(candidate: Candidate, *, now: datetime) -> OpeningLine:
    """A bus is neither open nor closed until its stops are known: its page quotes its round."""
    state = candidate.opening
    if candidate.is_adrift:
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
    if candidate.site.opening_hours or candidate.site.hours_text:
        return _("Horaires à vérifier")
    return _("Horaires inconnus")


def _to_confirm(place: Place) -> str:
    return _("À confirmer par téléphone") if place.phone else _("À confirmer avant de venir")


def unknown_hours_words(place: Place) -> str:
    """On paper, where nothing leads to the page of the place: how to ask."""
    if place.phone:
        return _("Horaires inconnus : appelez avant de venir.")
    if place.emails:
        return _("Horaires inconnus : écrivez avant de venir, à %(email)s.") % {
            "email": place.emails[0]
        }
    return _("Horaires inconnus : demandez à la mairie avant de venir.")


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


def words_of(wanted: Search, findings: Findings, *, today: date) -> SearchWords:
    kept = findings.kept
    if wanted.need:
        title = str(wanted.need.title)
    elif kept.words:
        title = _("Lieux nommés « %(words)s »") % {"words": kept.words}
    else:
        title = _("Trouver de l’aide")
    return SearchWords(
        title=title,
        count=count_words(findings.total, kept.when, today=today),
        nearness=_nearness(findings),
        order=_order_words(kept),
        widened=_widened(wanted.criteria, findings, today=today),
        widened_help=_widened_help(findings),
    )


def orders_of(kept: Criteria) -> list[Order]:
    """The orders that make sense for this answer: the one it is in, then the others."""
    orders = [Order.NAME]
    if kept.origin:
        orders.insert(0, Order.DISTANCE)
    if kept.words:
        orders.insert(0, Order.RELEVANCE)
    if kept.order in orders:
        orders.sort(key=lambda order: order is not kept.order)
    return orders


def _order_words(kept: Criteria) -> str:
    match orders_of(kept)[0]:
        case Order.NAME:
            return _("par commune")
        case Order.RELEVANCE:
            return _("le nom le plus ressemblant d’abord")
        case Order.DISTANCE if kept.reach_km:
            return _("du plus proche au plus loin, jusqu’à %(km)d km") % {"km": kept.reach_km}
        case Order.DISTANCE:
            return _("du plus proche au plus loin")


def count_words(count: int, when: When | None, *, today: date) -> str:
    """« 3 lieux ouverts samedi »."""
    match when:
        case None:
            return labels.place_count_words(count)
        case Moment.NOW:
            words = ngettext(
                "%(count)d lieu ouvert maintenant", "%(count)d lieux ouverts maintenant", count
            )
        case Moment.TODAY:
            words = ngettext(
                "%(count)d lieu ouvert aujourd’hui", "%(count)d lieux ouverts aujourd’hui", count
            )
        case Moment.EVENING:
            words = ngettext(
                "%(count)d lieu ouvert le soir", "%(count)d lieux ouverts le soir", count
            )
        case Moment.SATURDAY:
            words = ngettext(
                "%(count)d lieu ouvert samedi", "%(count)d lieux ouverts samedi", count
            )
        case day:
            words = ngettext(
                "%(count)d lieu ouvert %(day)s", "%(count)d lieux ouverts %(day)s", count
            )
            return words % {"count": count, "day": labels.coming_day_words(day, today=today)}
    return words % {"count": count}


def _nearness(findings: Findings) -> str:
    """« dont 3 à moins de 10 km », or how far the first one is."""
    kept, total, nearest_km = findings.kept, findings.total, RADIUS_KM[0]
    if kept.origin is None or not total:
        return ""
    if kept.radius_km is not None:
        return _("à moins de %(km)d km") % {"km": kept.radius_km}
    near = findings.counts.within(nearest_km)
    if near == total:
        return _("à moins de %(km)d km") % {"km": nearest_km}
    if near:
        return ngettext(
            "dont %(near)d à moins de %(km)d km", "dont %(near)d à moins de %(km)d km", near
        ) % {"near": near, "km": nearest_km}
    return _("aucun à moins de %(km)d km") % {"km": nearest_km}


def search_notes(wanted: Search, findings: Findings) -> list[str]:
    """What was understood of what someone typed, where it is not to the letter."""
    where, start = wanted.where, wanted.criteria.where
    notes = []
    if start and where.corrected_from:
        notes.append(_corrected_words(start.name, was=where.corrected_from))
    if start and where.is_street_left_out:
        notes.append(
            _("Nous n’avons pas cherché la rue : distances depuis le centre de %(commune)s.")
            % {"commune": start.name}
        )
    if start and start.precision is Precision.STREET:
        notes.append(_("Nous avons trouvé la rue, pas le numéro : distances à peu près."))
    if start and start.precision is Precision.HERE:
        notes.append(_("Distances depuis l’endroit où vous êtes, à 100 m près."))
    if findings.corrected_words:
        notes.append(_corrected_words(f"« {findings.corrected_words} »", was=wanted.criteria.words))
    return notes


def _corrected_words(understood: str, *, was: str) -> str:
    return _("Résultats pour %(understood)s. Vous aviez écrit « %(was)s ».") % {
        "understood": understood,
        "was": was,
    }


def silent_words(findings: Findings) -> str:
    """Those that may help too, but of which no source says so; "" where there are none."""
    if not findings.silent_count:
        return ""
    return ngettext(
        "%(count)d autre lieu ne dit pas à quoi il aide.",
        "%(count)d autres lieux ne disent pas à quoi ils aident.",
        findings.silent_count,
    ) % {"count": findings.silent_count}


def _widened(criteria: Criteria, findings: Findings, *, today: date) -> str:
    """Say what could not be met, in the words of the filters that had to be dropped."""
    given_up = findings.given_up
    if not given_up:
        return ""
    if given_up == (Group.WHEN,):
        return _("Aucun de ces lieux n’est annoncé : « %(what)s ».") % {
            "what": asked_words(criteria, Group.WHEN, today=today)
        }
    if given_up == (Group.RADIUS,):
        return _("Aucun lieu à moins de %(km)d km.") % {"km": criteria.radius_km}
    words = [asked_words(criteria, group, today=today) for group in given_up]
    if len(words) == 1:
        return _("Aucun lieu n’annonce : « %(what)s ».") % {"what": words[0]}
    return _("Aucun lieu n’annonce tout cela : « %(what)s ».") % {"what": " », « ".join(words)}


def asked_words(criteria: Criteria, group: Group, *, today: date) -> str:
    """The words of what is asked in a group, as its filters show them."""
    if group is Group.RADIUS:
        return _("À moins de %(km)d km") % {"km": criteria.radius_km}
    if group is Group.WHEN:
        return when_words(criteria.when, today=today)
    if group is Group.TERM_TIME:
        return str(OPTIONS[Group.TERM_TIME][0].label)
    return ", ".join(str(term_label(term)) for term in sorted(criteria.terms_of(group)))


def when_words(when: When | None, *, today: date) -> str:
    if when is None:
        return ""
    if isinstance(when, Moment):
        return str(MOMENT_LABELS[when])
    return _("Ouvert %(day)s") % {"day": labels.coming_day_words(when, today=today)}


def _widened_help(findings: Findings) -> str:
    if not findings.given_up:
        return ""
    total = findings.total
    if Group.NEED in findings.given_up:
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
        return _("à vérifier")
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


def position_words(place: Place, *, where: Whereabouts | None) -> str:
    """« À 1,6 km du centre de Saintes. », from where the visitor is, else from its own commune."""
    start = where or Whereabouts.of_commune(place.commune)
    if place.position is None:
        return _("Position exacte inconnue.")
    if start.position is None:
        return ""
    distance = labels.distance_words(start.position.metres_to(place.position))
    if start.precision is Precision.HERE:
        return _("À %(distance)s de vous.") % {"distance": distance}
    if start.precision is Precision.COMMUNE:
        return _("À %(distance)s du centre de %(commune)s.") % {
            "distance": distance,
            "commune": start.name,
        }
    return _("À %(distance)s de : %(address)s.") % {"distance": distance, "address": start.name}


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
