"""A file of invented places, spread over France as its people are, at the national standard.

    .venv/bin/python -m benchmarks.invented_places --count 20000 > lieux.csv

The same count and seed give the same file, read like any other:

    maillage import places lieux.csv --source essai --territory FR --dated-on 2026-11-01

Communes are real; the rest is made up, in the proportions of the files that France publishes:
some 7,000 different weeks, one place out of twenty without a position, one out of thirty that
moves about. Telephone numbers are of the ranges that are kept for fiction.
"""

import argparse
import csv
import gzip
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import cos, radians, sqrt
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from maillage.places.standard import (
    COLUMN_OF_FIELD,
    COLUMNS,
    SEPARATOR,
    UNKNOWN_PIVOT,
    VALUE_OF_CODE,
)
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
    TrainingLabel,
)

Value = TypeVar("Value")

DATA = Path(__file__).parents[1] / "maillage" / "territory" / "data"
COUNT = 20_000
SEED = 17
NEWEST, OLDEST = date(2026, 10, 31), date(2024, 11, 1)
WITHOUT_POSITION = 0.05
# National programmes describe their places all alike, censuses each of them for itself: of two
# published files, one has 17 descriptions for 188 places, the other 514 for 687.
DESCRIBED_AS_USUAL = 0.6
USUAL = 20  # descriptions of each kind of place
TOWN = 20_000  # inhabitants: it has several libraries, named after their neighbourhoods
KM_PER_DEGREE = 111.2

# Source: ARCEP, plan national de numérotation, numéros pour les œuvres audiovisuelles.
FICTION = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")

NEIGHBOURHOODS = (
    "des Tilleuls", "du Moulin", "de la Gare", "des Acacias", "du Vieux-Pont", "de la Fontaine",
    "des Coteaux", "du Lavoir", "de la Prairie", "des Remparts", "du Port", "de la Source",
    "des Marronniers", "du Haut-Bourg", "de la Plaine", "des Vignes", "du Canal", "des Carmes",
    "de l’Horloge", "des Peupliers", "du Verger", "de la Colline", "des Quatre-Vents", "du Parc",
)  # fmt: skip
STREETS = (
    "place de la Mairie", "rue de la Mairie", "place de l’Église", "avenue de la Gare",
    "rue des Écoles", "rue du Moulin", "place du Marché", "rue de la Fontaine", "rue Haute",
    "boulevard de la République", "rue du Stade", "allée des Tilleuls", "route de la Vallée",
)  # fmt: skip

# How often a place says each thing; the kinds of place below say more of some.
LIKELIHOODS: dict[Field, dict[str, float]] = {
    Field.SERVICE: {
        Service.PAPERWORK: 0.60,
        Service.EVERYDAY_SKILLS: 0.70,
        Service.INTERNET_ACCESS: 0.45,
        Service.WORK: 0.30,
        Service.SAFETY: 0.35,
        Service.AFFORDABLE_COMPUTER: 0.05,
        Service.PARENTING: 0.18,
        Service.UNDERSTANDING: 0.35,
        Service.LEISURE: 0.12,
    },
    Field.AUDIENCE: {
        Audience.YOUTH: 0.20,
        Audience.STUDENTS: 0.08,
        Audience.FAMILIES: 0.18,
        Audience.SENIORS: 0.25,
        Audience.WOMEN: 0.02,
    },
    Field.CARE: {
        Care.DEAFNESS: 0.05,
        Care.MOTOR: 0.12,
        Care.MENTAL: 0.06,
        Care.ILLITERACY: 0.14,
        Care.ENGLISH: 0.08,
        Care.OTHER_LANGUAGES: 0.07,
        Care.SIGHT: 0.05,
    },
    Field.PROGRAMME: {
        Programme.AIDANTS_CONNECT: 0.18,
        Programme.CERTIFICATION_PIX: 0.02,
        Programme.CONSEILLERS_NUMERIQUES: 0.20,
        Programme.EMMAUS_CONNECT: 0.01,
        Programme.GRANDE_ECOLE_DU_NUMERIQUE: 0.005,
        Programme.CROIX_ROUGE: 0.005,
        Programme.POINT_NUMERIQUE_CAF: 0.08,
        Programme.PROMENEURS_DU_NET: 0.02,
        Programme.RELAIS_NUMERIQUE: 0.01,
    },
    Field.TRAINING_LABEL: dict.fromkeys(TrainingLabel, 0.01),
    Field.ACCESS: {
        Access.WALK_IN: 0.60,
        Access.PHONE: 0.55,
        Access.EMAIL: 0.35,
        Access.ONLINE_APPOINTMENT: 0.08,
        Access.NO_PUBLIC: 0.005,
        Access.REFERRAL_EMAIL: 0.02,
    },
    Field.SUPPORT: {
        Support.ALONE: 0.35,
        Support.INDIVIDUAL: 0.70,
        Support.WORKSHOP: 0.45,
        Support.REMOTE: 0.06,
    },
}
FEES: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 0.17),
    ((Fee.FREE,), 0.68),
    ((Fee.FREE_FOR_SOME,), 0.08),
    ((Fee.PAID,), 0.07),
)

