"""The pages of the sources: what they show, to whom, and what they do."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.journal.models import Entry
from maillage.places.models import ImportRun, Place, QuarantinedRow, Record, RecordChange, Source
from tests.cast import town
from tests.places.conftest import Import
from tests.places.samples import row
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

SEPTEMBER = date(2024, 9, 1)
ELSEWHERE = dict.fromkeys(("insee_com", "code_postal", "latitude", "longitude"), "") | {
    "lib_com": "Nulle-Part"
}
SOURCE = "/sources/france-services/"
PAGES = (
    "/sources/",
    "/sources/france-services/",
    "/sources/france-services/imports/{run}/",
    "/sources/france-services/imports/{run}/annuler/",
)


def last_run() -> ImportRun:
    return ImportRun.objects.latest("pk")


def said_to(response: HttpResponse) -> list[str]:
    return [str(one).replace("\u00a0", " ") for one in get_messages(response.wsgi_request)]


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", PAGES)
def test_only_the_coordination_sees_the_sources(
    client: Client, colleague: Client, coordinator: Client, load: Import, path: str
) -> None:
    load([row()])
    path = path.format(run=last_run().pk)

    answers = [visitor.get(path) for visitor in (client, colleague, coordinator)]

    assert [answer.status_code for answer in answers] == [302, 403, 200]
    assert answers[0]["Location"].startswith("/connexion/?next=/sources/")
    assert "no-store" in answers[2]["Cache-Control"]


@pytest.mark.parametrize("path", ["/sources/france-services/", PAGES[3]])
def test_nobody_else_can_write(client: Client, colleague: Client, load: Import, path: str) -> None:
    load([row()])
    path = path.format(run=last_run().pk)

    answers = [visitor.post(path, {"name": "Pirate"}) for visitor in (client, colleague)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert Source.objects.get().name == "France services"
    assert last_run().undone_at is None


def test_no_source_yet_says_what_to_do(coordinator: Client) -> None:
    assert "maillage import places" in words_of(coordinator.get("/sources/"))


def test_the_list_says_where_each_source_stands(coordinator: Client, load: Import) -> None:
    load([row(), row(id_fs="2"), row(id_fs="3", **ELSEWHERE)])
    load([row(), row(id_fs="3", **ELSEWHERE)], dated_on=SEPTEMBER)

    page = words_of(coordinator.get("/sources/"))

    assert "Priorité 1" in page
    assert "ANCT · Licence Ouverte 2.0" in page
    assert "Fiches listées 1 Plus dans la source 1 Lignes en quarantaine 1" in page
    assert "1 ligne utilisée sur 2, soit 50 %" in page
    assert "fichier du 1er septembre 2024 , lu le 24 novembre 2026 à " in page


def test_a_source_without_licence_is_told(coordinator: Client) -> None:
    Source.objects.create(slug="recensement", name="Recensement", producer="Nous", licence="")

    assert "Licence inconnue : à préciser" in words_of(coordinator.get("/sources/"))
    assert "Licence inconnue" in words_of(coordinator.get("/sources/recensement/"))


def test_a_source_that_we_may_not_republish_is_told(coordinator: Client) -> None:
    Source.objects.create(slug="recensement", name="Recensement", licence="Tous droits réservés")

    assert "Pas dans les données ouvertes" in words_of(coordinator.get("/sources/"))
    assert "Sous cette licence" in words_of(coordinator.get("/sources/recensement/"))


def test_usual_licences_are_proposed(coordinator: Client, load: Import) -> None:
    load([row()])

    page = coordinator.get("/sources/france-services/").content.decode()

    assert 'list="licences"' in page
    assert re.findall('<option value="([^"]+)"', page.split('<datalist id="licences">')[1]) == [
        "Licence Ouverte 2.0",
        "ODbL 1.0",
        "CC BY 4.0",
        "CC0 1.0",
    ]
    assert "Sous cette licence" not in page


def test_the_most_trusted_source_speaks_first(coordinator: Client) -> None:
    for slug, rank in (("seconde", 20), ("premiere", 10)):
        Source.objects.create(slug=slug, name=slug.title(), producer="Nous", rank=rank)

    page = words_of(coordinator.get("/sources/"))

    assert re.search("Premiere Priorité 1 .* Seconde Priorité 2", page)
    assert "Même rang" not in page


def test_of_two_sources_of_one_rank_the_page_says_which_speaks_first(coordinator: Client) -> None:
    for slug in ("b", "a"):
        Source.objects.create(slug=slug, name=slug.upper(), rank=10)

    page = words_of(coordinator.get("/sources/"))

    assert re.search("A Priorité 1 .* B Priorité 2 .* Même rang que A, qui passe devant", page)


def test_an_undone_import_is_not_the_last_one(coordinator: Client, load: Import) -> None:
    load([row()])
    ImportRun.objects.update(undone_at=last_run().started_at)

    assert "Aucun import en vigueur." in words_of(coordinator.get("/sources/"))
    assert "annulé" in words_of(coordinator.get("/sources/france-services/"))


def test_a_source_lists_its_imports_newest_first(coordinator: Client, load: Import) -> None:
    load([row()])
    load([row(), row(id_fs="2")], dated_on=SEPTEMBER)

    page = words_of(coordinator.get("/sources/france-services/"))

    assert re.search("1er septembre 2024, .* 1er août 2024,", page)
    assert "1 nouvelle" in page


def test_two_imports_of_one_day_are_told_apart_by_file_and_hour(
    coordinator: Client, load: Import, now: datetime
) -> None:
    load([row()])
    load([row(), row(id_fs="2")], now=now + timedelta(hours=1))
    path = "/sources/france-services/imports/{}/"

    pages = [coordinator.get(path.format(run.pk)) for run in ImportRun.objects.order_by("pk")]
    titles = [re.search("<title>(.+?)</title>", page.content.decode(), re.DOTALL) for page in pages]
    links = re.findall("Fichier du [^·]+? h(?: [0-9]+)?", words_of(coordinator.get(SOURCE)))

    assert len({title[1] for title in titles if title}) == 2
    assert all("france-services-20240801.csv, lu le" in words_of(page) for page in pages)
    assert len(set(links)) == 2


def test_rows_mended_since_are_counted_with_those_refused(
    coordinator: Client, load: Import, now: datetime
) -> None:
    load([row(), row(id_fs="2", **ELSEWHERE), row(id_fs="3", **ELSEWHERE)])
    QuarantinedRow.objects.filter(row_number=3).update(correction={}, corrected_at=now)

    pages = [
        words_of(coordinator.get(path)) for path in (SOURCE, f"{SOURCE}imports/{last_run().pk}/")
    ]

    assert all("2 en quarantaine (dont 1 corrigée depuis)" in page for page in pages)
    assert all("2 lignes utilisées sur 3" in page for page in pages)


def test_an_import_of_before_changes_were_kept_cannot_be_undone_and_says_why(
    coordinator: Client, load: Import
) -> None:
    load([row()])
    ImportRun.objects.update(columns=None)
    RecordChange.objects.all().delete()
    path = f"{SOURCE}imports/{last_run().pk}/"

    page, undoing = words_of(coordinator.get(path)), words_of(coordinator.get(f"{path}annuler/"))

    assert "Annuler cet import…" not in page
    assert "Import d’avant cette version : ses changements n’ont pas été gardés." in page
    assert "import d’avant cette version, ses changements n’ont pas été gardés" in undoing
    assert "Ce qui va changer" not in undoing


def test_the_differences_of_an_undone_import_are_those_of_its_file(
    coordinator: Client, load: Import
) -> None:
    load([row()])
    load([row(telephone="05 46 11 11 11")], dated_on=SEPTEMBER)
    path = f"{SOURCE}imports/{last_run().pk}/"

    coordinator.post(f"{path}annuler/")

    assert "Téléphone Avant 05 46 00 00 00 Dans le fichier annulé 05 46 11 11 11" in words_of(
        coordinator.get(path)
    )


def test_hours_that_words_do_not_tell_apart_are_shown_as_our_data_hold_them(
    coordinator: Client, load: Import
) -> None:
    load([row()])
    load([row(h_mercredi="10:00 - 12:00")], dated_on=SEPTEMBER)
    change = RecordChange.objects.get(kind=RecordChange.Kind.UPDATED)
    path = f"{SOURCE}imports/{last_run().pk}/"
    told = words_of(coordinator.get(path))
    hours = "Mo 09:00-12:00"

    RecordChange.objects.filter(pk=change.pk).update(
        understood={"opening_hours": [hours, f"{hours}; PH off"]}
    )

    assert "Mo 09:00-12:00" not in told
    assert "Mo 09:00-12:00; PH off" in words_of(coordinator.get(path))


def test_an_undoing_says_only_what_it_did(coordinator: Client, load: Import) -> None:
    load([row()])

    response = coordinator.post(f"{SOURCE}imports/{last_run().pk}/annuler/")

    assert said_to(response) == ["L’import est annulé. 1 fiche supprimée."]


def test_imports_come_page_by_page(coordinator: Client, load: Import) -> None:
    for month in range(1, 23):
        load([row()], dated_on=date(2023, 1, 1) + timedelta(days=month))

    first = words_of(coordinator.get("/sources/france-services/"))
    second = words_of(coordinator.get("/sources/france-services/?page=2"))

    assert "Page 1 sur 2 Page suivante" in first
    assert " 2 janvier 2023" not in first
    assert " 2 janvier 2023" in second


def test_a_source_is_described(coordinator: Client, load: Import) -> None:
    load([row()])
    said = {
        "name": "Maisons France services",
        "producer": "Agence nationale",
        "licence": "Licence Ouverte 2.0",
        "attribution": "ANCT, 2024",
        "url": "https://example.org/liste",
        "rank": "10",
    }

    response = coordinator.post("/sources/france-services/", said)

    source = Source.objects.get()
    assert response["Location"] == "/sources/france-services/"
    assert said_to(response) == ["La description est enregistrée."]
    assert {name: str(getattr(source, name)) for name in said} == said
    entry = Entry.objects.get(act="places.describe_source")
    assert entry.actor_kind == Entry.ActorKind.USER


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "", "obligatoire"),
        ("url", "pas une adresse", "URL valide"),
        ("rank", "-1", "supérieure ou égale à 0"),
        ("rank", "99999", "inférieure ou égale à 32767"),
        ("licence", "x" * 201, "au plus 200"),
    ],
)
def test_a_description_that_cannot_be_kept_is_refused_and_nothing_typed_is_lost(
    coordinator: Client, load: Import, field: str, value: str, reason: str
) -> None:
    load([row()])
    said = {"name": "Autre", "producer": "Autre", "licence": "", "url": "", "rank": "3"}

    response = coordinator.post("/sources/france-services/", said | {field: value})

    assert reason in words_of(response)
    assert 'value="Autre"' in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert Source.objects.get().name == "France services"


def test_an_import_shows_its_differences_field_by_field(coordinator: Client, load: Import) -> None:
    town("Fontcouverte")
    load([row(), row(id_fs="2", lib_fs="Ailleurs"), row(id_fs="3", lib_fs="Parti")])
    changed = row(telephone="05 46 11 11 11", h_mercredi="10:00 - 12:00", commentaire="Au fond")
    new = row(id_fs="4", lib_fs="Arrivé")
    load([changed, row(id_fs="2", lib_fs="Ailleurs"), new], dated_on=SEPTEMBER)

    page = words_of(coordinator.get(f"/sources/france-services/imports/{last_run().pk}/"))

    assert "Nouvelles 1 Modifiées 1 Absentes du fichier 1" in page
    assert "Téléphone Avant 05 46 00 00 00 Maintenant 05 46 11 11 11" in page
    assert "Mercredi à dimanche : fermé" in page
    assert "Mercredi : 10 h à 12 h" in page
    assert "Précisions du lieu Avant non dit Maintenant Au fond" in page
    assert "h_mercredi Avant vide Maintenant 10:00 - 12:00" in page
    assert "1 fiche dit la même chose, à une date plus récente." in page
    assert "Arrivé nouvelle" in page
    assert "Parti absente du fichier" in page
    assert "Ailleurs" not in page


@pytest.mark.parametrize(
    ("sort", "shown", "hidden"),
    [("nouvelles", "Arrivé", "Parti"), ("absentes", "Parti", "Arrivé"), ("xyzzy", "Parti", "-")],
)
def test_differences_are_filtered_by_kind(
    coordinator: Client, load: Import, sort: str, shown: str, hidden: str
) -> None:
    load([row(), row(id_fs="3", lib_fs="Parti")])
    load([row(), row(id_fs="4", lib_fs="Arrivé")], dated_on=SEPTEMBER)

    page = words_of(
        coordinator.get(f"/sources/france-services/imports/{last_run().pk}/?sorte={sort}")
    )

    assert f"{shown} " in page
    assert f" {hidden} " not in page


def test_differences_come_page_by_page_and_keep_their_filter(
    coordinator: Client, load: Import
) -> None:
    load([row(id_fs=str(number), lib_fs=f"Lieu {number:02}") for number in range(1, 61)])
    path = f"/sources/france-services/imports/{last_run().pk}/?sorte=nouvelles"

    first, second = coordinator.get(path), coordinator.get(f"{path}&page=2")

    assert 'href="?sorte=nouvelles&amp;page=2"' in first.content.decode()
    assert "Lieu 50" in words_of(first)
    assert "Lieu 51" not in words_of(first)
    assert "Lieu 51" in words_of(second)


def test_doubts_are_counted_by_reason(coordinator: Client, load: Import) -> None:
    load([row(telephone="05"), row(id_fs="2", telephone="06")])

    page = words_of(coordinator.get(f"/sources/france-services/imports/{last_run().pk}/"))

    assert re.search(r"Raison Colonne Fiches .+ telephone 2", page)


def test_new_doubts_and_lifted_ones_are_shown(coordinator: Client, load: Import) -> None:
    load([row(telephone="05"), row(id_fs="2")])
    load([row(), row(id_fs="2", telephone="05")], dated_on=SEPTEMBER)

    page = words_of(coordinator.get(f"/sources/france-services/imports/{last_run().pk}/"))

    assert "Nouveau doute : telephone" in page
    assert "Doute levé : telephone" in page


def test_what_undoing_would_do_is_said_before_and_after(coordinator: Client, load: Import) -> None:
    load([row(), row(id_fs="3", lib_fs="Parti")])
    load([row(telephone=""), row(id_fs="4", lib_fs="Arrivé")], dated_on=SEPTEMBER)
    path = f"/sources/france-services/imports/{last_run().pk}/annuler/"

    page = words_of(coordinator.get(path))
    response = coordinator.post(path)

    assert "1 fiche créée par cet import sera supprimée" in page
    assert "2 fiches diront de nouveau ce qu’elles disaient avant." in page
    assert said_to(response) == [
        "L’import est annulé. 1 fiche supprimée. 2 fiches remises comme avant."
    ]
    assert not Place.objects.filter(name="Arrivé").exists()
    assert Place.objects.get(name="Parti").withdrawn_at is None
    assert Record.objects.get(identifier="1").understood["phone"] == "+33546000000"


def test_only_the_last_import_can_be_undone(coordinator: Client, load: Import) -> None:
    load([row()])
    first = last_run()
    load([row()], dated_on=SEPTEMBER)
    path = f"/sources/france-services/imports/{first.pk}/annuler/"

    page = words_of(coordinator.get(path))
    response = coordinator.post(path)

    assert "annulez d’abord celui du fichier du 1er septembre 2024" in page
    assert "<form method" not in coordinator.get(path).content.decode().split("<main")[1]
    assert said_to(response) == [
        "Un import plus récent de cette source est en vigueur : annulez-le d’abord."
    ]
    assert ImportRun.objects.in_force().count() == 2


def test_an_import_is_not_undone_twice(coordinator: Client, load: Import) -> None:
    load([row()])
    path = f"/sources/france-services/imports/{last_run().pk}/annuler/"

    coordinator.post(path)
    again = coordinator.post(path)

    assert said_to(again)[-1] == "Cet import est déjà annulé."
    page = words_of(coordinator.get(path.replace("annuler/", "")))
    assert "Import annulé le" in page
    assert "Ses fiches nouvelles ont été supprimées" in page
    assert "utilisée" not in page
    assert "déjà annulé" in words_of(coordinator.get(path))


@pytest.mark.parametrize(
    "path",
    ["/sources/inconnue/", "/sources/france-services/imports/0/", "/sources/autre/imports/{run}/"],
)
def test_what_is_unknown_is_not_found(coordinator: Client, load: Import, path: str) -> None:
    load([row()])
    Source.objects.create(slug="autre", name="Autre", producer="Nous")

    assert coordinator.get(path.format(run=last_run().pk)).status_code == 404


def test_pages_ask_as_many_queries_for_many_as_for_one(coordinator: Client, load: Import) -> None:
    load([row()])
    paths = [path.format(run=last_run().pk) for path in PAGES]
    before = [queries_of(coordinator, path) for path in paths]

    load([row(id_fs=str(number), lib_fs=f"Lieu {number}") for number in range(1, 12)])
    for number in range(5):
        Source.objects.create(slug=f"s{number}", name="Autre", producer="Nous")
    paths = [path.format(run=last_run().pk) for path in PAGES]

    assert [queries_of(coordinator, path) for path in paths] == before


def test_words_of_a_source_are_never_markup(coordinator: Client, load: Import) -> None:
    load([row(lib_fs="<b>Ici</b>", commentaire="<script>alert(1)</script>")])
    load([row(lib_fs="<i>Ici</i>", commentaire="<script>alert(2)</script>")], dated_on=SEPTEMBER)

    page = coordinator.get(f"/sources/france-services/imports/{last_run().pk}/").content.decode()

    assert not re.search("<script>alert|<b>Ici|<i>Ici", page)
