import html
import re
from datetime import date, datetime

import pytest
from django.test import Client

from maillage.desk.embed import EmbedForm, code_of
from maillage.places.actions.spots import refresh_spots
from maillage.places.models import Place
from tests.cast import SELF_SERVICE_COMPUTER, place, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_places(now: datetime) -> None:
    near = place("Guichet", in_town="Saintes")
    far = place("Ordinateurs", in_town="La Rochelle", terms=SELF_SERVICE_COMPUTER)
    for shown in (near, far):
        record(shown, identifier=shown.slug, now=now)
    refresh_spots([near.pk, far.pk])


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


def test_any_site_may_frame_the_embed_and_no_other_page(client: Client) -> None:
    framed = client.get("/embed/")

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for path in ("/", "/lieux/", "/integrer/"):
        other = client.get(path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_the_embed_keeps_no_cookie_and_may_be_kept(client: Client) -> None:
    response = client.get("/embed/")

    assert response.cookies == {}
    assert "public" in response["Cache-Control"]


def test_the_embed_takes_the_parameters_of_the_search(client: Client) -> None:
    page = body(client, "/embed/?besoin=demarches&commune=17415")

    assert "Guichet" in page
    assert "Ordinateurs" not in page
    assert "<h1>Faire une démarche, Saintes</h1>" in page


def test_the_embed_says_whose_data_it_shows_and_leads_to_the_site(client: Client) -> None:
    page = body(client, "/embed/?besoin=demarches&commune=17415")

    assert "Essai, Nous, fichier du 1er octobre 2026" in page
    assert 'href="/lieux/?besoin=demarches&commune=17415"' in page
    assert '<base target="_top">' in page
    assert "<nav" not in page


@pytest.mark.parametrize(
    ("shown", "has_list", "has_map"),
    [("liste", True, False), ("carte", False, True), ("tout", True, True), ("?", True, True)],
)
def test_the_list_and_the_map_are_chosen_apart(
    client: Client, few_communes: None, shown: str, has_list: bool, has_map: bool
) -> None:
    page = body(client, f"/embed/?montrer={shown}")

    assert ("place-list" in page) is has_list
    assert ("<figure" in page) is has_map


def test_cards_that_are_all_old_say_so_once(client: Client) -> None:
    told, once = "À confirmer par téléphone", "Ces fiches ont plus d’un an."
    Place.objects.filter(slug="guichet").update(stated_on=date(2020, 1, 1))
    some = body(client, "/embed/?montrer=liste")
    Place.objects.update(stated_on=date(2020, 1, 1))

    every = body(client, "/embed/?montrer=liste")

    assert (some.count(told), some.count(once)) == (1, 0)
    assert (every.count(told), every.count(once)) == (0, 1)


def test_the_embed_works_without_any_script(client: Client) -> None:
    assert "<script" not in body(client, "/embed/")


def test_nothing_found_still_shows_something(client: Client) -> None:
    page = body(client, "/embed/?besoin=creer")

    assert "Aucun lieu" in page
    assert "Guichet" in page


def test_the_builder_writes_the_code_of_what_was_chosen(client: Client) -> None:
    page = body(client, "/integrer/?ou=saintes&besoin=demarches&montrer=liste&hauteur=500")

    [code] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    code = html.unescape(code)  # what is copied from the screen
    assert 'src="http://testserver/embed/?besoin=demarches&commune=17415&montrer=liste"' in code
    assert 'height="500"' in code
    assert "Saintes" in code
    [frame] = re.findall(r'<iframe class="embed-preview"[^>]*>', page)
    assert 'src="/embed/?besoin=demarches&commune=17415&montrer=liste"' in frame


def test_the_builder_opens_with_the_whole_territory(client: Client) -> None:
    page = body(client, "/integrer/")

    assert 'src="/embed/?montrer=tout"' in page
    assert 'height="700"' in page


def test_the_builder_may_show_the_frame_and_nothing_else(client: Client) -> None:
    assert "frame-src 'self'" in client.get("/integrer/")["Content-Security-Policy"]
    assert "frame-src" not in client.get("/")["Content-Security-Policy"]


def test_a_commune_that_nobody_knows_gives_no_code(client: Client) -> None:
    page = body(client, "/integrer/?ou=xyzzy&montrer=tout&hauteur=700")

    assert "Nous ne connaissons pas cette commune" in page
    assert "<textarea" not in page


def test_a_name_that_several_communes_bear_is_told_apart(few_communes: None) -> None:
    form = EmbedForm({"ou": "saint", "montrer": "tout", "hauteur": "700"})

    assert not form.is_valid()
    assert "Saint-Denis-d'Oléron (17)" in form.errors["ou"][0]


def test_the_frame_looks_no_further_than_asked() -> None:
    form = EmbedForm({"ou": "saintes", "rayon": "20", "montrer": "tout", "hauteur": "700"})

    assert form.is_valid()
    assert form.search.criteria.radius_km == 20
    assert form.search.query() == "?commune=17415&rayon=20"


@pytest.mark.parametrize("height", ["", "100", "99999", "grand"])
def test_a_height_that_no_page_could_bear_is_refused(height: str) -> None:
    form = EmbedForm({"montrer": "tout", "hauteur": height})

    assert list(form.errors) == ["hauteur"]


def test_the_code_is_safe_whatever_the_name() -> None:
    code = code_of("https://example.org/embed/?a=1&b=2", title='L’"Île" <b>', height=700)

    assert code == (
        '<iframe src="https://example.org/embed/?a=1&amp;b=2" '
        'title="L’&quot;Île&quot; &lt;b&gt;" width="100%" height="700" loading="lazy" '
        'style="border:0"></iframe>'
    )
