"""What people come for, in their words: the nine national services behind nine buttons.

Order and words: design brief, section 2. The national spelling stays in standard.py.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.places.terms import Field, Service, Term


@dataclass(frozen=True)
class Need:
    slug: str
    service: Service
    title: str | Promise
    hint: str | Promise
    icon: str  # a Lucide name, listed in design/icons.py

    @property
    def term(self) -> Term:
        return Term(Field.SERVICE, self.service)


NEEDS = (
    Need(
        slug="demarches",
        service=Service.PAPERWORK,
        title=_("Faire une démarche"),
        hint=_("CAF, impôts, retraite, santé…"),
        icon="file-text",
    ),
    Need(
        slug="apprendre",
        service=Service.EVERYDAY_SKILLS,
        title=_("Apprendre l’ordinateur ou le téléphone"),
        hint=_("débuter, envoyer un message"),
        icon="monitor",
    ),
    Need(
        slug="internet",
        service=Service.INTERNET_ACCESS,
        title=_("Utiliser Internet ou un ordinateur"),
        hint=_("wifi, imprimante, scanner"),
        icon="wifi",
    ),
    Need(
        slug="travail",
        service=Service.WORK,
        title=_("Chercher du travail"),
        hint=_("CV, candidatures, France Travail"),
        icon="briefcase",
    ),
    Need(
        slug="arnaques",
        service=Service.SAFETY,
        title=_("Éviter les arnaques"),
        hint=_("mots de passe, faux messages, virus"),
        icon="shield-check",
    ),
    Need(
        slug="ordinateur",
        service=Service.AFFORDABLE_COMPUTER,
        title=_("Avoir un ordinateur pas cher"),
        hint=_("occasion, prêt ou don"),
        icon="laptop",
    ),
    Need(
        slug="enfant",
        service=Service.PARENTING,
        title=_("Aider mon enfant"),
        hint=_("école, devoirs, écrans, Parcoursup"),
        icon="users",
    ),
    Need(
        slug="comprendre",
        service=Service.UNDERSTANDING,
        title=_("Comprendre Internet"),
        hint=_("données, fausses nouvelles, IA"),
        icon="globe",
    ),
    Need(
        slug="creer",
        service=Service.LEISURE,
        title=_("Créer et me divertir"),
        hint=_("photo, vidéo, musique, jeux"),
        icon="palette",
    ),
)

NEED_BY_SLUG = {need.slug: need for need in NEEDS}
NEED_BY_SERVICE = {need.service: need for need in NEEDS}
