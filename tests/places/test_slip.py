import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from maillage.places.models import Place, Stop
from maillage.places.queries.places import candidate_at
from maillage.places.slip import SHEET, Slip, slip_of, write_pdf
from maillage.places.stops import stop_lines
from maillage.places.terms import Access, Fee, Field, Mobility, Term
from tests.cast import HELPED_WITH_PAPERWORK, SELF_SERVICE_COMPUTER, place, record, town

pytestmark = pytest.mark.django_db

MM = 72 / 25.4
A5_MM = (148, 210)
MAX_BYTES = 150_000
ITINERANT = Term(Field.MOBILITY, Mobility.ITINERANT)
CHARACTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z"))


def slip_for(shown: Place, *, now: datetime) -> Slip:
    return slip_of(
        candidate_at(shown, origin=None, now=now),
        stops=stop_lines(shown, now=now),
        short_url="https://aide.exemple.fr/l/12",
        now=now,
    )


def read(slip: Slip, *, now: datetime) -> PdfReader:
    return PdfReader(BytesIO(write_pdf(slip, now=now)))


def words_of(sheet: PdfReader) -> str:
    text = "\n".join(page.extract_text() for page in sheet.pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", "").split())


def figures_of(sheet: PdfReader) -> list[str]:
    """What a screen reader says of each picture."""
    found, waiting = [], [sheet.root_object["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop(0).get_object()
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(node["/Alt"].replace("\u00a0", " "))
            waiting[:0] = [node["/K"]] if "/K" in node else []
    return found


@pytest.fixture
def slip(now: datetime) -> Slip:
    """The slip of a made-up place, as rich as they come."""
    terms = (
        *HELPED_WITH_PAPERWORK,
        Term(Field.FEE, Fee.FREE),
        Term(Field.ACCESS, Access.WALK_IN),
    )
    ici = place("Ici", in_town="Saintes", terms=terms, checked_on=date(2026, 11, 3))
    record(ici, identifier="1", now=now)
    return slip_for(ici, now=now)


def test_the_sheet_says_what_one_needs_to_come(slip: Slip, now: datetime) -> None:
    words = words_of(read(slip, now=now))

    for told in (
        "Ici",
        "Une personne vous aide. Gratuit. Sans rendez-vous.",
        "1 rue de la Mairie 17100 Saintes",
        "05 46 00 00 00",
        "Lundi à vendredi 9 h à 12 h",
        "Samedi, dimanche fermé",
        "À apporter Une pièce d’identité",
        "Mon rendez-vous :",
        "aide.exemple.fr/l/12",
        "Fiche imprimée le 24 novembre 2026. Vérifié le 3 novembre par l’équipe du lieu.",
        "Source : Essai",
    ):
        assert told in words


def test_the_sheet_is_one_small_a5_page_for_a_screen_reader(slip: Slip, now: datetime) -> None:
    written = write_pdf(slip, now=now)

    sheet = PdfReader(BytesIO(written))
    assert len(written) < MAX_BYTES
    assert [round(length / MM) for length in sheet.pages[0].mediabox[2:]] == list(A5_MM)
    assert len(sheet.pages) == 1
    assert sheet.metadata is not None
    assert sheet.metadata.title == "Ici"
    root = sheet.root_object
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_the_font_is_ours_and_goes_with_the_sheet(slip: Slip, now: datetime) -> None:
    fonts = read(slip, now=now).pages[0]["/Resources"]["/Font"].values()

    described = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert all("MaillageSans" in font["/BaseFont"] for font in described)
    assert all(
        {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].get_object().keys()
        for font in described
    )


def test_the_same_slip_gives_the_same_sheet_all_day(slip: Slip, now: datetime) -> None:
    assert write_pdf(slip, now=now) == write_pdf(slip, now=now + timedelta(hours=5))
    assert slip.digest == replace(slip).digest
    assert slip.digest != replace(slip, phone="05 46 11 11 11").digest


def test_what_a_source_writes_is_never_read_as_typst(slip: Slip, now: datetime) -> None:
    nasty = '#panic("x") *gras* $x^2$ "guillemets" @ici <a> \\ [b] `c` // d'

    sheet = read(
        replace(slip, name=nasty, address=[nasty], quotes=[("Le lieu précise :", nasty)]), now=now
    )

    assert words_of(sheet).count(nasty) == 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(CHARACTERS, min_size=1, max_size=250))
def test_any_name_makes_a_sheet(slip: Slip, now: datetime, name: str) -> None:
    sheet = read(replace(slip, name=name), now=now)

    assert 1 <= len(sheet.pages) <= 2


def test_a_character_that_no_font_draws_does_not_stop_the_press(slip: Slip, now: datetime) -> None:
    sheet = read(replace(slip, name="Ici 😀"), now=now)

    assert "/StructTreeRoot" in sheet.root_object
    assert "05 46 00 00 00" in words_of(sheet)


def test_a_long_name_and_address_stay_on_the_sheet(slip: Slip, now: datetime) -> None:
    long = replace(
        slip,
        name="Maison des solidarités et de l’insertion numérique du canton " + "x" * 80,
        address=["Bâtiment C, troisième étage, derrière la médiathèque " * 3, "17100 Saintes"],
    )

    sheet = read(long, now=now)

    assert len(sheet.pages) == 1
    assert "x" * 80 in words_of(sheet).replace(" x", "x")
    assert "aide.exemple.fr/l/12" in words_of(sheet)


def test_two_weeks_of_hours_leave_the_map_out_rather_than_fill_two_sheets(
    slip: Slip, now: datetime
) -> None:
    (week,) = slip.weeks
    hours = [(f"Jour {number}", "9 h à 12 h et 14 h à 17 h") for number in range(4)]
    long = replace(slip, weeks=[replace(week, period=name, lines=hours) for name in ("A", "B")])

    sheet = read(long, now=now)

    assert len(sheet.pages) == 1
    code = "Code à scanner, qui mène à la page de ce lieu"
    assert figures_of(read(slip, now=now)) == ["Plan : Saintes", code]
    assert figures_of(sheet) == [code]


def test_twenty_stops_take_two_sheets_and_none_is_blank(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, ITINERANT))
    for number in range(20):
        Stop.objects.create(
            place=bus,
            commune=town("Fontcouverte"),
            address=f"{number} place de la mairie, devant la salle des fêtes",
            opening_hours="Tu 09:00-12:00; Th 14:00-17:00",
            hours_text="le mardi de 9 h à 12 h, le jeudi de 14 h à 17 h",
            stated_on=date(2026, 11, 1),
        )

    sheet = read(slip_for(bus, now=now), now=now)

    assert 1 < len(sheet.pages) <= 3
    assert all(len(page.extract_text()) > 50 for page in sheet.pages)
    words = words_of(sheet)
    assert words.count("Fontcouverte") == 20
    assert "Mardi : 9 h à 12 h" in words


def test_a_stop_whose_days_were_not_understood_is_quoted(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, ITINERANT))
    Stop.objects.create(
        place=bus,
        commune=town("Jonzac"),
        hours_text="selon la marée",
        stated_on=date(2026, 11, 1),
    )

    ((where, when),) = slip_for(bus, now=now).stops

    assert where == "Jonzac"
    assert "selon la marée" in when


