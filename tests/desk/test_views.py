import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import path, reverse

from maillage.accounts.models import User
from maillage.config import urls
from maillage.desk import views
from maillage.desk.team import TOOLS
from maillage.places.needs import NEEDS
from tests.cast import place, record

pytestmark = pytest.mark.django_db

PAGES = ["/", "/ou/", "/ou/?besoin=demarches", "/accessibilite/", "/mentions-legales/"]


def text_of(response) -> str:
    """The words of the page, as read: no markup, single spaces."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", "", response.text))


@pytest.mark.parametrize("url", PAGES)
def test_page_has_one_title_its_landmarks_and_a_way_to_skip_to_the_content(client, url):
    html = client.get(url).text

    assert html.count("<h1") == 1
    assert [html.count(f"<{mark}") for mark in ("main", "header", "footer")] == [1, 1, 1]
    assert html.index('href="#contenu"') < html.index("<header")
    assert '<html lang="fr"' in html


@pytest.mark.parametrize("url", PAGES)
def test_page_holds_no_inline_style_nor_script(client, url):
    response = client.get(url)

    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", response.text) == []
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("url", PAGES)
def test_page_may_be_kept_a_few_minutes_for_each_language(client, url):
    response = client.get(url)

    assert "public" in response["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response["Vary"].split(",")}
    assert response.cookies == {}


@pytest.mark.parametrize("url", PAGES)
def test_page_changes_nothing(client, url):
    assert client.post(url).status_code == 405


def test_title_names_the_site_and_the_territory(client, settings):
    settings.TERRITORY_NAME = "Charente-Maritime"

    words = text_of(client.get("/"))

    assert words.strip().startswith("De quoi avez-vous besoin\u00a0? | Maillage Charente-Maritime")


def test_home_offers_the_nine_needs(client):
    html = client.get("/").text

    links = re.findall(r'href="/ou/\?besoin=([\w-]+)"', html)
    assert links == [need.slug for need in NEEDS]
    assert len(links) == 9


def test_who_does_not_know_may_look_for_a_place(client):
    assert re.search(r'href="/ou/"', client.get("/").text)


def test_home_gives_the_telephone_and_its_hours(client, settings):
    settings.PHONE, settings.PHONE_HOURS = "+33546000000", "du lundi au vendredi"

    html = client.get("/").text

    assert 'href="tel:+33546000000"' in html
    assert "05\u00a046\u00a000\u00a000\u00a000" in html
    assert "du lundi au vendredi" in html


def test_without_a_telephone_no_page_speaks_of_it(client, settings):
    settings.PHONE = ""

    assert "tel:" not in "".join(client.get(url).text for url in PAGES)


def test_where_keeps_the_need(client):
    html = client.get("/ou/?besoin=demarches").text

    assert '<input type="hidden" name="besoin" value="demarches">' in html
    assert f'href="{reverse("places:list")}?besoin=demarches"' in html
    assert "Faire une démarche" in html


@pytest.mark.parametrize("query", ["", "?besoin=", "?besoin=unknown", "?besoin=%00<script>"])
def test_where_works_without_a_need_it_knows(client, query):
    response = client.get(f"/ou/{query}")

    assert response.status_code == 200
    assert 'name="besoin"' not in response.text


def test_where_has_a_labelled_field(client):
    html = client.get("/ou/").text

    assert '<label for="ou">Commune, code postal, adresse ou nom d’un lieu</label>' in html
    assert re.search(r'<input[^>]*id="ou"[^>]*name="ou"', html)


def test_where_suggests_from_this_site_alone(client):
    html = client.get("/ou/").text

    assert f'data-suggestions="{reverse("places:suggestions")}"' in html
    assert re.search(r'<script type="module" src="/static/places/where[^"]*"', html)


def test_where_lets_one_not_know(client):
    words = text_of(client.get("/ou/?besoin=demarches"))

    assert "Je ne sais pas\u00a0: voir partout" in words


def test_accessibility_claims_no_more_than_was_measured(client):
    words = text_of(client.get("/accessibilite/"))

    assert "non conforme" in words
    assert "non mesuré, aucun audit n’a encore eu lieu" in words
    assert "2005-102" in words
    assert "2019-768" in words
    assert "Défenseur des droits" in words


def test_accessibility_says_how_to_reach_a_person(client, settings):
    settings.CONTACT_EMAIL = "contact@example.org"

    assert "mailto:contact@example.org" in client.get("/accessibilite/").text


def test_every_page_tells_the_state_of_accessibility(client):
    assert "Accessibilité\u00a0: non conforme" in client.get("/").text


def test_legal_notices_name_the_publisher_and_the_host(client, settings):
    settings.PUBLISHER_NAME = "Département de la Charente-Maritime"
    settings.PUBLICATION_DIRECTOR = "La présidente"
    settings.HOSTING = "Un hébergeur\nLa Rochelle"

    html = client.get("/mentions-legales/").text

    assert "Département de la Charente-Maritime" in html
    assert "La présidente" in html
    assert "Un hébergeur<br>La Rochelle" in html


def test_legal_notices_admit_what_is_missing(client, settings):
    settings.PUBLISHER_NAME = settings.HOSTING = ""

    assert "à compléter" in client.get("/mentions-legales/").text


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://forge.example/maillage", "https://forge.example/maillage"),
        ("", "si vous le demandez"),
    ],
)
def test_legal_notices_give_the_source_code_or_the_way_to_it(client, settings, address, expected):
    settings.SOURCE_URL = address

    assert expected in client.get("/mentions-legales/").text


def test_legal_notices_name_each_source_and_its_licence(client, now):
    record(place("Ici", in_town="Saintes"), identifier="1", now=now)

    words = " ".join(client.get("/mentions-legales/").text.split())

    assert "Essai, Nous, fichier du 1er octobre 2026 (Licence Ouverte)" in words


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", "Aucune page ne fait appel à un autre site."),
        ("/tuiles/{z}/{x}/{y}.png", "Aucune page ne fait appel à un autre site."),
        ("https://tuiles.example/{z}/{x}/{y}.png", "vient d’un autre site"),
    ],
)
def test_legal_notices_tell_whether_another_site_sees_the_visitor(
    client, settings, address, expected
):
    settings.TILE_URL = address

    assert expected in client.get("/mentions-legales/").text


def test_legal_notices_name_who_is_told_the_addresses_that_are_typed(client, settings):
    settings.GEOCODER_URL = "https://geocodage.example/search"
    told = text_of(client.get("/mentions-legales/"))

    settings.GEOCODER_URL = ""
    untold = text_of(client.get("/mentions-legales/"))

    assert "est envoyée à geocodage.example" in told
    assert "est envoyée" not in untold


def test_legal_notices_tell_what_is_left_on_the_device(client):
    html = client.get("/mentions-legales/").text

    assert "la langue choisie, l’affichage choisi" in html
    assert 'href="/hors-ligne/"' in html


# --- Errors ---


def refuse(request):
    raise PermissionDenied


def doubt(request):
    raise SuspiciousOperation


def fail(request):
    raise RuntimeError


class WithErrors:
    urlpatterns = [
        path("refus/", refuse),
        path("doute/", doubt),
        path("panne/", fail),
        *urls.urlpatterns,
    ]
    handler400 = urls.handler400
    handler403 = urls.handler403
    handler404 = urls.handler404
    handler500 = urls.handler500


@pytest.fixture
def visitor(settings) -> Client:
    """Sees errors as the public does."""
    settings.ROOT_URLCONF = WithErrors
    settings.DEBUG = False
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/nulle-part/", 404, "Cette page n’existe pas ou plus."),
        ("/refus/", 403, "Cette page est réservée."),
        ("/doute/", 400, "Nous n’avons pas compris cette adresse."),
    ],
)
def test_error_page_says_what_happened_and_lets_one_search(visitor, settings, url, status, words):
    settings.PHONE = "+33546000000"

    response = visitor.get(url)

    assert response.status_code == status
    assert words in response.text
    assert f'action="{reverse("places:list")}"' in response.text
    assert 'href="tel:+33546000000"' in response.text


def test_a_form_sent_too_late_says_that_nothing_is_lost(rf):
    response = views.csrf_failure(rf.post("/"), reason="token missing")

    assert response.status_code == 403
    assert "La page a attendu trop longtemps." in response.text


def test_a_failure_still_gives_a_page_and_a_telephone(visitor, settings):
    settings.PHONE = "+33546000000"

    response = visitor.get("/panne/")

    assert response.status_code == 500
    assert "Ce n’est pas de votre faute." in response.text
    assert "05\u00a046\u00a000\u00a000\u00a000" in response.text


def test_the_page_of_a_failure_asks_the_database_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/"))

    assert "<script" not in response.text
    assert "woff" not in response.text


def test_the_home_of_the_team_names_the_person_her_role_and_her_tools(coordinator):
    User.objects.update(name="Agent de la coordination")

    response = coordinator.get("/equipe/")

    words = text_of(response)
    assert response.status_code == 200
    assert "Vous êtes Agent de la coordination. Votre rôle\u00a0: Coordination." in words
    main = response.text.split("<main")[1].split("</main>")[0]
    tools = [reverse(tool.url_name) for tool in TOOLS]
    assert re.findall(r'href="([^"]+)">\w', main) == [reverse("members:mine"), *tools]


def test_someone_without_a_name_is_told_by_her_address(coordinator):
    assert "Vous êtes coordination@example.org." in text_of(coordinator.get("/equipe/"))


def test_pages_of_the_team_have_their_own_links_and_a_button_to_leave(coordinator):
    html = coordinator.get("/equipe/").text

    header = html.split("<header")[1].split("</header>")[0]
    assert '<a href="/equipe/" aria-current="page">Espace équipe</a>' in header
    menu = html.split("<footer")[1]
    assert all(f'href="{reverse(tool.url_name)}"' in menu for tool in TOOLS)
    assert 'action="/connexion/deconnexion/" method="post"' in header
    assert "Trouver de l’aide" not in header


def test_the_home_of_the_team_is_never_kept(coordinator):
    response = coordinator.get("/equipe/")

    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response.text.count("<h1") == 1
    assert re.findall(r"<style|<script|\sstyle=|\son\w+=", response.text) == []


def test_a_passer_by_is_shown_the_door_of_the_team(client):
    assert client.get("/equipe/")["Location"] == "/connexion/?next=/equipe/"


def test_someone_without_a_role_is_told_whom_to_ask_and_may_leave(colleague, settings):
    settings.CONTACT_EMAIL = "contact@example.org"

    response = colleague.get("/equipe/")

    assert response.status_code == 403
    assert "Cette page est réservée." in response.text
    assert "mailto:contact@example.org" in response.text
    assert "Vous êtes ici avec le compte collegue@example.org." in text_of(response)
    assert 'action="/connexion/deconnexion/"' in response.text
    assert "no-store" in response["Cache-Control"]


def test_the_home_of_the_team_changes_nothing(coordinator):
    assert coordinator.post("/equipe/").status_code == 405


@pytest.mark.parametrize("url", PAGES)
def test_public_pages_lead_to_the_team_and_show_nothing_of_who_is_in(client, coordinator, url):
    html = coordinator.get(url).text

    assert '<li><a href="/equipe/">Espace équipe</a></li>' in html
    assert html == client.get(url).text


def test_too_many_requests_are_told_how_long_to_wait(rf):
    response = views.too_many_requests(rf.get("/"))

    assert response.status_code == 429
    assert "Réessayez dans 10\u00a0minutes." in response.text