Interval = tuple[str, str]
Week = dict[str, tuple[Interval, ...]]
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr")
MORNINGS = (
    (("09:00", "12:00"), 45),
    (("08:30", "12:00"), 17),
    (("09:00", "12:30"), 17),
    (("08:30", "12:30"), 12),
    (("08:00", "12:00"), 5),
    (("09:30", "12:30"), 3),
    (("10:00", "12:00"), 3),
    (("09:15", "12:15"), 1),
)
AFTERNOONS = (
    (("14:00", "17:00"), 30),
    (("13:30", "17:00"), 27),
    (("13:30", "17:30"), 12),
    (("14:00", "18:00"), 10),
    (("13:30", "16:30"), 10),
    (("14:00", "16:30"), 6),
    (("14:00", "17:30"), 6),
    (("13:00", "16:00"), 4),
    (("13:45", "17:15"), 1),
)
EVENINGS = ((("17:00", "19:00"), 4), (("18:00", "20:00"), 3), (("17:30", "19:30"), 1))
AFTER_CLASS = ((("16:30", "18:30"), 4), (("17:00", "19:00"), 3), (("16:30", "18:00"), 2))
NOT_TOLD = 0.08
QUOTED = (
    "horaires variables selon les semaines",
    "se renseigner en mairie",
    "contacter l’accueil avant de venir",
)


def office(chance: random.Random) -> Week:
    """Monday to Friday, with what makes each of them unlike the next."""
    morning, afternoon = drawn(MORNINGS, chance), drawn(AFTERNOONS, chance)
    week: Week = dict.fromkeys(WEEKDAYS, (morning, afternoon))
    if chance.random() < 0.25:
        week["Fr"] = (morning, drawn(AFTERNOONS, chance))
    if chance.random() < 0.20:
        week[chance.choice(WEEKDAYS)] = (morning,)
    if chance.random() < 0.10:
        week[chance.choice(WEEKDAYS)] = (afternoon,)
    if chance.random() < 0.06:
        del week[chance.choice(WEEKDAYS)]
    if chance.random() < 0.10:
        week["Sa"] = (drawn(MORNINGS, chance),)
    return week


def library(chance: random.Random) -> Week:
    """Afternoons, all day on Wednesday and Saturday, closed on Monday."""
    morning, afternoon = drawn(MORNINGS, chance), drawn(AFTERNOONS, chance)
    week: Week = {
        "Tu": (afternoon,),
        "We": (morning, afternoon),
        "Th": (afternoon,),
        "Fr": (drawn(AFTERNOONS, chance),),
        "Sa": (drawn(MORNINGS, chance),),
    }
    if chance.random() < 0.3:
        week["Fr"] = (drawn(EVENINGS, chance),)
    if chance.random() < 0.3:
        del week[chance.choice(("Tu", "Th"))]
    return week


def drop_in(chance: random.Random) -> Week:
    """One to three half days."""
    days = sorted(chance.sample(range(5), k=chance.choice((1, 1, 2, 2, 3))))
    return {WEEKDAYS[day]: (drawn(MORNINGS + AFTERNOONS, chance),) for day in days}


def evenings(chance: random.Random) -> Week:
    week = drop_in(chance)
    week[next(iter(week))] = (drawn(EVENINGS, chance),)
    return week


def after_class(chance: random.Random) -> Week:
    return dict.fromkeys(("Mo", "Tu", "Th", "Fr"), (drawn(AFTER_CLASS, chance),))


RHYTHMS = {
    "office": office,
    "library": library,
    "drop_in": drop_in,
    "evenings": evenings,
    "after_class": after_class,
}


