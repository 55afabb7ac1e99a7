"""The national standard of digital-inclusion places, mapped once, and a place in its shape.

Source: LaMednum/standard-mediation-num, schema.json v1.0.2 (etalab-2.0). Values are spelt as
its patterns accept them, oddities included: "Bibliothèques numérique de référence" and
"Étapes numériques(La Poste)" are refused when spelt right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from maillage.places.terms import (
    Access,
    Audience,
    Care,
    Fee,
    Field,
    Mobility,
    Programme,
    Service,
    Support,
    Term,
    TrainingLabel,
)

COLUMNS = (
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
)

REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")

SEPARATOR = "|"
UNKNOWN_PIVOT = "0" * 14

COLUMN_OF_FIELD = {
    Field.SERVICE: "services",
    Field.AUDIENCE: "publics_specifiquement_adresses",
    Field.CARE: "prise_en_charge_specifique",
    Field.FEE: "frais_a_charge",
    Field.PROGRAMME: "dispositif_programmes_nationaux",
    Field.TRAINING_LABEL: "formations_labels",
    Field.ACCESS: "modalites_acces",
    Field.SUPPORT: "modalites_accompagnement",
    Field.MOBILITY: "itinerance",
    Field.TYPOLOGY: "typologie",  # codes of the living list, kept as they are
}

VALUE_OF_CODE: dict[Field, dict[str, str]] = {
    Field.SERVICE: {
        Service.PAPERWORK: "Aide aux démarches administratives",
        Service.EVERYDAY_SKILLS: "Maîtrise des outils numériques du quotidien",
        Service.WORK: "Insertion professionnelle via le numérique",
        Service.SAFETY: "Utilisation sécurisée du numérique",
        Service.PARENTING: "Parentalité et éducation avec le numérique",
        Service.LEISURE: "Loisirs et créations numériques",
        Service.UNDERSTANDING: "Compréhension du monde numérique",
        Service.INTERNET_ACCESS: "Accès internet et matériel informatique",
        Service.AFFORDABLE_COMPUTER: "Acquisition de matériel informatique à prix solidaire",
    },
    Field.AUDIENCE: {
        Audience.YOUTH: "Jeunes",
        Audience.STUDENTS: "Étudiants",
        Audience.FAMILIES: "Familles et/ou enfants",
        Audience.SENIORS: "Seniors",
        Audience.WOMEN: "Femmes",
    },
    Field.CARE: {
        Care.DEAFNESS: "Surdité",
        Care.MOTOR: "Handicaps moteurs",
        Care.MENTAL: "Handicaps mentaux",
        Care.ILLITERACY: "Illettrisme",
        Care.ENGLISH: "Langues étrangères (anglais)",
        Care.OTHER_LANGUAGES: "Langues étrangères (autres)",
        Care.SIGHT: "Déficience visuelle",
    },
    Field.FEE: {
        Fee.FREE: "Gratuit",
        Fee.FREE_FOR_SOME: "Gratuit sous condition",
        Fee.PAID: "Payant",
    },
    Field.PROGRAMME: {
        Programme.AIDANTS_CONNECT: "Aidants Connect",
        Programme.BIBLIOTHEQUES_NUMERIQUES: "Bibliothèques numérique de référence",
        Programme.CERTIFICATION_PIX: "Certification PIX",
        Programme.CONSEILLERS_NUMERIQUES: "Conseillers numériques",
        Programme.EMMAUS_CONNECT: "Emmaüs Connect",
        Programme.FRANCE_SERVICES: "France Services",
        Programme.GRANDE_ECOLE_DU_NUMERIQUE: "Grande école du numérique",
        Programme.CROIX_ROUGE: "La Croix Rouge",
        Programme.POINT_NUMERIQUE_CAF: "Point d'accès numérique CAF",
        Programme.PROMENEURS_DU_NET: "Promeneurs du net",
        Programme.RELAIS_NUMERIQUE: "Relais numérique (Emmaüs Connect)",
    },
    Field.TRAINING_LABEL: {
        TrainingLabel.MON_ESPACE_SANTE: "Formé à « Mon Espace Santé »",
        TrainingLabel.DUPLEX: "Formé à « DUPLEX » (illettrisme)",
        TrainingLabel.ARNIA: "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
        TrainingLabel.REEMPLOI_NORMANDIE: "Collectif ressources et acteurs réemploi (Normandie)",
        TrainingLabel.ETAPES_NUMERIQUES: "Étapes numériques(La Poste)",
        TrainingLabel.FABRIQUES_DE_TERRITOIRE: "Fabriques de Territoire",
        TrainingLabel.ECLAIREURS_DU_NUMERIQUE: "Les Éclaireurs du numérique (Drôme)",
        TrainingLabel.MES_PAPIERS: "Mes Papiers (Métropole de Lyon)",
        TrainingLabel.ORDI_3_0: "ORDI 3.0",
        TrainingLabel.SUD_LABS: "SUD LABS (PACA)",
    },
    Field.ACCESS: {
        Access.WALK_IN: "Se présenter",
        Access.PHONE: "Téléphoner",
        Access.EMAIL: "Contacter par mail",
        Access.ONLINE_APPOINTMENT: "Prendre un RDV en ligne",
        Access.NO_PUBLIC: "Ce lieu n'accueille pas de public",
        Access.REFERRAL_EMAIL: "Envoyer un mail avec une fiche de prescription",
    },
    Field.SUPPORT: {
        Support.ALONE: "En autonomie",
        Support.INDIVIDUAL: "Accompagnement individuel",
        Support.WORKSHOP: "Dans un atelier collectif",
        Support.REMOTE: "À distance",
    },
    Field.MOBILITY: {
        Mobility.ITINERANT: "Itinérant",
        Mobility.FIXED: "Fixe",
    },
}


@dataclass(frozen=True)
class Flag:
    """What was dropped or doubted in one value of a record, and why (in French, for the source)."""

    field: str  # as the source names it
    value: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlaceData:
    """What one record says of a place, once understood, or what its records say together.

    Unknown is empty or None, never guessed.
    """

    name: str
    pivot: str = ""
    code_insee: str  # of a commune of today
    commune: str
    postcode: str = ""
    address: str = ""
    address_details: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""  # E.164
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    opening_hours: str = ""  # OSM syntax, valid
    holiday_hours: str = ""  # of the school holidays, where they differ; "off", "unknown" too
    hours_text: str = ""  # as the source wrote them, when they cannot be told for sure
    notes: str = ""
    summary: str = ""
    description: str = ""
    terms: frozenset[Term] = frozenset()
    other_labels: tuple[str, ...] = ()
    parent_structure: str = ""
    accessibility_url: str = ""
    appointment_url: str = ""
    stated_on: date
    checked_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Write what is said as plain JSON; what is not said is left out."""
        return {
            field.name: _plain(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) not in SILENT
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "PlaceData":
        values = dict(said)
        for name in ("stated_on", "checked_on"):
            if name in values:
                values[name] = date.fromisoformat(values[name])
        for name in ("emails", "websites", "other_labels"):
            values[name] = tuple(values.get(name, ()))
        values["terms"] = frozenset(
            Term(Field(field), code) for field, code in values.get("terms", ())
        )
        return cls(**values)


SILENT: tuple[object, ...] = ("", (), frozenset(), None)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, frozenset):
        return [[term.field.value, str(term.code)] for term in sorted(value)]
    return value
