import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from maillage.places.french_hours import read_hours
from maillage.places.french_hours.words import DAYS
from maillage.places.opening_hours import (
    join_school_holidays,
    split_school_holidays,
    validate,
)
from maillage.places.weekly_hours import weekly_rules

TEXTS = {
    # days before hours
    "Du lundi au vendredi de 8h à 11h45": "Mo-Fr 08:00-11:45",
    "Les mardis et jeudis : 10h-12h / 15h-19h": "Tu,Th 10:00-12:00,15:00-19:00",
    "lun-ven 9h30-12h": "Mo-Fr 09:30-12:00",
    "lun. et mer. : 9h à 12h": "Mo,We 09:00-12:00",
    "Lu, Ma, Je 14:00-18:00": "Mo-Tu,Th 14:00-18:00",
    "lundi / jeudi : 14h-16h": "Mo,Th 14:00-16:00",
    "mardi - jeudi - samedi 9h-12h": "Tu,Th,Sa 09:00-12:00",
    "lundi 9h-12h - mardi-vendredi 14h-16h": "Mo 09:00-12:00; Tu-Fr 14:00-16:00",
    "vendredi au dimanche 10h-19h": "Fr-Su 10:00-19:00",
    "du samedi au lundi 10h-19h": "Mo,Sa-Su 10:00-19:00",
    "Lundi 8h-12h\nMardi 13h-17h": "Mo 08:00-12:00; Tu 13:00-17:00",
    "Lundi 8h-12h. Mardi 13h-17h.": "Mo 08:00-12:00; Tu 13:00-17:00",
    "Jeudi\n9h - 11h\n\nSamedi\nFermé": "Th 09:00-11:00",
    "Mercredi et VENDREDI : 9H30 — 12H": "We,Fr 09:30-12:00",
    "Mecredi de 9h à 11h": "We 09:00-11:00",
    # days after hours
    "De 9h à 12h du lundi au jeudi": "Mo-Th 09:00-12:00",
    "9h-12h le lundi, 14h-18h le mardi": "Mo 09:00-12:00; Tu 14:00-18:00",
    # every way to write a time
    "mardi 9.30-11.00": "Tu 09:30-11:00",
    "mardi 9 h 30 - 11 h": "Tu 09:30-11:00",
    "mardi 9 heures à 11 heures 30": "Tu 09:00-11:30",
    "mardi 09:00:00 - 11:00:00": "Tu 09:00-11:00",
    "mardi 9: à 11:": "Tu 09:00-11:00",
    "mardi 9h 11h": "Tu 09:00-11:00",
    "mardi 9h11h": "Tu 09:00-11:00",
    "mardi 9-11h": "Tu 09:00-11:00",
    "mardi de 9h jusqu’à midi": "Tu 09:00-12:00",
    "mardi de 20h à minuit": "Tu 20:00-24:00",
    "mardi entre 9h et 12h": "Tu 09:00-12:00",
    "mardi 9h-12h et 12h-14h": "Tu 09:00-14:00",
    "mardi 14h-17h, 9h-12h": "Tu 09:00-12:00,14:00-17:00",
    # every day
    "7j/7 de 8h à 20h": "Mo-Su 08:00-20:00",
    "Tous les jours de 8h à 20h": ('Mo-Fr 08:00-20:00, Sa-Su 08:00-20:00 unknown "tous les jours"'),
    "Tous les jours sauf le dimanche : 8h-20h": "Mo-Sa 08:00-20:00",
    "Tous les matins, du lundi au vendredi, de 9h à 12h": "Mo-Fr 09:00-12:00",
    "Ouvert 24h/24 et 7j/7": "24/7",
    "7j/7, 24h/24": "24/7",
    "Samedi 24h/24": "Sa 00:00-24:00",
    # halves of the day
    "Lundi matin : 9h-12h, lundi après-midi : 14h-16h": "Mo 09:00-12:00,14:00-16:00",
    "Jeudi : matin 9h-12h, après-midi 14h-16h": "Th 09:00-12:00,14:00-16:00",
    "Jeudi de 9h à 12h le matin et de 14h à 16h l'après midi": "Th 09:00-12:00,14:00-16:00",
    "Lundi au vendredi 9h-12h et le mercredi 14h-16h": (
        "Mo-Tu,Th-Fr 09:00-12:00; We 09:00-12:00,14:00-16:00"
    ),
    # exceptions and closures
    "Du lundi au vendredi de 9h à 17h sauf le mercredi": "Mo-Tu,Th-Fr 09:00-17:00",
    "Du lundi au jeudi sauf mardi matin : 9h-12h et 14h-16h": (
        "Mo,We-Th 09:00-12:00,14:00-16:00; Tu 14:00-16:00"
    ),
    "Du lundi au mercredi 9h-12h 14h-17h, fermé les lundi et mardi matin": (
        "Mo-Tu 14:00-17:00; We 09:00-12:00,14:00-17:00"
    ),
    "Fermé le lundi. Mardi au samedi : 10h-18h": "Tu-Sa 10:00-18:00",
    "Lundi fermé le matin, 14h-17h ; mardi 9h-12h": "Mo 14:00-17:00; Tu 09:00-12:00",
    "Lundi 9h-12h, après-midi fermé": "Mo 09:00-12:00",
    "Lundi au samedi 9h-17h, fermé le dimanche et les jours fériés": "Mo-Sa 09:00-17:00; PH off",
    "Lundi 9h-17h sauf jours fériés": "Mo 09:00-17:00; PH off",
    # appointments that change no hours
    "Lundi 9h-12h ou sur RDV": "Mo 09:00-12:00",
    "Lundi 9h-12h et sur RDV, mardi 9h-12h": "Mo-Tu 09:00-12:00",
    "Lundi 9h-12h, mardi sur rendez-vous": "Mo 09:00-12:00",
    "Lundi 9h-12h et l’après-midi sur rendez-vous": "Mo 09:00-12:00",
    # weeks of the month
    "Le 1er et le 3e mardi du mois de 9h à 11h": "Tu[1,3] 09:00-11:00",
    "Le dernier jeudi de chaque mois, 14h-16h": "Th[-1] 14:00-16:00",
    "Lundi 9h-12h, samedi (1er samedi du mois) : 9h-11h": "Mo 09:00-12:00; Sa[1] 09:00-11:00",
    # words that change nothing
    "Horaires d’ouverture : accueil du public le lundi de 9h à 16h (journée continue)": (
        "Mo 09:00-16:00"
    ),
}

