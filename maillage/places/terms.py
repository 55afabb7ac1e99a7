"""The closed lists a place is described with, by our own codes.

National spellings live in standard.py, words for the public in needs.py and labels.py.
"""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """The lists. All but OFFER are columns of the national standard."""

    SERVICE = "service"
    OFFER = "offer"
    AUDIENCE = "audience"
    CARE = "care"
    FEE = "fee"
    PROGRAMME = "programme"
    TRAINING_LABEL = "training_label"
    ACCESS = "access"
    SUPPORT = "support"
    MOBILITY = "mobility"
    TYPOLOGY = "typology"


@dataclass(frozen=True, order=True)
class Term:
    field: Field
    code: str


class Service(StrEnum):
    PAPERWORK = "paperwork"
    EVERYDAY_SKILLS = "everyday_skills"
    INTERNET_ACCESS = "internet_access"
    WORK = "work"
    SAFETY = "safety"
    AFFORDABLE_COMPUTER = "affordable_computer"
    PARENTING = "parenting"
    UNDERSTANDING = "understanding"
    LEISURE = "leisure"


class Offer(StrEnum):
    """The three kinds of offer, poorest first: a place is drawn as its richest kind."""

    WIFI = "wifi"
    EQUIPPED = "equipped"
    MEDIATORS = "mediators"


class Audience(StrEnum):
    YOUTH = "youth"
    STUDENTS = "students"
    FAMILIES = "families"
    SENIORS = "seniors"
    WOMEN = "women"


class Care(StrEnum):
    DEAFNESS = "deafness"
    MOTOR = "motor"
    MENTAL = "mental"
    ILLITERACY = "illiteracy"
    ENGLISH = "english"
    OTHER_LANGUAGES = "other_languages"
    SIGHT = "sight"


class Fee(StrEnum):
    FREE = "free"
    FREE_FOR_SOME = "free_for_some"
    PAID = "paid"


class Programme(StrEnum):
    AIDANTS_CONNECT = "aidants_connect"
    BIBLIOTHEQUES_NUMERIQUES = "bibliotheques_numeriques"
    CERTIFICATION_PIX = "certification_pix"
    CONSEILLERS_NUMERIQUES = "conseillers_numeriques"
    EMMAUS_CONNECT = "emmaus_connect"
    FRANCE_SERVICES = "france_services"
    GRANDE_ECOLE_DU_NUMERIQUE = "grande_ecole_du_numerique"
    CROIX_ROUGE = "croix_rouge"
    POINT_NUMERIQUE_CAF = "point_numerique_caf"
    PROMENEURS_DU_NET = "promeneurs_du_net"
    RELAIS_NUMERIQUE = "relais_numerique"


class TrainingLabel(StrEnum):
    MON_ESPACE_SANTE = "mon_espace_sante"
    DUPLEX = "duplex"
    ARNIA = "arnia"
    REEMPLOI_NORMANDIE = "reemploi_normandie"
    ETAPES_NUMERIQUES = "etapes_numeriques"
    FABRIQUES_DE_TERRITOIRE = "fabriques_de_territoire"
    ECLAIREURS_DU_NUMERIQUE = "eclaireurs_du_numerique"
    MES_PAPIERS = "mes_papiers"
    ORDI_3_0 = "ordi_3_0"
    SUD_LABS = "sud_labs"


class Access(StrEnum):
    WALK_IN = "walk_in"
    PHONE = "phone"
    EMAIL = "email"
    ONLINE_APPOINTMENT = "online_appointment"
    NO_PUBLIC = "no_public"
    REFERRAL_EMAIL = "referral_email"


class Support(StrEnum):
    ALONE = "alone"
    INDIVIDUAL = "individual"
    WORKSHOP = "workshop"
    REMOTE = "remote"


class Mobility(StrEnum):
    FIXED = "fixed"
    ITINERANT = "itinerant"
