import base64
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.opendata.answers import FIELDS
from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place, Source, Stop
from maillage.places.terms import Field, Mobility, Term
from tests.cast import SELF_SERVICE_COMPUTER, place, record, town

pytestmark = pytest.mark.django_db

PLACES = "/api/v1/lieux"


def published(name: str, *, in_town: str = "Saintes", now: datetime, **values: Any) -> Place:
    made = place(name, in_town=in_town, **values)
    record(made, identifier=made.slug, now=now)
    refresh_spots([made.pk])
    return made


def get(client: Client, path: str = PLACES, **parameters: object) -> Any:
    response = client.get(path, parameters)
    assert response.status_code == 200, response.content.decode()
    return json.loads(response.content)


def names(answer: Any) -> list[str]:
    return [one["nom"] for one in answer["lieux"]]


def problem(client: Client, path: str = PLACES, **parameters: object) -> Any:
    response = client.get(path, parameters)
    assert response.status_code == 400, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    return json.loads(response.content)


def test_a_place_is_told_in_the_columns_of_the_standard(client: Client, now: datetime) -> None:
    published("Ici", now=now)

    [told] = get(client)["lieux"]

    assert told["id"] == "essai--ici"
    assert told["services"] == "Aide aux démarches administratives"
    assert (told["latitude"], told["longitude"]) == (45.7464, -0.6333)
    assert told["page"] == "http://testserver/lieux/ici/"
    assert told["ouverture"]["etat"] in ("ouvert", "ferme", "ferme_bientot", "inconnu")
    assert set(told) <= set(FIELDS)
    assert "courriels" not in told


def test_the_filters_are_those_of_the_pages(client: Client, now: datetime) -> None:
    published("Guichet", now=now)
    published("Ordinateurs", terms=SELF_SERVICE_COMPUTER, now=now)

    assert names(get(client, besoin="internet")) == ["Ordinateurs"]
    assert names(get(client, offre="aide")) == ["Guichet"]
    assert names(get(client, q="guich")) == ["Guichet"]


def test_nothing_found_is_an_empty_answer_never_a_wider_one(client: Client, now: datetime) -> None:
    published("Guichet", now=now)

    assert get(client, besoin="creer") == {"total": 0, "lieux": []}


def test_the_nearest_comes_first_with_its_distance(client: Client, now: datetime) -> None:
    town("Saintes")
    published("Loin", in_town="La Rochelle", now=now)
    published("Près", in_town="Fontcouverte", now=now)

    answer = get(client, commune="17415")

    assert names(answer) == ["Près", "Loin"]
    assert [round(one["distance_m"], -3) for one in answer["lieux"]] == [4000, 61000]
    assert names(get(client, lat=46.16, lon=-1.15)) == ["Loin", "Près"]
    assert names(get(client, commune="17415", rayon=10)) == ["Près"]


def test_a_zone_holds_what_the_map_shows(client: Client, now: datetime) -> None:
    published("Ici", now=now)
    published("Ailleurs", in_town="La Rochelle", now=now)

    assert names(get(client, zone="45.7,-0.7,45.8,-0.6")) == ["Ici"]


def test_only_the_fields_that_are_asked_are_told(client: Client, now: datetime) -> None:
    published("Ici", now=now)

    answer = get(client, champs="nom,telephone,distance_m", commune="17415")

    assert answer["lieux"] == [{"nom": "Ici", "telephone": "+33546000000", "distance_m": 0}]


def test_counts_say_what_each_value_of_a_filter_would_leave(client: Client, now: datetime) -> None:
    published("Guichet", now=now)
    published("Ordinateurs", terms=SELF_SERVICE_COMPUTER, now=now)

    counts = get(client, comptes=["offre", "besoin"])["comptes"]

    assert counts["sans"] == []
    assert counts["filtres"]["offre"] == {"aide": 1, "ordinateur": 1, "wifi": 0}
    assert counts["filtres"]["besoin"]["demarches"] == 1


@pytest.mark.parametrize("parameters", [{}, {"commune": "17415"}, {"tri": "nom"}])
def test_pages_follow_one_another_without_a_hole(
    client: Client, now: datetime, parameters: dict[str, str]
) -> None:
    for number in range(5):
        published(f"Lieu {number}", in_town=["Saintes", "Jonzac"][number % 2], now=now)
    published("Sans position", latitude=None, longitude=None, now=now)
    whole = names(get(client, **parameters))

    seen, answer = [], get(client, limite=2, **parameters)
    while True:
        seen += names(answer)
        if "suivant" not in answer:
            break
        following = urlsplit(answer["suivant"])
        answer = json.loads(client.get(f"{following.path}?{following.query}").content)

    assert seen == whole
    assert len(seen) == 6


def test_a_place_that_comes_meanwhile_shifts_no_page(client: Client, now: datetime) -> None:
    for name in ("Bac", "Cale", "Dune"):
        published(name, now=now)
    first = get(client, limite=2)
    published("Abri", now=now)
    Place.objects.get(slug="cale").spots.all().delete()

    assert names(get(client, limite=2, curseur=first["curseur"])) == ["Dune"]


def test_each_stop_of_a_bus_is_an_answer_of_its_own(client: Client, now: datetime) -> None:
    bus = published("Bus", terms=(Term(Field.MOBILITY, Mobility.ITINERANT),), now=now)
    for name in ("Jonzac", "Fontcouverte"):
        Stop.objects.create(
            place=bus, commune=town(name), hours_text="le mardi", stated_on=now.date()
        )
    refresh_spots([bus.pk])

    listed = get(client)["lieux"]
    alone = get(client, f"{PLACES}/bus")

    assert [one["passage"]["commune"] for one in listed] == ["Fontcouverte", "Jonzac"]
    assert {one["commune"] for one in alone["passages"]} == {"Fontcouverte", "Jonzac"}
    assert names(get(client, limite=1, curseur=get(client, limite=1)["curseur"])) == ["Bus"]