READ_BY_EYE = [
    json.loads(line)
    for line in (Path(__file__).parent / "french-hours.jsonl").read_text("utf-8").splitlines()
]

MANY = ", ".join(
    f"{hour}h{minute}-{hour}h{minute + 5}" for hour in range(6, 24) for minute in range(10, 54, 10)
)

REFUSALS = {
    "": "aucun horaire",
    "   \n": "aucun horaire",
    "Lundi fermé": "aucun horaire",
    "9h-12h / 14h-17h": "des heures n’ont pas de jour",
    "Lundi 9h-12h ; 14h-17h le mardi": "un jour n’a pas d’heures",
    "lundi, mardi": "un jour n’a pas d’heures",
    "lundi\nmardi 9h-12h": "un jour n’a pas d’heures",
    "Fermé le lundi 9h-12h": "des heures n’ont pas de jour",
    "Du lundi au vendredi 9h-17h sauf mercredi 9h-12h": "des heures n’ont pas de jour",
    "Lundi fermé 9h-12h": "des heures n’ont pas de jour",
    "Lundi 9h-12h à la mairie": "deux lectures possibles : « a »",
    "Lundi 9h-12h. Mairie : mardi 9h-12h": "deux lectures possibles : « mairie »",
    "Lundi 9h-12h (Wi-Fi)": "mot inconnu : « wi »",
    "Lundi à partir de 9h": "une heure n’a pas de début ou pas de fin",
    "Lundi jusqu’à 12h": "un jour n’a pas d’heures",
    "jusqu’à 12h le lundi": "deux lectures possibles : « jusqu'a »",
    "Lundi 9h-12h, jeudi fermé l’après-midi": "un jour n’a pas d’heures",
    "Lundi sur RDV : mardi 13h-16h": "deux lectures possibles : « : »",
    "1er - 3e mardi du mois 9h-11h": "aucun jour où on en attend un",
    "1er et mardi du mois 9h-11h": "aucun jour où on en attend un",
    "Lundi 9h-12h (13h le mardi)": "une heure n’a pas de début ou pas de fin",
    "Dimanche, lundi du mois 9h-12h": "un jour n’a pas d’heures",
    "Lundi 9h": "une heure n’a pas de début ou pas de fin",
    "Lundi 9h-12h-14h": "une heure n’a pas de début ou pas de fin",
    "Lundi 9h et 12h": "une heure n’a pas de début ou pas de fin",
    "Lundi 9-12": "un nombre n’est peut-être pas une heure",
    "Lundi 9h 12-14h": "un nombre n’est peut-être pas une heure",
    "Lundi 3 mars 9h-12h": "dépend de la saison",
    "Lundi 25h-26h": "ce n’est pas une heure : « 25h »",
    "Lundi 14h-9h": "horaires inversés",
    "Lundi 9h-12h, 11h-14h": "horaires qui se chevauchent",
    "Lundi 9h-12h environ": "horaires approximatifs",
    "L’été, lundi 9h-12h": "dépend de la saison",
    "Un lundi sur deux, 9h-12h": "certaines semaines seulement",
    "Lundi des semaines paires, 9h-12h": "certaines semaines seulement",
    "Lundi 9h-12h. 1er lundi du mois 14h-17h": ("certaines semaines du mois diffèrent des autres"),
    "Lundi 9h-12h, fermé le 1er lundi du mois": "une fermeture ne vaut que certaines semaines",
    "Lundi au vendredi 9h-12h et sur rendez-vous 14h-17h": "des heures n’ont pas de jour",
    "Lundi matin 14h-17h": "les heures contredisent « matin » ou « après-midi »",
    "Lundi : matin 14h-17h": "les heures contredisent « matin » ou « après-midi »",
    "Du lundi au vendredi 9h-12h, mercredi 14h-17h": "un même jour est cité deux fois",
    "lundi, lundi 9h-12h": "un même jour est cité deux fois",
    "jeudi-mardi 9h-12h": "on ne sait si ces jours se suivent",
    "Lundi 9h-12h et jours fériés": "deux lectures possibles : « jours feries »",
    "Samedi fermé. 1er samedi du mois 9h-12h": "une fermeture ne vaut que certaines semaines",
    "1er samedi du mois fermé": "une fermeture ne vaut que certaines semaines",
    "1er lundi du mois 9h-12h ; 3e lundi du mois 14h-17h": (
        "certaines semaines du mois diffèrent des autres"
    ),
    "lundi 9h-12h - mardi-jeudi 14h-16h": "on ne sait si ces jours se suivent",
    "Tous les après-midis de 14h à 16h": "on ne sait quels jours",
    "Mardi 9h-18h\nJeudi 9h-18h\nFermé de 12h à 14h": "on ne sait de quels jours c’est dit",
    "Mer, lundi 9h-12h": "un mot n’est peut-être pas un jour",
    "Mardi 9h12 14h17": "des minutes sont peut-être une heure : « 9h12 »",
    "lundi " * 400: "texte trop long",
    f"Lundi {MANY}": "horaires illisibles",
    f"1er lundi du mois {MANY}": "horaires illisibles",
    # unsure whether it holds for all
    "Lundi 9h-12h, mardi 9h-12h sur rendez-vous": "sur rendez-vous",
    "Lundi 9h-12h, sur rendez-vous. Mardi 9h-12h": "sur rendez-vous",
    "Lundi au vendredi 9h-17h sauf mercredi 9h-12h": "des heures n’ont pas de jour",
    "Lundi au vendredi 9h-12h 14h-17h sauf mercredi 14h-17h": "des heures n’ont pas de jour",
    "Lundi au jeudi 9h-17h sauf le vendredi : 9h-12h": "des heures n’ont pas de jour",
    "Lundi au vendredi 9h-17h (8h le vendredi)": "une heure n’a pas de début ou pas de fin",
    "Lundi au vendredi 9h-12h. Mercredi 14h": "une heure n’a pas de début ou pas de fin",
    "Lundi 9h-12h. L’après-midi sur rendez-vous de 14h à 17h": "des heures n’ont pas de jour",
    "Lundi 9h-12h, fermé de 8h à 10h": "une fermeture coupe des heures continues",
    "Lundi 9h-17h, fermé de 12h à 14h le mercredi": "aucun jour où on en attend un",
    "lundi/vendredi 9h-17h": "on ne sait si ces jours se suivent",
    "1er et 2e lundi et mardi du mois 9h-12h": "on ne sait quelles semaines du mois",
    "lundi et mardi 9h-12h (1er du mois)": "on ne sait quelles semaines du mois",
    "mardi de 2h à 5h": "une heure de la nuit",
    "mardi 10-12": "un nombre n’est peut-être pas une heure",
    "mardi 10/12 14h-17h": "un nombre n’est peut-être pas une heure",
    # school holidays
    "Vacances scolaires : lundi 9h-12h": "aucun horaire",
    "Lundi 9h-12h pendant les vacances scolaires": "ne dit que les vacances scolaires",
    "Fermé en période scolaire. Vacances : lundi 9h-12h": "ne dit que les vacances scolaires",
    "Lundi 9h-12h. En période scolaire : mardi 9h-12h": (
        "on ne sait quelles heures valent pendant les vacances scolaires"
    ),
    "Lundi 9h-12h sauf vacances scolaires et vendredis précédents": "mot inconnu : « precedents »",
    "Lundi 9h-12h, fermé vacances scolaires lundi": "deux lectures possibles : « lundi »",
    "Lundi 9h-12h, petites vacances : 14h-17h": "mot inconnu : « petites »",
}

