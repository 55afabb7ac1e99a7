"""The shipped files, without a database: are they whole, and do the contours fit together?"""

import gzip
import re
from collections import Counter, defaultdict
from functools import cache

import pytest
import shapely
from shapely.geometry import Polygon

from maillage.territory.dataset import FILES, FOLDER, read
from maillage.territory.mercator import project
from maillage.territory.models import (
    Commune,
    CommunePostcode,
    Contour,
    Departement,
    Epci,
    FormerCommune,
)
from maillage.territory.school_calendar import FILE as SCHOOL_HOLIDAYS

DRAWN = {"17": 462, "34": 341, "45": 325}  # départements whose communes have contours
LEVELS = ("departement", "around", "commune")


@cache
def rows(model):
    return list(read(model))


@cache
def communes():
    return {row["code_insee"]: row for row in rows(Commune)}


@cache
def shapes(detail, departement=None):
    """Contours rebuilt from their paths as polygons, by commune (or département for outlines)."""
    return {
        row["commune_id"] or row["departement_id"]: polygons(row["path"])
        for row in rows(Contour)
        if row["detail"] == detail and departement in (None, row["departement_id"])
    }


def polygons(path):
    """Read a path back; a ring inside another is a hole."""
    rings = [ring_of(part) for part in path.split("z")[:-1]]
    return shapely.build_area(shapely.MultiLineString([ring.exterior for ring in rings]))


def ring_of(part):
    start, moves = re.fullmatch(r"M(-?\d+[ -]\d+)l([-\d ]+)", part).groups()
    x, y = (int(number) for number in re.findall(r"-?\d+", start))
    steps = [int(number) for number in re.findall(r"-?\d+", moves)]
    vertices = [(x, y)]
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + step_x, y + step_y
        vertices.append((x, y))
    return Polygon(vertices)


def former(code):
    return next(row["commune_id"] for row in rows(FormerCommune) if row["code_insee"] == code)


def test_every_commune_of_today_is_there_once():
    by_departement = Counter(row["departement_id"] for row in rows(Commune))

    assert len(rows(Commune)) == len(communes()) == 34_969
    assert len(rows(Departement)) == len(by_departement) == 109
    assert {code: by_departement[code] for code in DRAWN} == DRAWN


def test_populations_are_those_of_the_census():
    totals = Counter()
    for row in rows(Commune):
        totals[row["departement_id"]] += row["population"] or 0

    assert (totals["17"], totals["34"], totals["45"]) == (672_279, 1_230_289, 691_268)


def test_what_the_sources_lack_is_absent_rather_than_zero():
    assert sum(row["population"] is None for row in rows(Commune)) == 6
    assert sum(row["epci_id"] is None for row in rows(Commune)) == 98
    assert sum(row["latitude"] is None for row in rows(Commune)) == 99
    assert len(communes().keys() - {row["commune_id"] for row in rows(CommunePostcode)}) == 5


def test_all_that_is_referred_to_exists():
    departements = {row["code"] for row in rows(Departement)}
    epci = {row["siren"] for row in rows(Epci)} | {None}

    assert {row["departement_id"] for row in rows(Commune)} == departements
    assert {row["epci_id"] for row in rows(Commune)} == epci
    assert {row["commune_id"] for row in rows(CommunePostcode)} <= communes().keys()
    assert {row["commune_id"] for row in rows(FormerCommune)} <= communes().keys()
    assert {row["commune_id"] for row in rows(Contour)} <= communes().keys() | {None}
    assert {row["departement_id"] for row in rows(Contour)} <= departements


def test_a_département_knows_its_region():
    regions = {row["code"]: row["region_name"] for row in rows(Departement)}

    assert regions["17"] == "Nouvelle-Aquitaine"
    assert regions["2A"] == "Corse"
    assert regions["974"] == "La Réunion"


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("01001", 46.15, 4.93),  # whose code lost its zero in the source
        ("17415", 45.74, -0.65),
        ("2A004", 41.93, 8.70),
        ("75056", 48.86, 2.34),  # from its arrondissements
        ("13055", 43.31, 5.40),
        ("69123", 45.76, 4.83),
        ("97411", -20.95, 55.45),
        ("49126", 47.33, -1.26),  # from the communes that made it
    ],
)
def test_a_centroid_is_where_the_commune_is(code, latitude, longitude):
    assert communes()[code]["latitude"] == pytest.approx(latitude, abs=0.05)
    assert communes()[code]["longitude"] == pytest.approx(longitude, abs=0.05)


