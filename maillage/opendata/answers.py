"""What the API answers: plain values, and the models that describe them to whoever reads them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from maillage.lib.distance import Position
from maillage.opendata.formats import POSITION
from maillage.opendata.memory import PublishedSpot, PublishedStop, published_spot, published_stop
from maillage.places.models import Place
from maillage.places.opening_hours import OpeningKind, OpeningState
from maillage.places.queries.places import is_itinerant, terms_of
from maillage.places.standard import COLUMNS
from maillage.territory.models import Commune

FIELDS = (*COLUMNS, "page", "distance_m", "ouverture", "passage")
STATES = {
    OpeningKind.OPEN: "ouvert",
    OpeningKind.CLOSES_SOON: "ferme_bientot",
    OpeningKind.CLOSED: "ferme",
    OpeningKind.UNKNOWN: "inconnu",
}


class Answer(Schema):
    model_config = ConfigDict(extra="forbid")


class OpeningAnswer(Answer):
    """Ouvert ou fermé, au moment de la réponse."""

    etat: str = Field(json_schema_extra={"enum": list(STATES.values())})
    jusqu_a: datetime | None = Field(None, description="Quand cet état change, si on le sait.")
    ouvre_a: datetime | None = Field(None, description="La prochaine ouverture certaine.")


class StopAnswer(Answer):
    """Un passage d’un bus ou d’une permanence."""

    commune: str
    code_insee: str
    adresse: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    horaires: str | None = Field(None, description="Syntaxe opening_hours d’OpenStreetMap.")
    horaires_texte: str = Field(description="Tels que le lieu les écrit.")
    ouverture: OpeningAnswer


_columns: dict[str, Any] = {
    column: (float | None if column in POSITION else str | None, None) for column in COLUMNS
}
PlaceAnswer = create_model(
    "PlaceAnswer",
    __base__=Answer,
    __doc__="Les colonnes du standard national, puis ce qui n’en est pas. Ce qui est vide manque.",
    **_columns,
    page=(str | None, Field(None, description="L’adresse de sa page sur ce site.")),
    distance_m=(int | None, Field(None, description="À vol d’oiseau.")),
    ouverture=(OpeningAnswer | None, None),
    passage=(StopAnswer | None, None),
)
OnePlaceAnswer = create_model(
    "OnePlaceAnswer", __base__=PlaceAnswer, passages=(list[StopAnswer] | None, None)
)


class CountsAnswer(Answer):
    """Combien de lieux laisserait chaque filtre, de tous ceux de la carte.

    « sans » : les filtres laissés de côté, quand aucun lieu ne répond à tous.
    """

    sans: list[str]
    filtres: dict[str, dict[str, int]]


class PlacesAnswer(Answer):
    """Une page de lieux. « suivant » est l’adresse de la page d’après, s’il y en a une."""

    total: int
    lieux: list[PlaceAnswer]  # type: ignore[valid-type]
    curseur: str | None = None
    suivant: str | None = None
    comptes: CountsAnswer | None = None


class CommuneAnswer(Answer):
    code_insee: str
    nom: str
    departement: str
    codes_postaux: list[str]
    latitude: float | None = None
    longitude: float | None = None


class CommunesAnswer(Answer):
    communes: list[CommuneAnswer]


class ServiceAnswer(Answer):
    """Un des neuf services du standard. « besoin » est le mot à écrire dans une recherche."""

    besoin: str
    service: str
    titre: str
    exemples: str


class ServicesAnswer(Answer):
    services: list[ServiceAnswer]


class ProblemAnswer(Answer):
    """Ce qui ne va pas et quoi faire (RFC 9457). « parametre » est celui en cause."""

    type: str
    title: str
    status: int
    detail: str
    parametre: str | None = None


def place_answer(
    spot: PublishedSpot,
    *,
    origin: Position | None,
    site: str,
    now: datetime,
    fields: Collection[str] = (),
) -> dict[str, Any]:
    """What is said of one spot of a search, in these fields only if there are any.

    `site`: its address, which no slash ends.
    """
    answer: dict[str, Any] = {**spot.said, "page": site + spot.path}
    if origin and spot.position:
        answer["distance_m"] = round(origin.metres_to(spot.position))
    if spot.stop:
        answer["passage"] = stop_answer(spot.stop, now=now)
    if spot.timetable:
        answer["ouverture"] = _opening_answer(spot.timetable.state(now))
    return {name: answer[name] for name in fields if name in answer} if fields else answer


def one_place_answer(place: Place, *, site: str, now: datetime) -> dict[str, Any]:
    """`place`: with_what_rows_say, and its stops with their communes."""
    spot = published_spot(place, is_itinerant=is_itinerant(terms_of(place)))
    stops = [stop_answer(published_stop(stop), now=now) for stop in place.stops.all()]
    answer = place_answer(spot, origin=None, site=site, now=now)
    return answer | ({"passages": stops} if stops else {})


def stop_answer(stop: PublishedStop, *, now: datetime) -> dict[str, Any]:
    return {**stop.said, "ouverture": _opening_answer(stop.timetable.state(now))}


def _opening_answer(state: OpeningState) -> dict[str, Any]:
    said = {"etat": STATES[state.kind], "jusqu_a": state.changes_at, "ouvre_a": state.opens_at}
    return {name: value for name, value in said.items() if value is not None}


def commune_answer(commune: Commune) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "code_insee": commune.code_insee,
        "nom": commune.name,
        "departement": commune.departement_id,
        "codes_postaux": sorted(postcode.code for postcode in commune.postcodes.all()),
    }
    if commune.position:
        answer |= commune.position._asdict()
    return answer