CELLS = [
    ({"lundi": "9h-12h", "mardi": "-", "jeudi": "Fermé"}, "Mo 09:00-12:00"),
    ({"horaires_lundi": "9h-12h", "h_mardi": "9h-12h"}, "Mo-Tu 09:00-12:00"),
    ({"Lundi matin": "9h-12h", "Lundi après-midi": "14h-17h"}, "Mo 09:00-12:00,14:00-17:00"),
    ({"lundi": "00:00 - 00:00 / 09:00 - 12:00 / 09:00 - 12:00"}, "Mo 09:00-12:00"),
    ({"lundi": "fermé le matin, 14h-17h"}, "Mo 14:00-17:00"),
    ({"lundi": "9h-12h et sur rendez-vous"}, "Mo 09:00-12:00"),
    ({"lundi": "sur rendez-vous", "mardi": "9h-12h"}, "Tu 09:00-12:00"),
    ({"lundi": "lundi 9h-12h"}, "Mo 09:00-12:00"),
    ({"samedi": "9h-11h (2e samedi du mois)"}, "Sa[2] 09:00-11:00"),
    ({"lundi": "9h-12h sauf jours fériés"}, "Mo 09:00-12:00; PH off"),
    ({"lundi": "9h-12h, fermé les jours fériés"}, "Mo 09:00-12:00; PH off"),
    ({"lundi": "9-12"}, "Mo 09:00-12:00"),
    ({"lundi": "00:00 - 00:00", "mardi": "9h-12h"}, "Tu 09:00-12:00"),
    ({"lundi": "Fermé / 14h-17h", "mardi": "9h-12h / Fermé"}, "Mo 14:00-17:00; Tu 09:00-12:00"),
    ({"lundi": "9h-12h et pas d’accueil l’après-midi"}, "Mo 09:00-12:00"),
    ({"lundi matin": "fermé", "lundi après-midi": "14h-17h"}, "Mo 14:00-17:00"),
    ({"lundi": "sur rdv, 9h-12h"}, 'Mo 09:00-12:00 unknown "sur rendez-vous"'),
    (
        {"lundi": "9h-11h / 10h-12h", "mardi": "9h-12h"},
        'Tu 09:00-12:00, Mo 09:00-12:00 unknown "09:00 - 11:00 / 10:00 - 12:00"',
    ),
    (
        {
            "Fermeture matin (ou journée continue) lundi": "17:00",
            "Ouverture matin (ou journée continue) lundi": "09:00",
        },
        "Mo 09:00-17:00",
    ),
]

