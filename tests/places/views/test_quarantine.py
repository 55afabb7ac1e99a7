"""The quarantine: what it shows, what mending a row does, what the producer receives."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.places.models import ImportRun, Place, QuarantinedRow, Record, Source
from tests.places.conftest import Import
from tests.places.samples import row
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

SEPTEMBER = date(2024, 9, 1)
QUARANTINE = "/sources/quarantaine/"
EXPORT = "/sources/france-services/quarantaine.csv"


def lost(**cells: str) -> dict[str, str]:
    """A row whose commune does not exist, and whose position does not tell another."""
    silent = dict.fromkeys(("insee_com", "code_postal", "latitude", "longitude"), "")
    return row(**silent | {"lib_com": "Nulle-Part"} | cells)


def the_row() -> QuarantinedRow:
    return QuarantinedRow.objects.latest("pk")


def correction_path() -> str:
    return f"{QUARANTINE}{the_row().pk}/"


def filled_in(client: Client, **typed: str) -> dict[str, str]:
    """What the correction form would send, with these cells typed over the source's."""
    form = client.get(correction_path()).context["form"]
    return {field.html_name: typed.get(str(field.label), field.value()) for field in form}


def exported(client: Client) -> list[list[str]]:
    response = client.get(EXPORT)
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("path", [QUARANTINE, f"{QUARANTINE}{{row}}/", EXPORT])
def test_only_the_coordination_sees_the_quarantine(
    client: Client, colleague: Client, coordinator: Client, load: Import, path: str
) -> None:
    load([row(), lost(id_fs="2")])
    path = path.format(row=the_row().pk)

    answers = [visitor.get(path) for visitor in (client, colleague, coordinator)]

    assert [answer.status_code for answer in answers] == [302, 403, 200]
    assert "no-store" in answers[2]["Cache-Control"]