@pytest.mark.parametrize("name", ["ici", "essai--ici"])
def test_one_place_is_read_by_its_id_or_its_address(
    client: Client, now: datetime, name: str
) -> None:
    published("Ici", now=now)

    assert get(client, f"{PLACES}/{name}")["nom"] == "Ici"


@pytest.mark.parametrize("name", ["rien", "essai--rien", "--", "a/b/c", "%00", "essai--%00"])
def test_an_unknown_place_is_a_404_that_says_what_to_do(client: Client, name: str) -> None:
    response = client.get(f"{PLACES}/{name}")

    assert response.status_code == 404
    assert "/lieux?q=" in json.loads(response.content)["detail"]


def test_places_of_a_source_without_an_open_licence_are_kept_back(
    client: Client, now: datetime
) -> None:
    published("Ici", now=now)
    Source.objects.update(licence="Tous droits réservés")

    assert get(client)["total"] == 0
    assert client.get(f"{PLACES}/ici").status_code == 404


def test_a_withdrawn_place_is_gone(client: Client, now: datetime) -> None:
    gone = published("Ici", now=now)
    Place.objects.filter(pk=gone.pk).update(withdrawn_at=now)

    assert client.get(f"{PLACES}/ici").status_code == 404


FORGED = base64.urlsafe_b64encode(b'[0, "a\\u0000", 1, 1]').decode()
HUGE = base64.urlsafe_b64encode(b'[0, "a", 99999999999999999999, 1]').decode()


@pytest.mark.parametrize(
    ("parameters", "name", "told"),
    [
        ({"truc": "1"}, "truc", "n’est pas un paramètre"),
        ({"page": "2"}, "page", "n’est pas un paramètre"),
        ({"besoin": "manger"}, "besoin", "manger"),
        ({"rayon": "11", "commune": "17415"}, "rayon", "11"),
        ({"rayon": "10"}, "rayon", "Dites d’où"),
        ({"tri": "distance"}, "tri", "Dites d’où"),
        ({"tri": "pertinence"}, "tri", "pertinence"),
        ({"lat": "45"}, "lon", "vont ensemble"),
        ({"lon": "0"}, "lat", "vont ensemble"),
        ({"lat": "nan", "lon": "0"}, "lat", "nombre"),
        ({"lat": "91", "lon": "0"}, "lat", "90"),
        ({"zone": "1,2,3"}, "zone", "degrés"),
        ({"ouvert": "demain"}, "ouvert", "maintenant"),
        ({"ouvert": "2020-01-01"}, "ouvert", "semaine à venir"),
        ({"scolaire": "oui"}, "scolaire", "oui"),
        ({"limite": "101"}, "limite", "100"),
        ({"limite": "beaucoup"}, "limite", "entier"),
        ({"champs": "nom,age"}, "champs", "age"),
        ({"comptes": "tout"}, "comptes", "tout"),
        ({"curseur": "é"}, "curseur", "page précédente"),
        ({"curseur": "bm9u"}, "curseur", "page précédente"),
        ({"curseur": FORGED}, "curseur", "page précédente"),
        ({"curseur": HUGE}, "curseur", "page précédente"),
        ({"q": "a\0"}, "q", "nul"),
        ({"commune": "99999"}, "commune", "code INSEE"),
        ({"ou": "xyzzy"}, "ou", "ne connaissons pas"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    client: Client, parameters: dict[str, str], name: str, told: str
) -> None:
    said = problem(client, **parameters)

    assert said["parametre"] == name
    assert name in said["detail"]
    assert told in said["detail"]


def test_a_name_that_several_communes_bear_gives_their_codes(
    client: Client, few_communes: None
) -> None:
    said = problem(client, ou="saint")

    assert said["parametre"] == "ou"
    assert "17385" in said["detail"]


def test_a_search_asks_the_database_as_often_for_one_place_as_for_many(
    client: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        published(f"Lieu {number}", in_town=["Saintes", "Jonzac"][number % 2], now=now)
    for _time in range(2):  # the openings are planned, then known to be; rows are read once
        get(client)

    # All of them on one page are counted by it.
    for limit, queries in ((1, 3), (11, 3), (12, 2)):
        with django_assert_num_queries(queries):
            assert get(client, limite=limit)["total"] == 12


def test_communes_are_found_as_they_are_typed(client: Client, few_communes: None) -> None:
    [saintes] = get(client, "/api/v1/communes", q="SAINTES")["communes"]

    assert (saintes["code_insee"], saintes["codes_postaux"]) == ("17415", ["17100"])
    assert set(saintes) == {
        "code_insee",
        "nom",
        "departement",
        "codes_postaux",
        "latitude",
        "longitude",
    }
    assert get(client, "/api/v1/communes", q="xyzzy") == {"communes": []}
    assert problem(client, "/api/v1/communes")["parametre"] == "q"


def test_the_nine_services_are_told_with_the_words_that_find_them(client: Client) -> None:
    services = get(client, "/api/v1/services")["services"]

    assert len(services) == 9
    assert services[0]["besoin"] == "demarches"
    assert services[0]["service"] == "Aide aux démarches administratives"
    assert problem(client, "/api/v1/services", q="x")["parametre"] == "q"