def test_centroids_lie_in_their_département():
    strays = []
    for departement, outline in shapes("outline").items():
        near = outline.buffer(4000)  # 28 km: Ouessant is not drawn
        strays += [
            row["name"]
            for row in rows(Commune)
            if row["departement_id"] == departement and row["latitude"] is not None
            if not near.contains(shapely.Point(project(**position(row))))
        ]

    assert strays == []


def position(row):
    return {"latitude": row["latitude"], "longitude": row["longitude"]}


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("17169", "17344"),  # delegated: La Frédière
        ("17189", "17219"),  # Hiers-Brouage
        ("17272", "17340"),
        ("17334", "17268"),
        ("34093", "34144"),
        ("34330", "34246"),
        ("45287", "45307"),  # merged, and in no list of today
        ("75101", "75056"),
        ("13216", "13055"),
        ("69385", "69123"),
    ],
)
def test_a_code_of_yesterday_leads_to_the_commune_of_today(old, today):
    assert former(old) == today


def test_a_former_commune_keeps_its_name_where_a_source_gives_it():
    names = {row["code_insee"]: row["name"] for row in rows(FormerCommune)}

    assert names["17189"] == "Hiers-Brouage"
    assert names["45287"] == "Saint-Loup-de-Gonois"
    assert names["75101"] == "Paris 1er Arrondissement"


def test_a_code_both_former_and_in_force_is_the_same_commune_under_another_name():
    renamed = [row for row in rows(FormerCommune) if row["code_insee"] in communes()]

    assert len(renamed) == 510
    assert all(row["commune_id"] == row["code_insee"] for row in renamed)
    assert all(row["name"] != communes()[row["code_insee"]]["name"] for row in renamed)


@pytest.mark.parametrize("detail", LEVELS)
@pytest.mark.parametrize("departement", DRAWN)
def test_every_commune_has_an_outline_with_land_in_it(departement, detail):
    drawn = shapes(detail, departement)

    expected = {code for code, row in communes().items() if row["departement_id"] == departement}
    assert drawn.keys() == expected
    assert all(shape.is_valid and shape.area > 0 for shape in drawn.values())


@pytest.mark.parametrize("detail", LEVELS)
@pytest.mark.parametrize("departement", DRAWN)
def test_neighbours_share_their_borders_without_gap_or_overlap(departement, detail):
    drawn = list(shapes(detail, departement).values())

    assert shapely.coverage_is_valid(drawn)
    # A gap between communes would be a hole in their union; none of these has a lake left out.
    union = shapely.coverage_union_all(drawn)
    assert [hole for part in shapely.get_parts(union) for hole in part.interiors] == []


def test_outlines_share_their_borders():
    assert len(shapes("outline")) == 96
    assert shapely.coverage_is_valid(list(shapes("outline").values()))


def test_the_box_of_a_contour_is_tight():
    for row in rows(Contour):
        box = (row["min_x"], row["min_y"], row["max_x"], row["max_y"])
        assert polygons(row["path"]).bounds == box


def test_each_level_says_more_than_the_one_before():
    sizes = defaultdict(int)
    for row in rows(Contour):
        sizes[row["detail"]] += len(row["path"])

    assert sizes["departement"] < sizes["around"] < sizes["commune"]


def test_a_simplified_commune_keeps_most_of_its_land():
    finest, coarsest = shapes("commune", "17"), shapes("departement", "17")

    kept = [finest[code].intersection(coarsest[code]).area / finest[code].area for code in finest]

    assert sum(kept) / len(kept) > 0.95
    assert min(kept) > 0.5


def test_a_whole_département_weighs_22_kb_on_the_wire():
    path = "".join(
        row["path"]
        for row in rows(Contour)
        if row["detail"] == "departement" and row["departement_id"] == "17"
    )

    assert len(gzip.compress(path.encode())) < 22_000


def test_the_files_stay_small_and_name_their_licences():
    readme = (FOLDER / "README.md").read_text()

    assert sum((FOLDER / name).stat().st_size for name in FILES.values()) < 1_500_000
    assert {path.name for path in FOLDER.iterdir()} == {
        *FILES.values(),
        SCHOOL_HOLIDAYS.name,
        "README.md",
    }
    assert all(name in readme for name in (*FILES.values(), SCHOOL_HOLIDAYS.name))
    assert "Licence Ouverte" in readme
