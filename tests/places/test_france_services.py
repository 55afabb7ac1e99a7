from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.places.cleaning import Unusable
from maillage.places.france_services import COLUMNS, DAYS, identify, understand
from maillage.places.opening_hours import validate
from maillage.places.standard import Flag, PlaceData
from maillage.places.terms import Field, Mobility, Programme, Service, Term
from maillage.territory.gazetteer import load_gazetteer
from tests.cast import town
from tests.places.samples import make_communes, real_rows, row

pytestmark = pytest.mark.django_db

DATED_ON = date(2024, 8, 1)
FIXED = Term(Field.MOBILITY, Mobility.FIXED)
ITINERANT = Term(Field.MOBILITY, Mobility.ITINERANT)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def understood(**cells: str) -> tuple[PlaceData, list[Flag]]:
    town("Saintes")
    return understand(row(**cells), dated_on=DATED_ON, gazetteer=load_gazetteer())


def flagged(flags: list[Flag]) -> list[str]:
    return [flag.field for flag in flags]


def test_a_plain_row_is_understood_without_a_doubt() -> None:
    data, flags = understood()

    assert flags == []
    assert data == PlaceData(
        name="France services de Saintes",
        code_insee="17415",
        commune="Saintes",
        postcode="17100",
        address="1 Rue de l'Essai",
        latitude=45.7464,
        longitude=-0.6333,
        phone="+33546000000",
        emails=("contact@example.org",),
        opening_hours="Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00",
        terms=frozenset(
            {
                Term(Field.SERVICE, Service.PAPERWORK),
                Term(Field.PROGRAMME, Programme.FRANCE_SERVICES),
                FIXED,
            }
        ),
        stated_on=DATED_ON,
    )


@pytest.mark.parametrize("prise_rdv", ["Oui", "Non"])
def test_appointments_are_never_told_from_the_appointment_column(prise_rdv: str) -> None:
    data, _flags = understood(prise_rdv=prise_rdv)

    assert not [term for term in data.terms if term.field == Field.ACCESS]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code_postal", "171"),
        ("adresse", "x" * 301),
        ("complement_adresse", "x" * 301),
        ("telephone", "00 00 00 00 00"),
        ("mail", "voir le site"),
        ("latitude", "48.85"),
        ("format_fs", "Dirigeable"),
    ],
)
def test_a_bad_value_is_dropped_flagged_and_costs_nothing_else(column: str, value: str) -> None:
    data, flags = understood(**{column: value})

    assert data.name == "France services de Saintes"
    assert column in flagged(flags)
    assert value not in data.to_json().values()


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"id_fs": ""}, "id_fs"),
        ({"lib_fs": "  "}, "lib_fs"),
        ({"lib_fs": "NC"}, "lib_fs"),
        ({"lib_fs": "x" * 251}, "lib_fs"),
        ({"insee_com": "99999", "lib_com": "Nulle-Part", "code_postal": "34000"}, "lib_com"),
    ],
)
def test_a_row_without_what_a_place_needs_is_unusable(cells: dict[str, str], field: str) -> None:
    with pytest.raises(Unusable) as refusal:
        understood(**cells)

    assert refusal.value.field == field
    assert refusal.value.reason


def test_a_row_is_named_by_its_identifier() -> None:
    assert identify(row(id_fs=" 12  A ")) == "12 A"
    assert identify({}) == ""


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_a_refusal_or_a_silence_and_not_a_crash(column: str) -> None:
    town("Saintes")
    cells = row()
    del cells[column]

    with suppress(Unusable):
        understand(cells, dated_on=DATED_ON, gazetteer=load_gazetteer())


@given(cells=st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=40)))
@settings(max_examples=50)
def test_any_row_is_understood_or_refused(cells: dict[str, str]) -> None:
    with suppress(Unusable):
        understood(**cells)


@pytest.mark.parametrize("format_fs", ["Bus_équivalent", "Itinérante"])
def test_a_bus_has_no_hours_but_its_own_words(format_fs: str) -> None:
    data, flags = understood(format_fs=format_fs, commentaire="Lundi Marans / Mardi Longèves")

    assert ITINERANT in data.terms
    assert data.opening_hours == ""
    assert plain(data.hours_text) == "lundi 09:00 - 12:00 / 14:00 - 17:00\nmardi 09:00 - 12:00"
    assert data.notes == "Lundi Marans / Mardi Longèves"
    assert flags == []


def test_several_sites_have_no_hours_of_their_own() -> None:
    data, flags = understood(format_fs="Multisites")

    assert not {FIXED, ITINERANT} & data.terms
    assert (data.opening_hours, bool(data.hours_text)) == ("", True)
    assert flagged(flags) == ["format_fs"]


def test_a_week_without_a_word_is_unknown() -> None:
    data, flags = understood(**dict.fromkeys(DAYS, ""))

    assert (data.opening_hours, data.hours_text, flags) == ("", "", [])


def test_a_meaningless_interval_is_dropped_and_flagged_and_the_rest_kept() -> None:
    data, flags = understood(h_lundi="00:00 - 00:00 / 09:00 - 12:00")

    assert data.opening_hours == "Mo-Tu 09:00-12:00"
    assert flagged(flags) == ["h_lundi"]


