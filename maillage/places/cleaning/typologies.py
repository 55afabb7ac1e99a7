"""What a structure is: the codes of the standard's typology, which its schema does not list.

Source: LaMednum's library of the standard, version 2.3.0, `typologie.ts`. Labels are its
own, so that a column of labels is read too.
"""

import re

from maillage.places.cleaning.terms import words_of

LABELS = {
    "ACI": "Structures porteuses d’ateliers et chantiers d’insertion",
    "ACIPHC": "SIAE — Atelier chantier d’insertion premières heures en chantier",
    "AFPA": "Agence nationale pour la formation professionnelle des adultes",
    "AI": "Associations intermédiaires",
    "ASE": "Aide sociale à l’enfance",
    "ASSO": "Associations",
    "ASSO_CHOMEUR": "Associations de chômeurs",
    "Autre": "Autre",
    "AVIP": "Crèche à vocation d’insertion professionnelle",
    "BIB": "Bibliothèque / Médiathèque",
    "CAARUD": "Centre d’accueil et d’accompagnement à la réduction de risques pour usagers de"
    " drogues",
    "CADA": "Centres d’accueil de demandeurs d’asile",
    "CAF": "Caisses d’allocation familiale",
    "CAP_EMPLOI": "Cap Emploi",
    "CAVA": "Centres d’adaptation à la vie active",
    "CC": "Communautés de Commune",
    "CCAS": "Centres communaux d’action sociale",
    "CCONS": "Chambres consulaires",
    "CD": "Conseils Départementaux",
    "CDAS": "Centre départemental d’action sociale",
    "CFP": "Centre des finances publiques",
    "CHRS": "Centres d’hébergement et de réinsertion sociale",
    "CHU": "Centres d’hébergement d’urgence",
    "CIAS": "Centres intercommunaux d’action sociale",
    "CIDFF": "Centres d’information sur les droits des femmes et des familles",
    "CITMET": "Cité des métiers",
    "CMP": "Centre Médico Psychologique",
    "CMS": "Centre médico-social",
    "CPAM": "Caisse primaire d’assurance maladie",
    "CPH": "Centres provisoires d’hébergement",
    "CS": "Centre social",
    "CSAPA": "Centre de soins, d’accompagnement et de prévention en addictologie",
    "CSC": "Centre socioculturel",
    "DEETS": "Directions de l’Economie, de l’Emploi, du Travail et des Solidarités",
    "DEPT": "Services sociaux du Conseil départemental",
    "DIPLP": "Délégation interministérielle à la prévention et à la lutte contre la pauvreté",
    "E2C": "École de la deuxième chance",
    "EA": "Entreprise adaptée",
    "EATT": "Entreprise adaptée",
    "EI": "Entreprises d’insertion",
    "EITI": "Entreprises d’insertion par le travail indépendant",
    "ENM": "Espace Numérique Mobile",
    "EPCI": "Intercommunalité",
    "EPI": "Espace Public Internet",
    "EPIDE": "Établissement pour l’insertion dans l’emploi",
    "EPN": "Espace publique numérique",
    "ES": "Épicerie solidaire",
    "ESAT": "Établissements ou services d’aide par le travail",
    "ESS": "Entreprise def l’Économie Sociale et Solidaire",
    "ETTI": "Entreprises de travail temporaire d’insertion",
    "EVS": "Espace de vie sociale",
    "FABLAB": "Fablab",
    "FABRIQUE": "Fabrique",
    "FAIS": "Fédérations d’acteurs de l’insertion et de la solidarité",
    "FT": "France travail",
    "GEIQ": "Groupements d’employeurs pour l’insertion et la qualification",
    "HUDA": "Hébergement d’urgence pour demandeurs d’asile",
    "LA_POSTE": "La Poste",
    "MDE": "Maison de l’emploi",
    "MDH": "Maison des Habitants",
    "MDEF": "Maison de l’emploi et de la formation",
    "MDPH": "Maison Départementale des Personnes Handicapées",
    "MDS": "Maison Départementale des Solidarités",
    "MJC": "Maison des jeunes et de la culture",
    "ML": "Mission Locale",
    "MQ": "Maison de quartier",
    "MSA": "Mutualité Sociale Agricole",
    "MSAP": "Maison de Services Au Public",
    "MUNI": "Municipalités",
    "OACAS": "Structures agréées Organisme d’accueil communautaire et d’activité solidaire",
    "ODC": "Organisation délégataire d’un CD",
    "OF": "Organisme de formations",
    "OIL": "Opérateur d’intermédiation locative",
    "OPCS": "Organisation porteuse de la clause sociale",
    "PAD": "Point d’Accès au Droit",
    "PENSION": "Pension de famille",
    "PI": "Point info",
    "PIJ_BIJ": "Points et bureaux information jeunesse",
    "PIMMS": "Point Information Médiation Multi Services",
    "PJJ": "Protection judiciaire de la jeunesse",
    "PLIE": "Plans locaux pour l’insertion et l’emploi",
    "PREF": "Préfecture, Sous-Préfecture",
    "PREVENTION": "Service ou club de prévention",
    "REG": "Région",
    "RELAIS_LECTURE": "Relais lecture",
    "RESSOURCERIE": "Ressourcerie",
    "RFS": "Réseau France Services",
    "RS_FJT": "Résidence sociale - Foyer de Jeunes Travailleurs",
    "SCP": "Services et clubs de prévention",
    "SPIP": "Services pénitentiaires d’insertion et de probation",
    "TIERS_LIEUX": "Tiers lieu & coworking",
    "UDAF": "Union Départementale d’Aide aux Familles",
}
CODE_OF_WORDS = {
    **{words_of(label): code for code, label in LABELS.items() if code != "EATT"},  # as EA
    **{words_of(code): code for code in LABELS},
}
UNKNOWN_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")


def typology(value: str) -> str:
    """Find the code of a structure, by its code or its label; "" for any other word.

    A code that we do not know is kept as written: they are in capitals.
    """
    known = CODE_OF_WORDS.get(words_of(value), "")
    return known or (value if UNKNOWN_CODE.fullmatch(value) else "")
