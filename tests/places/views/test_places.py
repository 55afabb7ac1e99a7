import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.places.terms import Field, Mobility, Term
from maillage.territory.models import Contour
from tests.cast import SELF_SERVICE_COMPUTER, place, record, town
from tests.places.test_drawing import square_contour

pytestmark = pytest.mark.django_db

ITINERANT = Term(Field.MOBILITY, Mobility.ITINERANT)


@pytest.fixture(autouse=True)
def a_tuesday_morning(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_the_list_answers_the_search(client: Client) -> None:
    place("Loin", in_town="La Rochelle")
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=demarches&ou=Saintes")

    assert "<h1>Faire une démarche</h1>" in page
    assert page.index(">Ici<") < page.index(">Loin<")
    assert "2 lieux" in page
    assert "/lieux/ici/?besoin=demarches&amp;commune=17415" in page


def test_the_map_of_this_search_is_linked_once(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?commune=17415")

    assert page.count('href="/carte/?commune=17415"') == 1


def test_list_and_map_are_one_search_with_the_same_parameters(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=demarches&commune=17415&ouvert=1")

    parameters = "?besoin=demarches&amp;commune=17415&amp;ouvert=maintenant"
    assert f'href="/carte/{parameters}"' in page
    assert f'href="/lieux/filtres/{parameters}"' in page
    assert f'href="/lieux/reponse/{parameters}"' in page
    assert f'href="/lieux/{parameters}"' in text_of(
        client, f"/carte/{parameters}".replace("amp;", "")
    )


def test_a_need_nobody_meets_shows_the_others_and_says_so(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=creer")

    assert "Aucun lieu n’annonce : « Créer et me divertir »." in page
    assert ">Ici<" in page


def test_an_empty_map_still_gives_a_page(client: Client) -> None:
    assert "0 lieu" in text_of(client, "/lieux/?besoin=demarches&ouvert=1")
    assert "0 lieu" in text_of(client, "/carte/")


def test_the_next_page_is_numbered_on(client: Client) -> None:
    for number in range(1, 12):
        place(f"Lieu {number:02}", in_town="Saintes")

    first, second = text_of(client, "/lieux/"), text_of(client, "/lieux/?page=2")

    assert "Voir les lieux 9 à 11" in first
    assert 'start="9">' in second
    assert ">Lieu 11<" in second


def test_places_that_do_not_say_what_they_help_with_are_told_below_the_others(
    client: Client,
) -> None:
    place("Aide", in_town="Saintes")
    place("Muet", in_town="Saintes", terms=())

    page = text_of(client, "/lieux/?besoin=demarches&commune=17415")

    assert "1 autre lieu ne dit pas à quoi il aide" in page
    assert 'href="/lieux/?commune=17415"' in page


def test_a_page_past_the_end_gives_the_last_one(client: Client) -> None:
    place("Ici", in_town="Saintes")

    assert ">Ici<" in text_of(client, "/lieux/?page=99")


def test_an_unknown_commune_is_said_and_nothing_is_lost(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=demarches&ou=Xyzzy%3Cb%3E")

    assert "Nous ne connaissons pas « Xyzzy&lt;b&gt; »." in page
    assert ">Ici<" in page


def test_several_communes_of_one_name_are_offered(client: Client) -> None:
    town("Saintes")
    other = town("Jonzac")
    other.name, other.search_name = "Sainte-Soulle", "sainte soulle"
    other.save()

    page = text_of(client, "/lieux/?besoin=demarches&ou=saint")

    assert "<h1>Quelle commune ?</h1>" in page
    assert 'href="/lieux/?besoin=demarches&amp;commune=17197"' in page


def test_the_list_takes_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        place(f"Lieu {number}", in_town="Saintes")
    client.get("/lieux/")  # plans the openings of the week, once a day

    with django_assert_max_num_queries(17):
        client.get("/lieux/?commune=17415")


def test_a_page_is_never_kept_past_the_next_opening_or_closing(
    client: Client, now: datetime
) -> None:
    place("Ferme dans deux minutes", in_town="Saintes", opening_hours="Tu 09:00-10:14")

    response = client.get("/lieux/")

    assert "max-age=120" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_the_place_page_gives_the_answer_first(client: Client, now: datetime) -> None:
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)
    place("Voisin", in_town="Fontcouverte", terms=SELF_SERVICE_COMPUTER)

    page = text_of(client, "/lieux/ici/?besoin=demarches&commune=17415")

    assert '<h1 lang="fr">Ici</h1>' in page
    assert "Ouvert" in page
    assert "ferme à 12 h" in page
    assert 'href="tel:+33546000000"' in page
    assert "Appeler le 05 46 00 00 00" in page
    assert "1 rue de la Mairie, 17100 Saintes" in page
    assert "Faire une démarche" in page
    assert "Prix : non renseigné." in page
    assert "Source : Essai, Nous, fichier du 1er octobre 2026 (Licence Ouverte)." in page
    assert ">Voisin<" in page
    assert 'href="/lieux/?besoin=demarches&amp;commune=17415"' in page


def test_what_is_unknown_is_said(client: Client) -> None:
    place(
        "Ici",
        in_town="Saintes",
        terms=(),
        phone="",
        opening_hours="",
        latitude=None,
        longitude=None,
        address="",
    )

    page = text_of(client, "/lieux/ici/")

    assert "Horaires inconnus" in page
    assert "Téléphone : non renseigné." in page
    assert "Services non renseignés." in page
    assert "Position exacte inconnue" in page


def test_a_bus_quotes_its_round_and_gives_no_direction(client: Client) -> None:
    place(
        "Bus",
        in_town="Saintes",
        terms=(ITINERANT,),
        opening_hours="",
        hours_text="lundi matin à Muron",
    )

    page = text_of(client, "/lieux/bus/")

    assert "Bus ou permanence" in page
    assert "lundi matin à Muron" in page
    assert "Y aller" not in page
    assert "Ouvert" not in page.split("<main")[1].split("</main>")[0]


def test_words_of_a_source_are_never_markup(client: Client) -> None:
    place("<b>Ici</b>", in_town="Saintes", slug="ici", notes="<script>alert(1)</script>")

    page = client.get("/lieux/ici/").content.decode()

    assert "<b>Ici" not in page
    assert "<script>alert" not in page


def test_an_unknown_place_is_not_found(client: Client) -> None:
    assert client.get("/lieux/nulle-part/").status_code == 404


def test_the_ground_of_the_live_map_is_given_and_not_sent_twice(client: Client) -> None:
    contour = square_contour(town("Saintes"), detail=Contour.Detail.AROUND)

    response = client.get("/carte/fond.json")

    assert json.loads(response.content) == {
        "neighbours": [],
        "communes": {"17415": contour.path},
        "towns": [["Saintes", 45.7464, -0.6333]],
    }
    again = client.get("/carte/fond.json", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_an_unknown_ground_is_empty(client: Client) -> None:
    assert client.get("/carte/fond.json").json() == {"neighbours": [], "communes": {}, "towns": []}


def test_from_outside_the_territory_the_nearest_places_are_shown_and_it_is_said(
    client: Client,
) -> None:
    place("Ici", in_town="Saintes")
    town("Montpellier")

    page = text_of(client, "/carte/?commune=34172")

    assert "Montpellier n’est pas dans ce territoire." in page
    assert ">Ici<" in page


def test_a_misspelt_town_is_understood_and_it_is_said(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=demarches&ou=saintez")

    assert "Résultats pour Saintes. Vous aviez écrit « saintez »." in page
    assert 'value="Saintes"' in page
    assert "/lieux/ici/?besoin=demarches&amp;commune=17415" in page


def test_a_town_that_may_be_one_of_several_is_offered_not_assumed(client: Client) -> None:
    place("Ici", in_town="Saintes")
    twin = town("Jonzac")
    twin.name, twin.search_name, twin.population = "Sainves", "sainves", 20_000
    twin.save()

    page = " ".join(text_of(client, "/lieux/?besoin=demarches&ou=sainbes").split())

    assert (
        'Vouliez-vous dire <a href="/lieux/?besoin=demarches&amp;commune=17415" lang="fr">'
        "Saintes</a> ?" in page
    )


def test_a_name_that_no_place_bears_is_said_and_the_others_are_shown(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?q=xyzzy")

    assert "Aucun lieu ne porte le nom « xyzzy »." in page
    assert ">Ici<" in page


def test_what_is_typed_replaces_where_one_was_and_keeps_the_filters(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=demarches&prix=gratuit&commune=17415&zone=45,-1,46,0")
    form = page.split('role="search"')[1].split("</form>")[0]

    assert 'name="besoin" value="demarches"' in form
    assert 'name="prix" value="gratuit"' in form
    assert 'value="Saintes"' in form
    assert "17415" not in form
    assert "zone" not in form


def test_the_field_says_the_name_looked_for_once(client: Client) -> None:
    place("Ici", in_town="Saintes")

    named = text_of(client, "/lieux/?q=ici").split('role="search"')[1].split("</form>")[0]
    near = text_of(client, "/lieux/?q=ici&commune=17415").split('role="search"')[1]

    assert 'value="ici"' in named
    assert 'name="q"' not in named
    assert 'name="q" value="ici"' in near.split("</form>")[0]


def test_nobody_types_where_they_stand(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?lat=45.746&lon=-0.633&precision=ici&ou=Autour+de+moi")

    assert "Distances depuis l’endroit où vous êtes, à 100 m près." in page
    assert 'value="Autour de moi"' not in page


def test_every_place_is_one_link_away(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?besoin=demarches&commune=17415&prix=gratuit&ouvert=samedi")

    assert 'href="/lieux/?commune=17415">Voir tous les lieux</a>' in page


def test_every_place_is_not_offered_where_it_is_shown(client: Client) -> None:
    place("Ici", in_town="Saintes")

    page = text_of(client, "/lieux/?commune=17415")

    assert "Voir tous les lieux" not in page


def test_cards_and_pins_bear_the_same_key(client: Client) -> None:
    spot = place("Ici", in_town="Saintes").spots.get()

    assert f'data-spot="{spot.pk}"' in text_of(client, "/lieux/")


def test_only_the_map_loads_what_a_map_needs(client: Client) -> None:
    place("Ici", in_town="Saintes")

    assert "leaflet" not in text_of(client, "/lieux/")
    assert "leaflet" in text_of(client, "/carte/")


def test_an_empty_town_is_asked_for(client: Client) -> None:
    assert "Écrivez votre commune ou son code postal." in text_of(client, "/lieux/?ou=")
    assert "Écrivez votre commune" not in text_of(client, "/lieux/")


def test_the_way_back_leads_to_the_same_page_of_the_same_view(client: Client) -> None:
    for number in range(1, 12):
        place(f"Lieu {number:02}", in_town="Saintes")

    on_map = text_of(client, "/carte/?besoin=demarches&page=2")

    assert "/lieux/lieu-11/?besoin=demarches&amp;page=2&amp;vue=carte" in on_map
    back = text_of(client, "/lieux/lieu-11/?besoin=demarches&page=2&vue=carte")
    assert 'href="/carte/?besoin=demarches&amp;page=2"' in back


def test_links_of_a_source_are_web_addresses_or_nothing(client: Client) -> None:
    place(
        "Ici",
        in_town="Saintes",
        websites=["javascript:alert(1)", "https://ici.example/"],
        emails=["a?bcc=b@example.fr"],
    )

    page = text_of(client, "/lieux/ici/")

    assert "javascript:" not in page
    assert 'href="https://ici.example/"' in page
    assert "mailto:a%3Fbcc%3Db@example.fr" in page


def test_today_is_that_of_the_place(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monday_evening_there = datetime(2026, 11, 24, 1, 0, tzinfo=ZoneInfo("Europe/Paris"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday_evening_there)
    commune = town("Saintes")
    commune.pk = "97105"
    commune.save()
    place("Là-bas", in_town="Saintes", commune=commune)

    page = " ".join(text_of(client, "/lieux/la-bas/").split())
    assert 'Lundi <span class="screen-only">(aujourd’hui)' in page


def test_the_tile_layer_is_handed_over_when_set(client: Client, settings: object) -> None:
    square_contour(town("Saintes"))
    settings.TILE_URL = "https://tuiles.example/{z}/{x}/{y}.png"  # type: ignore[attr-defined]

    assert 'data-tiles="https://tuiles.example/{z}/{x}/{y}.png"' in text_of(client, "/carte/")


def test_term_time_and_school_holidays_have_a_table_each(client: Client) -> None:
    place("Ici", in_town="Saintes", opening_hours="We 13:00-18:00", holiday_hours="off")

    page = " ".join(text_of(client, "/lieux/ici/").split())

    in_term = page.index("<h3>En période scolaire (en ce moment)</h3>")
    today = page.index('Mardi <span class="screen-only">(aujourd’hui)')
    in_holidays = page.index("<h3>Pendant les vacances scolaires</h3>")
    assert in_term < today < in_holidays < page.rindex("fermé")
    assert page.count('class="hours-table"') == 2