REFUSED_CELLS = [
    ({}, "aucun horaire"),
    ({"lundi": "", "mardi": "-"}, "aucun horaire"),
    ({"lundi": "9h-12h", "mardi": "x"}, "mot inconnu : « x »"),
    ({"lundi": "mardi 9h-12h"}, "la case d’un jour parle d’un autre jour"),
    ({"Ouverture matin lundi": "9h"}, "une heure n’a pas de début ou pas de fin"),
    ({"lundi matin": "14h-17h"}, "les heures contredisent « matin » ou « après-midi »"),
    ({"du lundi au vendredi": "9h-12h"}, "colonne inconnue : « du lundi au vendredi »"),
    ({"horaires": "9h-12h"}, "colonne inconnue : « horaires »"),
]

CELLS_WITH_SCHOOL_HOLIDAYS = [
    ({"lundi": "9h-12h hors vacances scolaires", "mardi": "9h-12h"}, "unknown"),
    ({"lundi": "9h-12h", "mardi": "9h-12h (fermé pendant les vacances)"}, "Mo 09:00-12:00"),
    ({"mardi": "9h-12h, vacances scolaires : fermé"}, "off"),
    ({"mardi": "9h-12h ; vacances scolaires : 14h-17h"}, "Tu 14:00-17:00"),
    ({"mardi": "9h-12h, y compris pendant les vacances scolaires"}, ""),
]

