"""Words for the public: kinds of offer, terms, hours, days, distances, freshness.

Words and typography: design brief, section 2. Every function returns text ready to show.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.places.models import Source
from maillage.places.terms import Audience, Care, Fee, Field, Offer, Programme

OFFER_LABELS: dict[str, str | Promise] = {
    Offer.MEDIATORS: gettext_lazy("Une personne vous aide"),
    Offer.EQUIPPED: gettext_lazy("Ordinateur en libre service"),
    Offer.WIFI: gettext_lazy("Wifi gratuit"),
}

TERM_LABELS: dict[Field, dict[str, str | Promise]] = {
    Field.AUDIENCE: {
        Audience.YOUTH: gettext_lazy("les jeunes"),
        Audience.STUDENTS: gettext_lazy("les étudiants"),
        Audience.FAMILIES: gettext_lazy("les familles et les enfants"),
        Audience.SENIORS: gettext_lazy("les seniors"),
        Audience.WOMEN: gettext_lazy("les femmes"),
    },
    Field.CARE: {
        Care.DEAFNESS: gettext_lazy("surdité"),
        Care.MOTOR: gettext_lazy("handicap moteur"),
        Care.MENTAL: gettext_lazy("handicap mental"),
        Care.ILLITERACY: gettext_lazy("lecture difficile"),
        Care.ENGLISH: gettext_lazy("anglais"),
        Care.OTHER_LANGUAGES: gettext_lazy("autres langues"),
        Care.SIGHT: gettext_lazy("malvoyance"),
    },
    Field.FEE: {
        Fee.FREE: gettext_lazy("Gratuit"),
        Fee.FREE_FOR_SOME: gettext_lazy("Gratuit pour certaines personnes"),
        Fee.PAID: gettext_lazy("Payant"),
    },
    Field.PROGRAMME: {
        Programme.AIDANTS_CONNECT: "Aidants Connect",
        Programme.BIBLIOTHEQUES_NUMERIQUES: gettext_lazy("Bibliothèque numérique de référence"),
        Programme.CERTIFICATION_PIX: gettext_lazy("Certification Pix"),
        Programme.CONSEILLERS_NUMERIQUES: gettext_lazy("Conseiller numérique"),
        Programme.EMMAUS_CONNECT: "Emmaüs Connect",
        Programme.FRANCE_SERVICES: gettext_lazy("France services"),
        Programme.GRANDE_ECOLE_DU_NUMERIQUE: gettext_lazy("Grande école du numérique"),
        Programme.CROIX_ROUGE: gettext_lazy("La Croix-Rouge"),
        Programme.POINT_NUMERIQUE_CAF: gettext_lazy("Point numérique CAF"),
        Programme.PROMENEURS_DU_NET: gettext_lazy("Promeneurs du Net"),
        Programme.RELAIS_NUMERIQUE: gettext_lazy("Relais numérique"),
    },
}


def term_labels(field: Field, codes: Collection[str]) -> list[str]:
    """Words of the codes we have words for, in the order of the list, not of the place."""
    return [str(label) for code, label in TERM_LABELS[field].items() if code in codes]


def hour_words(value: time | datetime) -> str:
    """9 h, 14 h 30. Midnight at the end of a day reads 24 h: pass it as time.max."""
    if isinstance(value, datetime):
        value = value.timetz()
    if value.replace(tzinfo=None) == time.max:
        return _("%(hour)d h") % {"hour": 24}
    if value.minute:
        return _("%(hour)d h %(minute)02d") % {"hour": value.hour, "minute": value.minute}
    return _("%(hour)d h") % {"hour": value.hour}


def interval_words(start: time, end: time) -> str:
    return _("%(start)s à %(end)s") % {"start": hour_words(start), "end": hour_words(end)}


def day_words(day: date, *, today: date) -> str:
    """demain, lundi (within the week), mardi 24 novembre, mardi 5 janvier 2027."""
    if day == today + timedelta(days=1):
        return _("demain")
    if today < day < today + timedelta(days=7):
        return formats.date_format(day, "l")
    return _("%(weekday)s %(date)s") % {
        "weekday": formats.date_format(day, "l"),
        "date": date_words(day, today=today),
    }


def coming_day_words(day: date, *, today: date) -> str:
    """aujourd’hui, demain, jeudi…"""
    return _("aujourd’hui") if day == today else day_words(day, today=today)


def date_words(day: date, *, today: date) -> str:
    """1er août 2024; the year is left out when it is the current one."""
    return (
        _first_of_month(formats.date_format(day, _("j F")))
        if day.year == today.year
        else full_date_words(day)
    )


def full_date_words(day: date) -> str:
    return _first_of_month(formats.date_format(day, _("j F Y")))


def _first_of_month(words: str) -> str:
    return _("1er %(month)s") % {"month": words[2:]} if words.startswith("1 ") else words


def credit_words(source: Source, *, dated_on: date) -> str:
    """France services, ANCT, fichier du 1er août 2024: what every page owes to a source."""
    named = ", ".join(filter(None, (source.name, source.producer)))
    return _("%(credit)s, fichier du %(day)s") % {
        "credit": source.attribution or named,
        "day": full_date_words(dated_on),
    }


def licence_words(source: Source) -> str:
    return source.licence or _("licence inconnue")


def distance_words(distance_m: float) -> str:
    """300 m, 1,6 km, 12 km: as precise as a town hall's position deserves."""
    if distance_m < 950:
        return _("%(metres)d m") % {"metres": max(50, round(distance_m / 50) * 50)}
    kilometres = distance_m / 1000
    rounded = round(kilometres, 1) if kilometres < 2.95 else round(kilometres)
    return _("%(kilometres)s km") % {"kilometres": formats.localize(rounded, use_l10n=True)}


def place_count_words(count: int) -> str:
    return ngettext("%(count)d lieu", "%(count)d lieux", count) % {"count": count}
