"""What a search can be narrowed by, in the words of the public and as the address bar carries it.

One group a question, in the order of the page of all filters; needs are asked before, on the home
page. Slugs are French and never change: people keep and share these addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from maillage.places import labels
from maillage.places.facets import BIT_OF_TERM, TERM_TIME_ONLY
from maillage.places.needs import NEED_BY_SERVICE, NEEDS
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import (
    Access,
    Audience,
    Care,
    Fee,
    Field,
    Mobility,
    Offer,
    Programme,
    Service,
    Term,
    TrainingLabel,
)


class Moment(StrEnum):
    """When one can go. Each is also the word of the address bar."""

    NOW = "maintenant"
    TODAY = "aujourdhui"
    EVENING = "soir"  # after 18 h, one day of the coming week
    SATURDAY = "samedi"  # the coming one


When = Moment | date


class Group(StrEnum):
    """What can be asked for. Each is also the parameter of the address bar."""

    RADIUS = "rayon"
    WHEN = "ouvert"
    TERM_TIME = "scolaire"
    MOBILITY = "lieu"
    LABEL = "label"
    AUDIENCE = "public"
    ACCESS = "acces"
    FEE = "prix"
    CARE = "accueil"
    OFFER = "offre"
    NEED = "besoin"


# The first is the first to be given up when nothing is found; the need comes last.
GIVING_UP = tuple(Group)

RADIUS_KM = (10, 20, 50)

FIELD_GROUPS = {
    Field.SERVICE: Group.NEED,
    Field.OFFER: Group.OFFER,
    Field.FEE: Group.FEE,
    Field.AUDIENCE: Group.AUDIENCE,
    Field.CARE: Group.CARE,
    Field.PROGRAMME: Group.LABEL,
    Field.TRAINING_LABEL: Group.LABEL,
    Field.ACCESS: Group.ACCESS,
    Field.MOBILITY: Group.MOBILITY,
}
# One can be deaf and speak another language, but a place is fixed or it is not.
MULTIPLE = frozenset({Group.LABEL, Group.AUDIENCE, Group.ACCESS, Group.CARE})

SLUGS: Mapping[Field, Mapping[str, str]] = {
    Field.SERVICE: {need.service: need.slug for need in NEEDS},
    Field.OFFER: {Offer.MEDIATORS: "aide", Offer.EQUIPPED: "ordinateur", Offer.WIFI: "wifi"},
    Field.FEE: {Fee.FREE: "gratuit", Fee.FREE_FOR_SOME: "conditions", Fee.PAID: "payant"},
    Field.AUDIENCE: {
        Audience.YOUTH: "jeunes",
        Audience.STUDENTS: "etudiants",
        Audience.FAMILIES: "familles",
        Audience.SENIORS: "seniors",
        Audience.WOMEN: "femmes",
    },
    Field.CARE: {
        Care.DEAFNESS: "surdite",
        Care.SIGHT: "vue",
        Care.MOTOR: "fauteuil",
        Care.MENTAL: "mental",
        Care.ILLITERACY: "lecture",
        Care.ENGLISH: "anglais",
        Care.OTHER_LANGUAGES: "langues",
    },
    Field.PROGRAMME: {code: code.replace("_", "-") for code in Programme},
    Field.TRAINING_LABEL: {code: code.replace("_", "-") for code in TrainingLabel},
    Field.ACCESS: {
        Access.WALK_IN: "sans-rendez-vous",
        Access.PHONE: "telephone",
        Access.ONLINE_APPOINTMENT: "rendez-vous-en-ligne",
    },
    Field.MOBILITY: {Mobility.FIXED: "fixe", Mobility.ITINERANT: "itinerant"},
}
SLUG_OF_TERM = {
    Term(field, code): slug for field, slugs in SLUGS.items() for code, slug in slugs.items()
}
TERM_BY_SLUG = {(FIELD_GROUPS[term.field], slug): term for term, slug in SLUG_OF_TERM.items()}

MOMENT_LABELS: dict[Moment, str | Promise] = {
    Moment.NOW: _("Ouvert maintenant"),
    Moment.TODAY: _("Ouvert aujourd’hui"),
    Moment.EVENING: _("Ouvert le soir, après 18 h"),
    Moment.SATURDAY: _("Ouvert samedi"),
}
CHIP_LABELS: dict[str, str | Promise] = {  # shorter, beside « Ouvert maintenant »
    Moment.EVENING: _("Le soir"),
    Moment.SATURDAY: _("Samedi"),
}
OTHER_LABELS: dict[Term, str | Promise] = {
    Term(Field.ACCESS, Access.WALK_IN): _("Sans rendez-vous"),
    Term(Field.ACCESS, Access.PHONE): _("On peut téléphoner"),
    Term(Field.ACCESS, Access.ONLINE_APPOINTMENT): _("Rendez-vous en ligne"),
    Term(Field.MOBILITY, Mobility.FIXED): _("Toujours au même endroit"),
    Term(Field.MOBILITY, Mobility.ITINERANT): _("Bus ou permanence"),
}
GROUP_TITLES: dict[Group, str | Promise] = {
    Group.WHEN: _("Quand ?"),
    Group.RADIUS: _("Jusqu’où ?"),
    Group.OFFER: _("Ce que l’on y trouve"),
    Group.FEE: _("Prix"),
    Group.ACCESS: _("Comment y être reçu"),
    Group.CARE: _("Besoins particuliers"),
    Group.AUDIENCE: _("Pour qui"),
    Group.MOBILITY: _("Lieu fixe ou bus"),
    Group.TERM_TIME: _("Collèges et écoles"),
    Group.LABEL: _("Réseaux et labels"),
}


@dataclass(frozen=True)
class Option:
    """One answer to one question. `bit` is that of Spot.facets, 0 when it is not of them."""

    group: Group
    value: str
    label: str | Promise
    bit: int = 0


def _of_terms(*fields: Field) -> tuple[Option, ...]:
    return tuple(
        Option(FIELD_GROUPS[term.field], slug, term_label(term), BIT_OF_TERM[term])
        for term, slug in SLUG_OF_TERM.items()
        if term.field in fields
    )


def term_label(term: Term) -> str | Promise:
    if term.field is Field.SERVICE:
        return NEED_BY_SERVICE[Service(term.code)].title
    if term.field is Field.OFFER:
        return labels.OFFER_LABELS[term.code]
    if term in OTHER_LABELS:
        return OTHER_LABELS[term]
    words: Mapping[str, Any] = labels.TERM_LABELS.get(term.field) or VALUE_OF_CODE[term.field]
    return capfirst(words[term.code])


OPTIONS: dict[Group, tuple[Option, ...]] = {
    Group.WHEN: tuple(Option(Group.WHEN, moment, label) for moment, label in MOMENT_LABELS.items()),
    Group.RADIUS: tuple(
        Option(Group.RADIUS, str(km), format_lazy(_("À moins de {km} km"), km=km))
        for km in RADIUS_KM
    ),
    Group.OFFER: _of_terms(Field.OFFER),
    Group.FEE: _of_terms(Field.FEE),
    Group.ACCESS: _of_terms(Field.ACCESS),
    Group.CARE: _of_terms(Field.CARE),
    Group.AUDIENCE: _of_terms(Field.AUDIENCE),
    Group.MOBILITY: _of_terms(Field.MOBILITY),
    Group.TERM_TIME: (
        Option(
            Group.TERM_TIME,
            "1",
            _("Seulement en période scolaire (collèges)"),
            TERM_TIME_ONLY,
        ),
    ),
    Group.LABEL: _of_terms(Field.PROGRAMME, Field.TRAINING_LABEL),
}