PHRASES = "du|au|à|et|-|/|,|.|:|\n|(|)|les|sauf|fermé|matin|après-midi|9h|12h|14h30|7|1er|du mois"
MORE_PHRASES = "sur rdv|ou|entre|tous les jours|24h/24|7j/7|jours fériés|midi|vacances scolaires"
EVEN_MORE_PHRASES = "période scolaire|hors|pendant|y compris|mairie|9-12|sauf le vendredi 16h|;"
WORDS = st.sampled_from(
    (*DAYS, *PHRASES.split("|"), *MORE_PHRASES.split("|"), *EVEN_MORE_PHRASES.split("|"))
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("text", "osm"), TEXTS.items())
def test_a_clear_text_is_read(text: str, osm: str) -> None:
    reading = read_hours(text)

    assert (reading.osm, plain(reading.explanation)) == (osm, "")
    assert validate(reading.osm)


@pytest.mark.parametrize(("text", "reason"), REFUSALS.items())
def test_an_unclear_text_is_refused_with_its_reason(text: str, reason: str) -> None:
    reading = read_hours(text)

    assert (reading.osm, plain(reading.explanation)) == ("", reason)


def test_a_reason_holds_no_word_of_the_source() -> None:
    reading = read_hours("Lundi 9h-12h (Wi-Fi)")

    assert (reading.reason, reading.word) == ("mot inconnu", "wi")


@pytest.mark.parametrize("row", READ_BY_EYE, ids=lambda row: str(row["input"]))
def test_a_text_is_read_as_by_eye_or_not_at_all(row: dict[str, Any]) -> None:
    reading = read_hours(row["input"])

    assert (reading.osm, reading.school_holidays) == (row["expected"], row["school_holidays"])


@pytest.mark.parametrize(("cells", "school_holidays"), CELLS_WITH_SCHOOL_HOLIDAYS)
def test_cells_tell_the_school_holidays_of_their_day(
    cells: dict[str, str], school_holidays: str
) -> None:
    reading = read_hours(cells)

    assert reading.osm
    assert reading.school_holidays == school_holidays


@pytest.mark.parametrize(("cells", "osm"), CELLS)
def test_clear_cells_are_read(cells: dict[str, str], osm: str) -> None:
    reading = read_hours(cells)

    assert (reading.osm, plain(reading.explanation)) == (osm, "")


@pytest.mark.parametrize(("cells", "reason"), REFUSED_CELLS)
def test_one_unclear_cell_refuses_the_week(cells: dict[str, str], reason: str) -> None:
    reading = read_hours(cells)

    assert (reading.osm, plain(reading.explanation)) == ("", reason)


@given(st.text() | st.lists(WORDS, max_size=12).map(" ".join))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for reading in (read_hours(text), read_hours({"lundi": text}), read_hours({text: "9h-12h"})):
        assert validate(reading.osm) if reading.osm else reading.reason
        assert "SH" not in reading.osm
        joined = join_school_holidays(reading.osm, reading.school_holidays)
        assert not joined or split_school_holidays(joined) == (reading.osm, reading.school_holidays)


