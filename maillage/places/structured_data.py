"""A place told to search engines, in the words of schema.org.

A CivicStructure: town halls, libraries and associations alike are places open to the public, and
few of them are a LocalBusiness. Only what is sure is told: no position of a bus, no doubtful hour.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from maillage.places.models import Place
from maillage.places.opening_hours import SureOpening, sure_openings, timezone_of

DAYS_AHEAD = 7
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
END_OF_DAY = "23:59"  # 00:00 would be read as the morning
# In a script, "</script>" and "<!--" are read before JSON is.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def structured_data(place: Place, *, url: str, is_itinerant: bool, now: datetime) -> dict[str, Any]:
    """Describe the place, and when it opens in the coming days, its holidays taken into account."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": url,
        "url": url,
        "name": place.name,
        "telephone": place.phone,
        "address": _address(place),
    }
    if not is_itinerant:
        told |= {"geo": _geo(place), "openingHoursSpecification": _openings(place, now=now)}
    return {name: value for name, value in told.items() if value}


def as_script(data: dict[str, Any]) -> SafeString:
    """Write what goes between <script type="application/ld+json"> and its end."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308, escaped


def _address(place: Place) -> dict[str, str]:
    return {
        "@type": "PostalAddress",
        **({"streetAddress": place.address} if place.address else {}),
        **({"postalCode": place.postcode} if place.postcode else {}),
        "addressLocality": place.commune.name,
        "addressCountry": "FR",
    }


def _geo(place: Place) -> dict[str, str | float] | None:
    if place.position is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": place.position.latitude,
        "longitude": place.position.longitude,
    }


def _openings(place: Place, *, now: datetime) -> list[dict[str, str]]:
    openings = sure_openings(
        place.opening_hours,
        since=now.date(),
        until=now.date() + timedelta(days=DAYS_AHEAD),
        timezone=timezone_of(place.commune_id),
        departement=place.commune.departement_id,
        holiday_hours=place.holiday_hours,
    )
    return [_opening(opening) for opening in openings]


def _opening(opening: SureOpening) -> dict[str, str]:
    """Valid that day only: what is said of the next Tuesday is not said of every Tuesday."""
    ends_that_day = opening.ends_at.date() == opening.day
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{DAYS[opening.day.weekday()]}",
        "opens": f"{opening.starts_at:%H:%M}",
        "closes": f"{opening.ends_at:%H:%M}" if ends_that_day else END_OF_DAY,
        "validFrom": opening.day.isoformat(),
        "validThrough": opening.day.isoformat(),
    }
