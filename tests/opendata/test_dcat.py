import json
from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from maillage.places.models import Source
from tests.cast import place, record

pytestmark = pytest.mark.django_db


def catalogue(client: Client) -> dict:
    response = client.get("/opendata/catalogue.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def prefixes_used(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(prefixes_used, node))
    if not isinstance(node, dict):
        return set()
    own = {name.split(":")[0] for name in node if not name.startswith("@")}
    types = {str(node["@type"]).split(":")[0]} if "@type" in node else set()
    return own.union(types, *map(prefixes_used, node.values()))


def test_the_catalogue_has_all_that_dcat_ap_makes_mandatory(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)

    said = catalogue(client)

    dataset = said["dcat:dataset"]
    assert {"dct:title", "dct:description", "dct:publisher"} <= said.keys()
    assert {"dct:title", "dct:description", "dcat:distribution"} <= dataset.keys()
    assert all("dcat:accessURL" in one for one in dataset["dcat:distribution"])


def test_each_prefix_that_is_used_is_explained(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)

    said = catalogue(client)
    context = said.pop("@context")

    assert prefixes_used(said) <= context.keys()


def test_the_three_files_are_there_with_their_size(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)

    files = catalogue(client)["dcat:dataset"]["dcat:distribution"]

    for said in files:
        url = said["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
        assert len(client.get(url).content) == int(said["dcat:byteSize"]["@value"])
    assert [said["dct:format"]["@id"].rsplit("/", 1)[-1] for said in files] == [
        "CSV",
        "JSON",
        "GEOJSON",
    ]


def test_it_says_where_since_when_and_whose_data_they_are(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    record(place("Là", in_town="Jonzac", stated_on="2024-08-01"), identifier="2", now=now)

    dataset = catalogue(client)["dcat:dataset"]

    assert dataset["dct:spatial"]["dcat:bbox"]["@value"] == (
        "POLYGON((-0.6333 45.4469, -0.4339 45.4469, -0.4339 45.7464, "
        "-0.6333 45.7464, -0.6333 45.4469))"
    )
    assert dataset["dct:temporal"]["dcat:startDate"]["@value"] == "2024-08-01"
    [source] = dataset["dct:source"]
    assert source["dct:license"]["dct:title"] == "Licence Ouverte"


def test_a_source_without_an_open_licence_is_not_of_the_catalogue(
    client: Client, now: datetime
) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    Source.objects.update(licence="")

    dataset = catalogue(client)["dcat:dataset"]

    assert dataset["dct:source"] == []
    assert "dct:spatial" not in dataset


def test_the_publisher_and_the_contact_are_those_of_the_settings(
    client: Client, settings: Settings
) -> None:
    settings.PUBLISHER_NAME = "Département d’essai"
    settings.CONTACT_EMAIL = "donnees@example.org"

    said = catalogue(client)

    assert said["dct:publisher"]["foaf:name"] == "Département d’essai"
    assert said["dcat:dataset"]["dcat:contactPoint"]["vcard:hasEmail"] == {
        "@id": "mailto:donnees@example.org"
    }


def test_it_is_in_french_whatever_the_visitor_reads(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    french = catalogue(client)

    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    assert catalogue(client) == french
