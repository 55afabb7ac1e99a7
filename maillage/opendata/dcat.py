"""The published files described for the catalogues that harvest them, in French.

Source: W3C, Data Catalog Vocabulary (DCAT) version 3; SEMIC, DCAT-AP 3.0, whose mandatory and
recommended properties are all here but those we know nothing of.
"""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from maillage.opendata.edition import Contents, Edition
from maillage.opendata.formats import FORMATS, Format
from maillage.places.cards import Credit, credits_of_sources
from maillage.places.rules import is_open_licence
from maillage.territory.queries import territory_name

Node = dict[str, Any]

EUROPE = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
SCHEMA_URL = "https://github.com/LaMednum/standard-mediation-num"
KEYWORDS = ("inclusion numérique", "médiation numérique", "aide aux démarches", "lieux")

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "@language": "fr",
}


def catalogue_of(edition: Edition, *, root_url: str) -> Node:
    """Describe this edition, whose addresses begin with `root_url`, as JSON-LD."""
    with override("fr"):
        page = urljoin(root_url, reverse("opendata:index"))
        territory = territory_name()
        catalogue = {
            "@context": CONTEXT,
            "@id": urljoin(root_url, reverse("opendata:catalogue")),
            "@type": "dcat:Catalog",
            "dct:title": f"{settings.SITE_NAME} {territory}, données ouvertes",
            "dct:description": f"Les données que publie {settings.SITE_NAME}, {territory}.",
            "dct:language": {"@id": f"{EUROPE}/language/FRA"},
            "foaf:homepage": {"@id": root_url},
            "dct:publisher": _publisher(root_url, territory),
            "dcat:dataset": _dataset(edition, page=page, root_url=root_url, territory=territory),
        }
        return catalogue | _dated(edition)


def _dataset(edition: Edition, *, page: str, root_url: str, territory: str) -> Node:
    contents = edition.contents()
    sources = [one for one in credits_of_sources() if is_open_licence(one.licence)]
    return {
        "@id": f"{page}#lieux",
        "@type": "dcat:Dataset",
        "dct:identifier": "lieux",
        "dct:title": f"Lieux de médiation numérique, {territory}",
        "dct:description": (
            "Où trouver de l’aide avec Internet, l’ordinateur ou ses démarches : un lieu par "
            "ligne, au format du standard national des lieux de médiation numérique."
        ),
        "dcat:keyword": list(KEYWORDS),
        "dcat:theme": [{"@id": f"{EUROPE}/data-theme/{theme}"} for theme in ("SOCI", "GOVE")],
        "dct:language": {"@id": f"{EUROPE}/language/FRA"},
        "dct:accrualPeriodicity": {"@id": f"{EUROPE}/frequency/IRREG"},
        "dct:accessRights": {"@id": f"{EUROPE}/access-right/PUBLIC"},
        "dct:conformsTo": {"@id": SCHEMA_URL, "@type": "dct:Standard"},
        "dct:publisher": _publisher(root_url, territory),
        "dct:source": [_source(credit) for credit in sources],
        "dcat:landingPage": {"@id": page},
        "dcat:contactPoint": _contact(root_url),
        "dcat:distribution": [
            _distribution(edition, form, sources=sources, page=page) for form in FORMATS.values()
        ],
        **_coverage(contents, territory=territory),
        **_dated(edition),
    }


def _distribution(edition: Edition, form: Format, *, sources: list[Credit], page: str) -> Node:
    url = urljoin(page, form.file_name)
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": f"Lieux ({form.label})",
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}/{form.media_type}"},
        "dct:format": {"@id": f"{EUROPE}/file-type/{form.file_type}"},
        "dcat:byteSize": _typed("nonNegativeInteger", edition.size(form)),
        "dcatap:availability": {"@id": f"{EUROPE}/planned-availability/AVAILABLE"},
        "dct:license": _licence(" ; ".join(sorted({credit.licence for credit in sources}))),
        **_dated(edition),
    }


def _source(credit: Credit) -> Node:
    said: Node = {
        "@type": "dcat:Dataset",
        "dct:title": credit.words,
        "dct:license": _licence(credit.licence),
    }
    return said | ({"dcat:landingPage": {"@id": credit.url}} if credit.url else {})


def _licence(name: str) -> Node:
    return {"@type": "dct:LicenseDocument", "dct:title": name}


def _publisher(root_url: str, territory: str) -> Node:
    """Who publishes the site, as its legal notices say; else the territory it is of."""
    return {
        "@id": f"{root_url}#editeur",
        "@type": "foaf:Agent",
        "foaf:name": settings.PUBLISHER_NAME or territory,
    }


def _contact(root_url: str) -> Node:
    contact: Node = {
        "@type": "vcard:Kind",
        "vcard:fn": settings.PUBLISHER_NAME or settings.SITE_NAME,
        "vcard:hasURL": {"@id": urljoin(root_url, reverse("desk:legal_notices"))},
    }
    if settings.CONTACT_EMAIL:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{settings.CONTACT_EMAIL}"}
    return contact


def _coverage(contents: Contents, *, territory: str) -> Node:
    """Around which places, and stated between which days; nothing while no place is published."""
    said: Node = {}
    if contents.box:
        south, west, north, east = contents.box
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        ring = ", ".join(f"{longitude} {latitude}" for longitude, latitude in corners)
        said["dct:spatial"] = {
            "@type": "dct:Location",
            "dct:title": territory,
            "dcat:bbox": {"@type": "gsp:wktLiteral", "@value": f"POLYGON(({ring}))"},
        }
    if contents.stated_from:
        said["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("date", contents.stated_from),
            "dcat:endDate": _typed("date", contents.stated_until),
        }
    return said


def _dated(edition: Edition) -> Node:
    changed_at = edition.version.changed_at
    return {"dct:modified": _typed("dateTime", changed_at.isoformat())} if changed_at else {}


def _typed(kind: str, value: object) -> Node:
    return {"@type": f"xsd:{kind}", "@value": str(value)}