def test_the_map_has_the_shape_of_its_strip_of_paper(slip: Slip) -> None:
    (strip,) = re.findall(r"slip\.map, width: 100%, height: (\d+)mm", SHEET.read_text())
    (margin,) = re.findall(r"margin: \(x: (\d+)mm", SHEET.read_text())

    (width, height) = re.findall(r'viewBox="0 0 (\d+) (\d+)"', slip.map)[0]

    assert int(width) / int(height) == (A5_MM[0] - 2 * int(margin)) / int(strip)


def test_a_bus_is_not_sent_to_its_office(now: datetime) -> None:
    bus = place("Bus", in_town="Saintes", terms=(*HELPED_WITH_PAPERWORK, ITINERANT))

    slip = slip_for(bus, now=now)

    assert (slip.address, slip.map) == ([], "")


def test_a_place_of_which_little_is_known_says_so(now: datetime) -> None:
    bare = place(
        "Ici",
        in_town="Saintes",
        terms=SELF_SERVICE_COMPUTER,
        phone="",
        opening_hours="",
        hours_text="",
        latitude=None,
        longitude=None,
    )

    slip = slip_for(bare, now=now)

    words = words_of(read(slip, now=now))
    assert slip.map == ""
    assert "Horaires inconnus." in words
    assert "À apporter" not in words


def test_hours_that_are_not_sure_are_quoted(now: datetime) -> None:
    vague = place("Ici", in_town="Saintes", opening_hours="", hours_text="selon les jours")

    words = words_of(read(slip_for(vague, now=now), now=now))

    assert "D’après le lieu : selon les jours" in words
    assert "Horaires inconnus" not in words


def test_the_sheet_speaks_the_language_of_the_page(now: datetime) -> None:
    ici = place("Ici", in_town="Saintes")

    with translation.override("en"):
        sheet = read(slip_for(ici, now=now), now=now)

    assert sheet.root_object["/Lang"] == "en"
    assert "Monday" in words_of(sheet)