@dataclass(frozen=True)
class Kind:
    """One sort of place: {of} is « de Saintes » or, in a town, a neighbourhood."""

    name: str
    share: int
    typology: str
    rhythm: str
    says: tuple[str, ...] = ()  # terms that it always carries
    is_itinerant: bool = False


KINDS = (
    Kind("France services {of}", 13, "RFS", "office", (Programme.FRANCE_SERVICES,)),
    Kind("Mairie {of}", 12, "MUNI", "office"),
    Kind("Médiathèque {of}", 11, "BIB", "library", (Service.INTERNET_ACCESS,)),
    Kind("Bibliothèque {of}", 5, "BIB", "library", (Programme.BIBLIOTHEQUES_NUMERIQUES,)),
    Kind("CCAS {of}", 8, "CCAS", "office"),
    Kind("Centre social {of}", 8, "CS", "office", (Support.WORKSHOP,)),
    Kind("Maison de quartier {of}", 4, "MQ", "office"),
    Kind("Espace public numérique {of}", 5, "EPN", "drop_in", (Service.EVERYDAY_SKILLS,)),
    Kind("Association Clic et partage {of}", 7, "ASSO", "evenings"),
    Kind("Association Souris verte {of}", 6, "ASSO", "drop_in"),
    Kind("Mission locale {of}", 4, "ML", "office", (Service.WORK, Audience.YOUTH)),
    Kind("Point information jeunesse {of}", 3, "PIJ_BIJ", "office", (Audience.YOUTH,)),
    Kind("Tiers-lieu La Fabrique {of}", 5, "TIERS_LIEUX", "evenings"),
    Kind("Bureau de poste {of}", 4, "LA_POSTE", "office"),
    Kind("Collège {of}", 2, "Autre", "after_class", (Audience.FAMILIES,)),
    Kind("Bus numérique {of}", 3, "ENM", "drop_in", is_itinerant=True),
)


@dataclass(frozen=True)
class Town:
    row: Mapping[str, str]
    postcodes: Sequence[str]

    @property
    def population(self) -> int:
        return int(self.row["population"] or 0)

    @property
    def of(self) -> str:
        """« de Saintes », « d’Oléron », « du Havre », « des Ulis »."""
        name = self.row["name"]
        for article, contracted in (("Le ", "du "), ("Les ", "des ")):
            if name.startswith(article):
                return contracted + name.removeprefix(article)
        return f"d’{name}" if name[0] in "AEÉÈÎIOUYH" else f"de {name}"


def invented_places(count: int, *, seed: int = SEED) -> Iterator[dict[str, str]]:
    """Make places up, each as a row of the standard."""
    chance = random.Random(seed)
    towns = read_towns()
    where = chance.choices(towns, weights=[town.population for town in towns], k=count)
    kinds = chance.choices(KINDS, weights=[kind.share for kind in KINDS], k=count)
    usual = {kind: [lists(kind, chance=chance) for _one in range(USUAL)] for kind in KINDS}
    for number, (town, kind) in enumerate(zip(where, kinds, strict=True), start=1):
        is_usual = chance.random() < DESCRIBED_AS_USUAL
        said = chance.choice(usual[kind]) if is_usual else lists(kind, chance=chance)
        yield place(number, town=town, kind=kind, chance=chance) | said


def read_towns() -> list[Town]:
    postcodes: dict[str, list[str]] = defaultdict(list)
    for row in read(DATA / "postcodes.csv.gz"):
        postcodes[row["commune_id"]].append(row["code"])
    return [
        Town(row, postcodes[row["code_insee"]] or [""]) for row in read(DATA / "communes.csv.gz")
    ]