def test_during_a_long_import_the_row_is_not_mended_and_nothing_typed_is_lost(
    coordinator: Client, load: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([row(), lost(id_fs="2")])
    sent = filled_in(coordinator, lib_com="Saintes")

    def is_locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("maillage.places.views.quarantine.correct_row", is_locked)
    answer = coordinator.post(correction_path(), sent)

    assert "Un import est en cours" in words_of(answer)
    assert 'value="Saintes"' in answer.content.decode()


def test_nobody_else_mends_a_row(
    client: Client, colleague: Client, coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2")])
    sent = filled_in(coordinator, lib_com="Saintes")

    answers = [visitor.post(correction_path(), sent) for visitor in (client, colleague)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert the_row().corrected_at is None


def test_an_empty_quarantine_says_so(coordinator: Client, load: Import) -> None:
    load([row()])

    assert "Aucune ligne en quarantaine." in words_of(coordinator.get(QUARANTINE))


def test_each_row_says_its_number_field_value_and_reason(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2", lib_fs="Perdu"), lost(id_fs="3", lib_fs="", adresse="")])
    first, last = QuarantinedRow.objects.order_by("pk")
    QuarantinedRow.objects.filter(pk=last.pk).update(raw={"id_fs": "3"})

    page = words_of(coordinator.get(QUARANTINE))

    assert "France services Télécharger" in page
    assert f"Corriger la ligne 3, Perdu lib_com « Nulle-Part » {first.reason}" in page
    assert "Corriger la ligne 4 Identifiant 3 " in page


def test_rows_are_filtered_by_source_and_by_reason(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2"), row(id_fs="3", lib_fs="")])
    other = Source.objects.create(slug="autre", name="Autre", producer="Nous")
    run = ImportRun.objects.get()
    run.pk, run.source, run.read, run.created, run.quarantined = None, other, 1, 0, 1
    run.save()
    QuarantinedRow.objects.create(
        run=run, row_number=9, field="nom", value="", reason="illisible", raw={"nom": ""}
    )

    by_source = words_of(coordinator.get(f"{QUARANTINE}?source=autre"))
    by_reason = words_of(coordinator.get(f"{QUARANTINE}?raison=illisible"))
    by_both = words_of(coordinator.get(f"{QUARANTINE}?source=france-services&raison=illisible"))
    everything = words_of(coordinator.get(QUARANTINE))

    assert re.findall(r"Corriger la ligne (\d+)", by_source) == ["9"]
    assert re.findall(r"Corriger la ligne (\d+)", by_reason) == ["9"]
    assert "Aucune ligne pour ces filtres." in by_both
    assert re.findall(r"Corriger la ligne (\d+)", everything) == ["3", "4", "9"]
    assert "France services 2" in everything
    assert "illisible 1" in everything


@pytest.mark.parametrize("query", ["raison=%00", "source=%00", "page=%00"])
def test_a_filter_that_no_database_holds_is_left_out(
    coordinator: Client, load: Import, query: str
) -> None:
    load([row(), lost(id_fs="2")])

    assert "Corriger la ligne 3" in words_of(coordinator.get(f"{QUARANTINE}?{query}"))


def test_only_what_the_latest_import_refused_is_to_be_mended(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2")])
    load([row(), row(id_fs="2")], dated_on=SEPTEMBER)

    assert "Aucune ligne en quarantaine." in words_of(coordinator.get(QUARANTINE))


def test_the_quarantine_of_an_undone_import_gives_way_to_the_former_one(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2")])
    load([row(), row(id_fs="2")], dated_on=SEPTEMBER)
    ImportRun.objects.filter(dated_on=SEPTEMBER).update(undone_at=the_row().run.started_at)

    assert "Corriger la ligne 3" in words_of(coordinator.get(QUARANTINE))


def test_the_form_shows_the_row_as_written_the_faulty_cell_first(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2", commentaire="Deux\nlignes")])

    response = coordinator.get(correction_path())
    fields = {field.label: field for field in response.context["form"]}

    assert next(iter(fields)) == "lib_com"
    assert list(fields)[1:4] == ["lib_fs", "adresse", "code_postal"]
    assert {label: field.value() for label, field in fields.items()} == the_row().raw
    assert fields["commentaire"].widget_type == "textarea"
    assert "Voici ce que la source a écrit" in words_of(response)
    assert "Les 19 autres colonnes" in words_of(response)


def test_a_row_says_why_it_waits_and_blames_nobody_yet(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2")])

    response = coordinator.get(correction_path())

    page = words_of(response)
    assert f"Pourquoi cette ligne attend lib_com : {the_row().reason}" in page
    assert page.count(the_row().reason) == 2
    assert "erreur" not in page
    assert "Erreur :" not in response.content.decode()
    assert "<details" in response.content.decode()
    assert '<details class="choices" open' not in response.content.decode()


def test_the_other_columns_are_open_when_one_of_them_is_refused(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2")])
    sent = filled_in(coordinator, groupe_fs="\0")

    response = coordinator.post(correction_path(), sent)

    assert "Il y a 1 erreur" in words_of(response)
    assert '<details class="choices" open' in response.content.decode()


def test_a_mended_row_becomes_a_place(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2", lib_fs="Retrouvé")])

    response = coordinator.post(
        correction_path(), filled_in(coordinator, lib_com="Saintes"), follow=True
    )

    place = Place.objects.get(name="Retrouvé")
    assert response.redirect_chain == [(f"{QUARANTINE}?source=france-services", 302)]
    assert "La ligne 3 est corrigée : Retrouvé . La correction servira encore" in words_of(response)
    assert f'<a href="/lieux/{place.slug}/">Retrouvé</a>' in response.content.decode()
    assert the_row().correction == {"lib_com": "Saintes"}
    assert Record.objects.get(identifier="2").raw["lib_com"] == "Nulle-Part"


def test_a_row_still_unusable_says_why_and_loses_nothing(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2")])
    sent = filled_in(coordinator, lib_com="Saintes", lib_fs="", adresse="2 Rue Neuve")

    response = coordinator.post(correction_path(), sent)
    fields = {field.label: field for field in response.context["form"]}

    assert response.status_code == 200
    assert [label for label, field in fields.items() if field.errors] == ["lib_fs"]
    assert fields["adresse"].value() == "2 Rue Neuve"
    assert fields["lib_com"].value() == "Saintes"
    assert the_row().corrected_at is None


def test_the_ends_of_lines_of_a_browser_correct_nothing(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2", commentaire="Deux\nlignes")])
    sent = filled_in(coordinator, lib_com="Saintes", commentaire="Deux\r\nlignes")

    coordinator.post(correction_path(), sent)

    assert the_row().correction == {"lib_com": "Saintes"}


def test_a_row_that_has_not_the_cells_of_the_header_can_be_mended(
    coordinator: Client, load: Import
) -> None:
    load([row(), row(id_fs="2")])
    run = ImportRun.objects.get()
    QuarantinedRow.objects.create(
        run=run,
        row_number=9,
        identifier="9",
        field="",
        value="de trop",
        reason="trop de cellules",
        raw=row(id_fs="9", lib_fs="Décalé") | {"": "de trop"},
    )

    page = words_of(coordinator.get(correction_path()))
    coordinator.post(correction_path(), filled_in(coordinator, **{"(sans nom)": ""}))

    assert "(sans nom)" in page
    assert Place.objects.filter(name="Décalé").exists()


def test_a_row_of_a_replaced_import_is_refused_with_its_reason(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2")])
    sent = filled_in(coordinator, lib_com="Saintes")
    load([row(), row(id_fs="2")], dated_on=SEPTEMBER)

    response = coordinator.post(correction_path(), sent)

    assert "Un fichier plus récent de cette source" in words_of(response)


def test_a_row_already_mended_is_shown_not_offered(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2", lib_fs="Retrouvé")])
    coordinator.post(correction_path(), filled_in(coordinator, lib_com="Saintes"))

    page = words_of(coordinator.get(correction_path()))

    assert "Ligne 3, corrigée" in page
    assert "lib_com Saintes" in page
    assert "Retrouvé" in page


def test_an_unknown_row_is_not_found(coordinator: Client) -> None:
    assert coordinator.get(f"{QUARANTINE}0/").status_code == 404


def test_the_producer_receives_its_rows_as_a_spreadsheet_opens_them(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2", adresse="1; « rue »", commentaire="-0,63")])

    header, *rows = exported(coordinator)
    response = coordinator.get(EXPORT)

    assert response.getvalue().startswith(b"\xef\xbb\xbf")
    assert 'filename="quarantaine-france-services.csv"' in response["Content-Disposition"]
    assert header[:4] == ["ligne", "champ", "valeur", "raison"]
    assert rows[0][:4] == ["3", "lib_com", "Nulle-Part", the_row().reason]
    assert dict(zip(header[4:], rows[0][4:], strict=True)) == the_row().raw


@pytest.mark.parametrize(
    "cell", ["=1+1", "+33 5 46", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"]
)
def test_a_spreadsheet_runs_nothing_that_a_source_wrote(
    coordinator: Client, load: Import, cell: str
) -> None:
    load([row(), lost(id_fs="2", adresse=cell)])

    header, sent = exported(coordinator)

    assert sent[header.index("adresse")] == f"'{cell}"


def test_rows_of_two_files_are_sent_with_the_columns_of_both(
    coordinator: Client, load: Import
) -> None:
    load([row(), lost(id_fs="2")])
    run = ImportRun.objects.get()
    run.pk, run.territory, run.columns = None, "34", ["autre"]
    run.save()
    QuarantinedRow.objects.create(
        run=run, row_number=9, field="", value="", reason="x", raw={"autre": "a", "": "de trop"}
    )

    header, *rows = exported(coordinator)

    assert header[-2:] == ["autre", ""]
    assert [(cells[0], *cells[-2:]) for cells in rows] == [("3", "", ""), ("9", "a", "de trop")]


def test_rows_already_mended_are_not_sent_back(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2"), lost(id_fs="3")])
    coordinator.post(correction_path(), filled_in(coordinator, lib_com="Saintes"))

    _header, *rows = exported(coordinator)

    assert [cells[0] for cells in rows] == ["3"]


def test_the_quarantine_of_an_unknown_source_is_not_found(coordinator: Client) -> None:
    assert coordinator.get("/sources/inconnue/quarantaine.csv").status_code == 404


def test_the_list_asks_as_many_queries_for_many_as_for_one(
    coordinator: Client, load: Import
) -> None:
    counts = []
    for rows in (2, 30):
        load([row(), *(lost(id_fs=str(number)) for number in range(2, rows + 1))])
        with CaptureQueriesContext(connection) as queries:
            coordinator.get(QUARANTINE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_words_of_a_source_are_never_markup(coordinator: Client, load: Import) -> None:
    load([row(), lost(id_fs="2", lib_com="<b>Ici</b>", lib_fs="<script>alert(1)</script>")])

    pages = [coordinator.get(path).content.decode() for path in (QUARANTINE, correction_path())]
    done = coordinator.post(
        correction_path(), filled_in(coordinator, lib_com="Saintes"), follow=True
    )

    assert not any("<b>Ici" in page or "<script>alert" in page for page in pages)
    assert "<script>alert" not in done.content.decode()
