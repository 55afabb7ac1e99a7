import json
from datetime import datetime

import pytest

from maillage.places.structured_data import as_script, structured_data
from tests.cast import place

pytestmark = pytest.mark.django_db

URL = "https://aide.exemple.fr/lieux/ici/"


def test_a_place_is_told_in_the_words_of_schema_org(now: datetime) -> None:
    ici = place("Ici", in_town="Saintes", opening_hours="Tu 09:00-12:00")

    data = structured_data(ici, url=URL, is_itinerant=False, now=now)

    assert data == {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": URL,
        "url": URL,
        "name": "Ici",
        "telephone": "+33546000000",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "1 rue de la Mairie",
            "postalCode": "17100",
            "addressLocality": "Saintes",
            "addressCountry": "FR",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 45.7464, "longitude": -0.6333},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": "https://schema.org/Tuesday",
                "opens": "09:00",
                "closes": "12:00",
                "validFrom": "2026-11-24",
                "validThrough": "2026-11-24",
            }
        ],
    }


@pytest.mark.parametrize("hours", ["", 'Mo-Fr unknown "selon les jours"', "Mo-Su off"])
def test_hours_that_are_not_sure_are_not_told(hours: str, now: datetime) -> None:
    ici = place("Ici", in_town="Saintes", opening_hours=hours)

    data = structured_data(ici, url=URL, is_itinerant=False, now=now)

    assert "openingHoursSpecification" not in data


def test_an_evening_that_ends_at_midnight_does_not_end_in_the_morning(now: datetime) -> None:
    ici = place("Ici", in_town="Saintes", opening_hours="Tu 20:00-24:00")

    data = structured_data(ici, url=URL, is_itinerant=False, now=now)

    (opening,) = data["openingHoursSpecification"]
    assert (opening["opens"], opening["closes"]) == ("20:00", "23:59")


def test_a_bus_has_neither_position_nor_hours(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes")

    data = structured_data(bus, url=URL, is_itinerant=True, now=now)

    assert data.keys().isdisjoint({"geo", "openingHoursSpecification"})


def test_what_is_not_known_is_left_out(now: datetime) -> None:
    bare = place(
        "Ici", in_town="Saintes", phone="", address="", postcode="", latitude=None, longitude=None
    )

    data = structured_data(bare, url=URL, is_itinerant=False, now=now)

    assert data.keys().isdisjoint({"telephone", "geo"})
    assert data["address"].keys() == {"@type", "addressLocality", "addressCountry"}


def test_a_name_cannot_end_the_script(now: datetime) -> None:
    name = "</script><script>alert(1)</script> <!-- & \u2028"
    nasty = place("Ici", in_town="Saintes")
    nasty.name = name

    written = as_script(structured_data(nasty, url=URL, is_itinerant=False, now=now))

    assert not set("<>&") & set(written)
    assert json.loads(written)["name"] == name
