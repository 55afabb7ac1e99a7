import re

import pytest
from django.urls import reverse

from maillage.desk.simple import MOST_TOWNS, SENTENCES
from maillage.places.needs import NEEDS
from maillage.places.terms import Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, place, town
from tests.desk.test_views import text_of

pytestmark = pytest.mark.django_db

IN_SAINTES = "/simple/lieux/?besoin=demarches&commune=17415"
PAGES = ["/simple/", "/simple/ou/", IN_SAINTES]
MOST_WORDS = 10
BUS = (*HELPED_WITH_PAPERWORK, Term(Field.MOBILITY, Mobility.ITINERANT))


@pytest.mark.parametrize("url", PAGES)
def test_page_has_one_title_no_script_of_its_own_and_no_cookie(client, url):
    response = client.get(url)

    assert response.text.count("<h1") == 1
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", response.text) == []
    assert response.cookies == {}
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize("url", PAGES)
def test_page_changes_nothing(client, url):
    assert client.post(url).status_code == 405


def test_each_need_has_its_sentence_and_leads_to_the_next_question(client):
    html = client.get("/simple/").text

    assert set(SENTENCES) == {need.slug for need in NEEDS}
    links = re.findall(r'href="/simple/ou/\?besoin=([\w-]+)"', html)
    assert links == [need.slug for need in NEEDS]
    assert 'href="/simple/ou/"' in html  # « Je ne sais pas »


@pytest.mark.parametrize("url", PAGES)
def test_sentences_are_short(client, url):
    place("Mairie", in_town="Saintes")
    main = client.get(url).text.split("<main")[1].split("</main>")[0]

    lines = re.sub(r"<[^>]+>", "\n", main).split("\n")
    sentences = [part for line in lines for part in re.split(r"[.:?]", line)]
    assert [words for words in sentences if len(words.split()) > MOST_WORDS] == []


def test_where_offers_the_largest_towns_for_this_need(client):
    town("Saintes")
    town("La Rochelle")
    town("Montpellier")  # of another territory

    html = client.get("/simple/ou/?besoin=demarches").text

    assert MOST_TOWNS >= 2
    assert re.findall(r"commune=(\d+)", html) == ["17300", "17415"]
    assert html.count('href="/simple/lieux/?besoin=demarches&amp;commune=') == 2
    assert '<input type="hidden" name="besoin" value="demarches">' in html


def test_a_place_says_what_to_do_one_thing_a_line(client):
    place("France services de Saintes", in_town="Saintes")

    html = client.get(IN_SAINTES).text

    assert '<h2 lang="fr">France services de Saintes</h2>' in html
    assert '<p lang="fr">1 rue de la Mairie, Saintes</p>' in html
    assert 'href="tel:+33546000000"' in html
    assert 'href="/lieux/france-services-de-saintes/fiche.pdf"' in html
    assert re.search(r'href="https://[^"]*45\.7464[^"]*"\s+rel="external"', html)


def test_no_more_than_three_places_are_shown(client):
    for number in range(5):
        place(f"Mairie {number}", in_town="Saintes")

    assert client.get(IN_SAINTES).text.count('class="simple-place"') == 3


def test_what_is_not_known_is_not_offered(client):
    place("Sans téléphone", in_town="Saintes", phone="", latitude=None, longitude=None)

    html = client.get(IN_SAINTES).text

    assert "tel:" not in html.split("<main")[1].split("</main>")[0]
    assert "Y aller" not in html


def test_each_link_says_of_which_place_it_speaks(client):
    place("Mairie", in_town="Saintes")

    html = client.get(IN_SAINTES).text

    for words in ("Y aller", "Imprimer", "En savoir plus"):
        assert f'{words} <span class="visually-hidden" lang="fr">Mairie</span></a>' in html


def test_nobody_is_sent_to_the_office_of_a_bus(client):
    place("Bus des communes", in_town="Saintes", terms=BUS)

    html = client.get(IN_SAINTES).text

    assert "Bus ou permanence" in html
    assert "Y aller" not in html


def test_a_town_that_does_not_exist_is_said_and_places_are_shown(client):
    place("Mairie", in_town="Saintes")

    response = client.get("/simple/lieux/?ou=xyzzy")

    assert "Nous ne connaissons pas «\u00a0xyzzy\u00a0»." in text_of(response)
    assert 'class="simple-place"' in response.text


def test_a_need_nobody_meets_is_said_and_places_are_shown(client):
    place("Mairie", in_town="Saintes")

    response = client.get("/simple/lieux/?besoin=creer&commune=17415")

    assert "Aucun lieu ne convient tout à fait." in text_of(response)
    assert 'class="simple-place"' in response.text


def test_without_any_place_the_page_says_so(client):
    assert "Il n’y a pas encore de lieu." in text_of(client.get("/simple/lieux/"))


def test_towns_that_share_a_name_are_told_apart(client):
    town("Saintes")
    town("Fontcouverte")
    commune = town("Jonzac")
    commune.search_name = "fontcouverte"
    commune.save()

    html = client.get("/simple/lieux/?besoin=demarches&ou=fontcouverte").text

    assert "Quelle ville" in html
    assert "(Charente-Maritime)</a>" in html
    assert "/simple/lieux/?besoin=demarches&amp;commune=17164" in html


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("/simple/", reverse("desk:home")),
        ("/simple/ou/?besoin=demarches", "/ou/?besoin=demarches"),
        (IN_SAINTES, "/lieux/?besoin=demarches&amp;commune=17415"),
    ],
)
def test_the_whole_version_takes_over_from_here(client, url, whole):
    town("Saintes")

    assert f'<a href="{whole}">Version complète</a>' in client.get(url).text


@pytest.mark.parametrize("url", ["/", "/ou/", "/lieux/"])
def test_every_page_leads_to_the_simple_version(client, url):
    assert '<a href="/simple/">Version simplifiée</a>' in client.get(url).text


def test_home_leads_to_it_before_the_menu(client):
    main = client.get("/").text.split("</main>")[0]

    assert 'href="/simple/"' in main