@given(
    week=st.lists(
        st.lists(st.integers(24, 95), unique=True, max_size=6).filter(
            lambda quarters: len(quarters) % 2 == 0
        ),
        min_size=7,
        max_size=7,
    ).filter(any),
    sign=st.sampled_from([" à ", "-", " - ", " "]),
    separator=st.sampled_from([" et ", " / ", ", ", " ; ", " et de "]),
    between=st.sampled_from([" ", "\n", ". ", " ; ", ", ", " -- "]),
    clock=st.sampled_from(["{}h{:02}", "{}:{:02}", "{} h {:02}", "{:02}H{:02}"]),
)
def test_a_week_written_in_french_reads_back_the_same(
    week: list[list[int]], sign: str, separator: str, between: str, clock: str
) -> None:
    def written(quarters: list[int], *, clock: str, sign: str, separator: str) -> str:
        times = [clock.format(quarter // 4, quarter % 4 * 15) for quarter in sorted(quarters)]
        pairs = zip(times[::2], times[1::2], strict=True)
        return separator.join(sign.join(pair) for pair in pairs)

    text = between.join(
        f"{day.capitalize()} : {written(quarters, clock=clock, sign=sign, separator=separator)}"
        for day, quarters in zip(DAYS, week, strict=True)
        if quarters
    )

    reading = read_hours(text)

    assert reading.osm == weekly_rules(
        [written(day, clock="{:02}:{:02}", sign="-", separator=",") for day in week]
    )


def test_the_command_answers_each_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hours.jsonl"
    file.write_text(
        '{"input": "Mardi 9h-12h hors vacances", "note": "é"}\n\n'
        '{"input": {"lundi": "fermé", "jeudi": null}}\n'
        '{"input": "Mardi 9h-12h (Wi-Fi)"}\n',
        encoding="utf-8",
    )

    call_command("hours", str(file))

    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {
            "input": "Mardi 9h-12h hors vacances",
            "output": "Tu 09:00-12:00",
            "school_holidays": "unknown",
            "reason": "",
        },
        {
            "input": {"lundi": "fermé", "jeudi": None},
            "output": "",
            "school_holidays": "",
            "reason": "aucun horaire",
        },
        {
            "input": "Mardi 9h-12h (Wi-Fi)",
            "output": "",
            "school_holidays": "",
            "reason": "mot inconnu\u00a0: «\u00a0wi\u00a0»",
        },
    ]


@pytest.mark.parametrize(
    ("osm", "output", "school_holidays"),
    [
        ("Mo-Fr 9:00-12:00; PH off", "Mo-Fr 9:00-12:00; PH off", ""),
        ("We 14:00-17:00; SH off", "We 14:00-17:00", "off"),
        ("24/7", "24/7", ""),
        ("Mar 14:00-17:00", "Tu 14:00-17:00", ""),  # in OSM, every day of March
        ("09:00-12:00", "", ""),
    ],
)
def test_the_command_keeps_hours_already_in_osm_syntax(
    osm: str,
    output: str,
    school_holidays: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "hours.jsonl"
    file.write_text(json.dumps({"input": osm}), encoding="utf-8")

    call_command("hours", str(file))

    answer = json.loads(capsys.readouterr().out)
    assert (answer["output"], answer["school_holidays"]) == (output, school_holidays)


@pytest.mark.parametrize(
    "bad",
    [b"{", b"\xff", b"[]", b"1", b"{}", b'{"input": 3}', b'{"input": {"lundi": 9}}', b"[" * 9999],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    bad: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hours.jsonl"
    file.write_bytes(bad + b'\n{"input": "Mardi 9h-12h"}\n')

    with pytest.raises(CommandError, match=r"1 ligne\(s\) illisible"):
        call_command("hours", str(file))

    printed = capsys.readouterr()
    assert plain(printed.err).startswith("ligne 1 : ")
    assert json.loads(printed.out)["output"] == "Tu 09:00-12:00"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="introuvable"):
        call_command("hours", str(tmp_path / "none.jsonl"))
