"""Coordinates as a spreadsheet writes them, and from any system to the degrees of WGS 84."""

import math
import re
from functools import cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from maillage.places.mapping.words import plain

WGS_84 = "EPSG:4326"
SYSTEMS = {
    "WGS84": WGS_84,
    "Lambert-93": "EPSG:2154",
    "Lambert II étendu": "EPSG:27572",
    "Web Mercator": "EPSG:3857",
    **{f"CC{zone}": f"EPSG:39{zone}" for zone in range(42, 51)},
}
NUMBER = re.compile(
    r"""
    (?:POINT\ *)? [(\[]? \ *                            # as a pair opens
    ([+-]?[0-9]+ (?:\ [0-9]{3})* (?:[.,][0-9]*)? (?:E[+-]?[0-9]+)?)
    \ * [)\]]?                                          # and closes
    """,
    re.IGNORECASE | re.VERBOSE,
)
DECIMALS = 6  # a tenth of a metre


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", plain(name))


CODE_OF_NAME = {_letters(name): code for name, code in SYSTEMS.items()}


def known_system(name: str) -> str:
    """Give the EPSG code of a system named "Lambert-93", "CC46", "EPSG:2154"…; "" if unknown."""
    code = CODE_OF_NAME.get(_letters(name), name.strip().upper())
    if not re.fullmatch(r"EPSG:[0-9]{4,6}", code):
        return ""
    try:
        system = CRS(code)
    except CRSError:
        return ""
    is_of_the_ground = len(system.axis_info) == 2 and (system.is_projected or system.is_geographic)
    return code if is_of_the_ground else ""


def decimal(cell: str) -> str:
    """Write a number with a point, and without the brackets of a pair: "[45,75" is "45.75"."""
    match = NUMBER.fullmatch(" ".join(cell.split()))
    return match[1].replace(" ", "").replace(",", ".") if match else cell


def to_degrees(*, latitude: str, longitude: str, system: str) -> tuple[str, str]:
    """Convert the northing and the easting of a system; what is no number is left as it is."""
    try:
        easting, northing = float(longitude), float(latitude)
    except ValueError:
        return latitude, longitude
    east, north = _transformer(system).transform(easting, northing)
    if not (math.isfinite(east) and math.isfinite(north)):
        return latitude, longitude
    return f"{north:.{DECIMALS}f}", f"{east:.{DECIMALS}f}"


@cache
def _transformer(system: str) -> Transformer:
    return Transformer.from_crs(system, WGS_84, always_xy=True)
