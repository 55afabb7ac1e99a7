"""Asks an address service where an address is; nothing is asked unless one is set.

Source: https://adresse.data.gouv.fr/api-doc/adresse, whose answers are in GeocodeJSON. What people
type may be their home: it goes to that service alone, and into no log of ours.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any

import requests
from django.conf import settings
from django.core.cache import caches
from django.db.models import Avg

from maillage.lib.distance import Position
from maillage.lib.text import search_name
from maillage.territory.models import Commune
from maillage.territory.queries import Territory, commune_by_code

logger = logging.getLogger(__name__)

TIMEOUT_S = 2
REST_S = 30  # after a failure: nobody else waits for a service that is down
KEPT_S = 86_400
LEAST_SCORE = 0.5
LENGTHS = range(3, 201)  # others are refused by the national service
FARTHEST_M = 150_000  # from the middle of the largest commune, in Guyane, to its end
NO_ANSWER = "none"  # as kept: the service answered that it knows of no such address
RESTING = "geocoder-rests"
# A process has few threads: while some wait for the service, the others serve the site.
SEATS = BoundedSemaphore(2)

HOUSE_NUMBER = re.compile(r"[0-9]{1,4}(?: ?(?:bis|ter|quater|[a-d]))? (?=.*[a-z]{2})")
STREET_WORD = re.compile(
    r"\b(?:rue|ruelle|avenue|av|boulevard|bd|bld|allees?|chemin|impasse|imp|place|pl|quai|route|rte"
    r"|square|passage|faubourg|fbg|venelle|sentier|promenade|esplanade|parvis|montee|lotissement"
    r"|residence|rond point|lieu dit|zone artisanale|zone industrielle)\b"
)


class GeocoderError(Exception):
    """The address service could not answer; the message says nothing of what was asked."""


class Kind(StrEnum):
    """How much of the address was found, in the words of the service."""

    HOUSE = "housenumber"
    STREET = "street"
    LOCALITY = "locality"
    COMMUNE = "municipality"


@dataclass(frozen=True)
class Address:
    label: str
    position: Position
    commune: Commune
    kind: Kind


@dataclass(frozen=True)
class _Answer:
    """What the service says, as kept; its code is of a commune that may not be ours."""

    label: str
    position: Position
    code_insee: str
    kind: Kind


def looks_like_address(text: str) -> bool:
    """Tell whether this begins with the number of a house, or has the word of a street."""
    words = search_name(text)
    return bool(HOUSE_NUMBER.match(words) or STREET_WORD.search(words))


def find_address(text: str, *, territory: Territory) -> Address | None:
    """Find an address of France, in or around the territory if there are several.

    None when no service is set, or when it knows of none, or doubts. Raises GeocoderError when it
    does not answer.
    """
    typed = " ".join(text.split())
    if not settings.GEOCODER_URL or len(typed) not in LENGTHS or not typed[0].isalnum():
        return None
    cache = caches["public"]
    key = f"address-{hashlib.sha256(f'{settings.TERRITORY} {typed}'.encode()).hexdigest()}"
    answer = cache.get(key)
    if answer is None:
        answer = _read(_ask(typed, near=_middle_of(territory))) or NO_ANSWER
        cache.set(key, answer, KEPT_S)
    return None if answer == NO_ANSWER else _in_france(answer)


def _ask(text: str, *, near: Position | None) -> Any:
    """Ask once, unless too many wait already; a service that fails is left alone for a while."""
    if caches["public"].get(RESTING):
        raise GeocoderError("resting")
    if not SEATS.acquire(blocking=False):
        raise GeocoderError("busy")
    try:
        return _answer_to(_parameters(text, near=near))
    except requests.RequestException as error:
        caches["public"].set(RESTING, True, REST_S)
        status = error.response.status_code if error.response is not None else ""
        # The message of the error itself holds the address.
        raise _failed(f"{type(error).__name__} {status}".strip()) from None
    finally:
        SEATS.release()


def _parameters(text: str, *, near: Position | None) -> dict[str, str]:
    parameters = {"q": text, "limit": "1", "autocomplete": "0"}
    if near:
        parameters |= {"lat": f"{near.latitude:.3f}", "lon": f"{near.longitude:.3f}"}
    return parameters


def _answer_to(parameters: dict[str, str]) -> Any:
    response = requests.get(
        settings.GEOCODER_URL,
        params=parameters,
        timeout=TIMEOUT_S,
        allow_redirects=False,  # the address is for this service alone
    )
    if response.status_code == HTTPStatus.BAD_REQUEST:  # of this text, not of all others
        return {"features": []}
    if response.status_code != HTTPStatus.OK:
        raise requests.HTTPError(response=response)
    return response.json()


def _failed(reason: str) -> GeocoderError:
    logger.warning("The address service failed: %s", reason)
    return GeocoderError(reason)


def _read(said: Any) -> _Answer | None:
    """Take the first feature of the collection; None when there is none, or a doubtful one."""
    try:
        if not said["features"]:
            return None
        feature = said["features"][0]
        properties = feature["properties"]
        answer = _Answer(
            label=str(properties["label"]),
            position=_position_of(feature["geometry"]["coordinates"]),
            code_insee=str(properties["citycode"]),
            kind=Kind(properties["type"]),
        )
        return answer if float(properties["score"]) >= LEAST_SCORE else None
    except (KeyError, TypeError, ValueError):
        raise _failed("unreadable answer") from None


def _position_of(coordinates: Any) -> Position:
    longitude, latitude = map(float, coordinates)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError
    return Position(latitude, longitude)


def _in_france(answer: _Answer) -> Address | None:
    """Give the address where its commune is known, and the position around it."""
    commune = commune_by_code(answer.code_insee)
    if commune is None:
        return None
    if commune.position and commune.position.metres_to(answer.position) > FARTHEST_M:
        return None
    return Address(answer.label, answer.position, commune, answer.kind)


def _middle_of(territory: Territory) -> Position | None:
    if territory.is_whole_country:
        return None
    middle = Commune.objects.filter(territory.condition()).aggregate(
        latitude=Avg("latitude"), longitude=Avg("longitude")
    )
    return Position.of(middle["latitude"], middle["longitude"])