def read(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def place(number: int, *, town: Town, kind: Kind, chance: random.Random) -> dict[str, str]:
    name = kind.name.format(of=named_after(town, chance=chance))
    latitude, longitude = position(town, chance=chance)
    said = {
        "id": f"essai-{number}",
        "pivot": UNKNOWN_PIVOT,
        "nom": name,
        "commune": town.row["name"],
        "code_postal": chance.choice(town.postcodes),
        "code_insee": town.row["code_insee"],
        "adresse": f"{chance.randrange(1, 200)} {chance.choice(STREETS)}",
        "latitude": latitude,
        "longitude": longitude,
        "typologie": kind.typology,
        "telephone": maybe(0.85, phone(chance), chance=chance),
        "courriels": maybe(0.80, f"accueil-{number}@example.org", chance=chance),
        "site_web": maybe(0.65, f"https://example.org/lieux/{number}", chance=chance),
        "horaires": hours(kind, chance=chance),
        "presentation_resume": maybe(
            0.40, f"{name} vous accueille pour vos démarches en ligne.", chance=chance
        ),
        "source": "essai",
        "date_maj": str(OLDEST + timedelta(days=chance.randrange((NEWEST - OLDEST).days))),
    }
    return dict.fromkeys(COLUMNS, "") | said


def named_after(town: Town, *, chance: random.Random) -> str:
    if town.population < TOWN or chance.random() < 0.2:
        return town.of
    return chance.choice(NEIGHBOURHOODS)


def position(town: Town, *, chance: random.Random) -> tuple[str, str]:
    """Put it around the middle of its commune, further in a larger one, or nowhere."""
    if not town.row["latitude"] or chance.random() < WITHOUT_POSITION:
        return "", ""
    spread_km = min(3.0, 0.5 + sqrt(town.population) / 500)
    north, east = (chance.gauss(0, spread_km / 1.5) / KM_PER_DEGREE for _side in range(2))
    latitude, longitude = float(town.row["latitude"]), float(town.row["longitude"])
    return (
        f"{latitude + north:.6f}",
        f"{longitude + east / cos(radians(latitude)):.6f}",
    )


def phone(chance: random.Random) -> str:
    return f"{chance.choice(FICTION)} {chance.randrange(100):02} {chance.randrange(100):02}"


def maybe(likelihood: float, text: str, *, chance: random.Random) -> str:
    return text if chance.random() < likelihood else ""


def lists(kind: Kind, *, chance: random.Random) -> dict[str, str]:
    said: dict[Field, list[str]] = {
        field: [
            code
            for code, value in VALUE_OF_CODE[field].items()
            if code in kind.says or chance.random() < LIKELIHOODS[field].get(code, 0)
        ]
        for field in LIKELIHOODS
    }
    said[Field.FEE] = list(drawn(FEES, chance))
    if kind.is_itinerant:
        said[Field.MOBILITY] = [Mobility.ITINERANT]
    elif chance.random() < 0.6:
        said[Field.MOBILITY] = [Mobility.FIXED]
    return {
        COLUMN_OF_FIELD[field]: SEPARATOR.join(VALUE_OF_CODE[field][code] for code in codes)
        for field, codes in said.items()
    }


def hours(kind: Kind, *, chance: random.Random) -> str:
    """In the syntax of OpenStreetMap, but for those that say nothing or something else."""
    luck = chance.random()
    if luck < NOT_TOLD:
        return ""
    if luck < NOT_TOLD + 0.03:
        return chance.choice(QUOTED)
    if luck < NOT_TOLD + 0.035:
        return "24/7"
    is_by_appointment = chance.random() < 0.05
    written = osm(
        RHYTHMS[kind.rhythm](chance), after=' unknown "sur rendez-vous"' * is_by_appointment
    )
    if kind.rhythm == "after_class":
        return f"{written}; PH,SH off"
    luck = chance.random()
    if luck < 0.20:
        return f"{written}; PH off"
    if luck < 0.23:
        return f"{written}; PH,SH off"
    return f"{written}; SH Mo-Fr 10:00-12:00" if luck < 0.24 else written


def osm(week: Week, *, after: str) -> str:
    """Write a week, days that follow and are alike together: "Mo-Th 09:00-12:00; Fr …"."""
    rules = []
    for intervals, alike in groupby(week.items(), key=lambda day: day[1]):
        days = [day for day, _intervals in alike]
        named = "-".join(dict.fromkeys((days[0], days[-1])))
        told = ",".join(f"{start}-{end}" for start, end in intervals)
        rules.append(f"{named} {told}{after}")
    return "; ".join(rules)


def drawn(values: Sequence[tuple[Value, float]], chance: random.Random) -> Value:
    return chance.choices([value for value, _w in values], [weight for _v, weight in values])[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="Écrit un fichier de lieux inventés.")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    written = csv.DictWriter(sys.stdout, fieldnames=COLUMNS)
    written.writeheader()
    places = invented_places(options.count, seed=options.seed)
    written.writerows(tqdm(places, total=options.count, unit=" lieux", disable=None))


if __name__ == "__main__":
    main()