def test_a_meaningless_interval_is_not_quoted_either() -> None:
    data, flags = understood(h_lundi="00:00 - 00:00 / 09:00 - 12:00", format_fs="Multisites")

    assert plain(data.hours_text) == "lundi 09:00 - 12:00\nmardi 09:00 - 12:00"
    assert "h_lundi" in flagged(flags)


def test_a_day_that_contradicts_itself_is_neither_open_nor_closed() -> None:
    data, flags = understood(h_mercredi="08:30 - 12:00 / 08:30 - 16:00")

    assert data.opening_hours.endswith('; We 08:30-16:00 unknown "08:30 - 12:00 / 08:30 - 16:00"')
    assert flagged(flags) == ["h_mercredi"]


def test_hours_that_do_not_fit_are_quoted() -> None:
    data, flags = understood(h_lundi="à toute heure " * 100)

    assert data.opening_hours == ""
    assert data.hours_text.startswith("lundi à toute heure")
    assert "h_lundi" in flagged(flags)


@pytest.mark.parametrize(
    "comment",
    [
        "Fermeture le 3eme jeudi après-midi de chaque mois",
        "Espace fermé suite à une dégradation des locaux.",
        "Pendant les vacances scolaires : 9:00 - 12:00",
        "Entre le 26/12 et le 30/12, seulement le matin.",
        "Horaires d’été : 10:00-12h30",
        "Ouvert le premier samedi du mois de 9h à 12h",
        "Un mardi sur deux",
        "Itinérance les semaines paires",
        "Uniquement sur rendez-vous les mercredis",
        "Accueil MATIN",
        "Accueil de 8h30 à 13h",
        "Les horaires vont être prochainement réactualisées",
        "UNIQUEMENT SUR RDV",
        "Prise de rendez-vous obligatoire au : 01 71 58 19 85",
    ],
)
def test_a_comment_on_time_makes_the_hours_uncertain(comment: str) -> None:
    data, flags = understood(commentaire=comment)

    assert data.opening_hours == ""
    assert data.hours_text
    assert data.notes == comment
    assert flagged(flags) == ["commentaire"]


@pytest.mark.parametrize(
    "comment",
    [
        "Prise de rendez-vous au 04.92.00.32.59",
        "Possibilité de prendre rendez-vous au 04 75 91 40 07",
        "Prise de rendez-vous conseillée",
        "Accueil avec ou sans rendez-vous",
        "Structure NON itinérante",
        "Place Felix Jacques, proche mairie. Accessible en bus ligne G",
    ],
)
def test_any_other_comment_is_quoted_beside_the_hours(comment: str) -> None:
    data, flags = understood(commentaire=comment)

    assert data.opening_hours
    assert data.notes == comment
    assert flags == []


def test_a_comment_without_a_word_says_nothing() -> None:
    assert understood(commentaire=" . ")[0].notes == ""


def test_escapes_are_decoded_and_flagged() -> None:
    data, flags = understood(commentaire=r"Le\x20bus\x20dessert\x20Apt")

    assert data.notes == "Le bus dessert Apt"
    assert flagged(flags) == ["commentaire"]


def test_a_word_mangled_by_the_producer_is_quoted_and_flagged() -> None:
    data, flags = understood(commentaire="contact@france-serendez-vousices.gouv.fr")

    assert data.notes == "contact@france-serendez-vousices.gouv.fr"
    assert flagged(flags) == ["commentaire"]


def test_charente_maritime_is_used_whole() -> None:
    rows = real_rows("17")
    make_communes(rows)
    gazetteer = load_gazetteer()

    read = {
        identify(cells): understand(cells, dated_on=DATED_ON, gazetteer=gazetteer) for cells in rows
    }

    assert len(read) == 35
    aulnay, flags = read["1137"]
    assert aulnay.opening_hours == "Mo,We-Fr 09:00-12:00,13:30-16:30; Tu 09:00-12:00,13:30-16:00"
    assert flagged(flags) == ["h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi"]
    buses = {number for number, (data, _flags) in read.items() if ITINERANT in data.terms}
    assert buses == {"590", "2134"}
    assert read["2134"][0].notes.startswith("Lundi 14h30-17h Marans")
    assert read["2134"][0].hours_text.startswith("lundi 14:30 - 17:00\n")
    assert sum(bool(data.opening_hours) for data, _flags in read.values()) == 31


def test_the_whole_country_is_understood_with_valid_hours() -> None:
    rows = real_rows()
    make_communes(rows)
    gazetteer = load_gazetteer()

    read = [understand(cells, dated_on=DATED_ON, gazetteer=gazetteer)[0] for cells in rows]

    assert len(read) == 2845
    assert all(not data.opening_hours or validate(data.opening_hours) for data in read)
    assert all(not (data.opening_hours and data.hours_text) for data in read)
    assert sum(bool(data.opening_hours) for data in read) == 2087
    assert sum(bool(data.hours_text) for data in read) == 710
    assert sum(bool(data.phone) for data in read) == 2841


@pytest.mark.parametrize("nothing", ["#REF!", "idem", "néant", "."])
def test_neither_a_comment_nor_hours_that_say_nothing_are_quoted(nothing: str) -> None:
    data, _flags = understood(commentaire=nothing, h_samedi=nothing)

    assert data.notes == ""
    assert nothing not in data.hours_text
