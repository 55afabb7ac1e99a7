"""Colours: from OKLCH to hexadecimal sRGB, and the contrast between two of them."""

import math
from functools import lru_cache

CHROMA_STEP = 0.002
GAMUT_TOLERANCE = 1e-4


def hex_colour(*, lightness: float, chroma: float, hue: float) -> str:
    """Write an OKLCH colour as "#rrggbb"; chroma is lowered until a screen can show it.

    lightness 0 to 1, chroma 0 to about 0.4, hue in degrees.
    """
    steps = 0
    while not _is_on_screen(rgb := _linear_rgb(lightness, chroma - steps * CHROMA_STEP, hue)):
        steps += 1
    return "#" + "".join(f"{_encoded(channel):02x}" for channel in rgb)


def contrast(first: str, second: str) -> float:
    """Measure the contrast of two "#rrggbb", from 1 to 21.

    Source: WCAG 2.2, definition of contrast ratio. #ffffff on #000000 is 21.
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Source: Björn Ottosson, "A perceptual color space for image processing" (Oklab), 2020."""
    angle = math.radians(hue)
    a, b = max(chroma, 0) * math.cos(angle), max(chroma, 0) * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_on_screen(rgb: tuple[float, float, float]) -> bool:
    return all(-GAMUT_TOLERANCE <= channel <= 1 + GAMUT_TOLERANCE for channel in rgb)


def _encoded(channel: float) -> int:
    value = min(max(channel, 0), 1)
    curved = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * curved)


@lru_cache(maxsize=4096)
def _luminance(colour: str) -> float:
    red, green, blue = (_decoded(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _decoded(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
