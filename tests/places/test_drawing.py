import re
from collections.abc import Iterable
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.places.drawing import (
    DOT_PX,
    MOST_DOTS,
    NUMBERED_PX,
    NUMBERS_APART_PX,
    SLIP_PX,
    Pin,
    View,
    coarse,
    draw_place,
    draw_surroundings,
    draw_territory,
    draw_zone,
    live_ground,
)
from maillage.places.queries.map import Point
from maillage.places.queries.search import Zone
from maillage.places.terms import Offer
from maillage.places.whereabouts import Precision, Whereabouts
from maillage.territory.mercator import Box, project
from maillage.territory.models import Commune, Contour
from maillage.territory.queries import Territory
from tests.cast import place, town

CHARENTE_MARITIME = Territory.parse("17")
SAINTES = Position(45.7464, -0.6333)
JONZAC = Position(45.4469, -0.4339)


def pin(name: str, position: Position, *, rank: int = 1, spot: int | None = None) -> Pin:
    return Pin(
        name=name,
        url="/lieux/x/",
        position=position,
        offer=Offer.MEDIATORS,
        rank=rank,
        state="Ouvert",
        spot=spot,
    )


def point(position: Position, *, pk: int = 1, kind: Offer | None = Offer.WIFI) -> Point:
    x, y = project(latitude=position.latitude, longitude=position.longitude)
    return Point(pk, x, y, kind)


def square_contour(commune: Commune, *, detail: str = "departement", side: int = 500) -> Contour:
    assert commune.position
    x, y = (round(c) for c in project(latitude=commune.latitude, longitude=commune.longitude))
    half = side // 2
    return Contour.objects.create(
        commune=commune,
        departement=commune.departement,
        detail=detail,
        path=f"M{x - half} {y - half}l{side} 0 0 {side} {-side} 0z",
        min_x=x - half,
        min_y=y - half,
        max_x=x + half,
        max_y=y + half,
    )


boxes = st.builds(
    lambda x, y, w, h: Box(min_x=x, min_y=y, max_x=x + w, max_y=y + h),
    *(st.integers(-600_000, 600_000),) * 2,
    *(st.integers(1, 30_000),) * 2,
)


@given(boxes)
def test_a_view_holds_the_whole_box_and_keeps_its_shape(box: Box) -> None:
    view = View.around(box, size=(640, 400))

    assert view.box.min_x <= box.min_x < box.max_x <= view.box.max_x
    assert view.box.min_y <= box.min_y < box.max_y <= view.box.max_y
    shape = (view.box.max_x - view.box.min_x) / (view.box.max_y - view.box.min_y)
    assert shape == pytest.approx(640 / 400, rel=0.5 if box.max_x - box.min_x < 50 else 0.05)


@pytest.mark.django_db
def test_no_ground_no_drawing() -> None:
    assert draw_territory(CHARENTE_MARITIME) is None


@pytest.mark.django_db
def test_the_searched_commune_is_drawn_again_over_the_others() -> None:
    for name in ("Saintes", "Jonzac"):
        square_contour(town(name))

    drawing = draw_territory(CHARENTE_MARITIME, highlighted=town("Saintes"))

    assert drawing
    assert len(drawing.land) == 2
    assert len(drawing.highlighted) == 1
    assert drawing.highlighted[0] in drawing.land


@pytest.mark.django_db
def test_numbered_pins_come_in_the_order_of_the_list_and_the_others_are_dots() -> None:
    square_contour(town("Saintes"), side=9000)
    pins = [pin("Un", SAINTES, rank=1, spot=11), pin("Deux", JONZAC, rank=2, spot=12)]
    points = [point(SAINTES, pk=11), point(JONZAC, pk=12), point(Position(45.6, -0.5), pk=13)]

    drawing = draw_territory(CHARENTE_MARITIME, pins=pins, points=points)

    assert drawing
    assert [(s.pin.name, s.size) for s in drawing.symbols if s.pin] == [
        ("Un", NUMBERED_PX),
        ("Deux", NUMBERED_PX),
    ]
    assert [(dot.kind, dot.size) for dot in drawing.dots] == [("wifi", DOT_PX)]
    assert drawing.kinds == ["wifi"]
    assert not drawing.is_merged


@pytest.mark.django_db
def test_a_number_that_would_hide_a_smaller_one_is_set_aside_with_a_line_to_its_place() -> None:
    square_contour(town("Saintes"), side=9000)
    pins = [pin(str(rank), SAINTES, rank=rank) for rank in range(1, 41)]

    drawing = draw_territory(CHARENTE_MARITIME, pins=pins)

    assert drawing
    first, *others = drawing.symbols
    assert len(others) == 39
    assert first.leader == ""
    assert {symbol.leader.partition("L")[0] for symbol in others} == {f"M{first.x} {first.y}"}
    distances = [
        hypot(one.x - other.x, one.y - other.y)
        for rank, one in enumerate(drawing.symbols)
        for other in drawing.symbols[:rank]
    ]
    assert min(distances) >= NUMBERS_APART_PX


@pytest.mark.django_db
def test_what_lies_out_of_the_window_is_not_drawn() -> None:
    square_contour(town("Saintes"))
    paris = Position(48.85, 2.35)

    drawing = draw_territory(CHARENTE_MARITIME, pins=[pin("Loin", paris)], points=[point(paris)])

    assert drawing
    assert [*drawing.dots, *drawing.symbols] == []


@pytest.mark.django_db
def test_too_many_places_are_drawn_one_dot_a_cell_of_the_richest_kind() -> None:
    square_contour(town("Saintes"), side=30_000)
    x, y = project(latitude=SAINTES.latitude, longitude=SAINTES.longitude)
    points = [
        Point(number, x + number % 150 * 200 - 15_000, y + number // 150 * 200 - 15_000, kind)
        for number in range(22_500)
        for kind in [Offer.MEDIATORS if number % 150 % 2 else Offer.WIFI]
    ]

    drawing = draw_territory(CHARENTE_MARITIME, points=points)

    assert drawing
    assert drawing.is_merged
    assert MOST_DOTS / 4 < len(drawing.dots) <= MOST_DOTS * 1.1
    assert drawing.kinds == ["mediators"]


@pytest.mark.django_db
def test_surroundings_hold_where_one_looks_from_and_every_pin() -> None:
    drawing = draw_surroundings(
        [pin("Jonzac", JONZAC)],
        points=[point(Position(48.85, 2.35))],
        where=Whereabouts.of_commune(town("Saintes")),
    )

    assert drawing
    assert [symbol.pin.name for symbol in drawing.symbols if symbol.pin] == ["Jonzac"]
    assert list(drawing.dots) == []


@pytest.mark.django_db
def test_surroundings_of_nothing_known_are_not_drawn() -> None:
    nowhere = Whereabouts("?", None, None, Precision.COMMUNE)

    assert draw_surroundings([], where=nowhere) is None


@pytest.mark.django_db
def test_a_zone_is_drawn_whole_with_the_contours_of_its_size() -> None:
    around = square_contour(town("Saintes"), detail="around")
    coarser = square_contour(town("Jonzac"))
    near = Zone(south=45.7, west=-0.7, north=45.8, east=-0.6)
    far = Zone(south=45.2, west=-2.6, north=46.2, east=0.6)

    drawings = [draw_zone(zone, pins=[pin("Ici", SAINTES)]) for zone in (near, far)]

    steps = [View.around(box_of(zone), size=(360, 400), margin=0).step for zone in (near, far)]
    assert [list(drawing.land) for drawing in drawings] == [
        [coarse(around.path, step=steps[0])],
        [coarse(coarser.path, step=steps[1])],
    ]
    assert [len(drawing.symbols) for drawing in drawings] == [1, 1]


def box_of(zone: Zone) -> Box:
    return Box.around(
        [
            project(latitude=zone.south, longitude=zone.west),
            project(latitude=zone.north, longitude=zone.east),
        ]
    )


def test_a_coarse_contour_keeps_only_what_is_seen() -> None:
    assert coarse("M10 10l8 1 1 8-1 0z", step=8) == "M1 1l1 0 0 1z"
    assert coarse("M10 10l1 1 1 -1z", step=8) == ""  # an island of a few metres


rings = st.lists(
    st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000)), min_size=3, max_size=30
)


@given(rings, st.sampled_from([1, 2, 8, 64]))
def test_a_coarse_contour_stays_within_half_a_step_of_what_it_was(
    vertices: list[tuple[int, int]], step: int
) -> None:
    path = "".join(written(vertices))

    kept = list(read_path(coarse(path, step=step)))

    for x, y in kept:
        assert min(max(abs(x * step - a), abs(y * step - b)) for a, b in vertices) <= step / 2


def written(vertices: list[tuple[int, int]]) -> Iterable[str]:
    (x, y), *others = vertices
    yield f"M{x} {y}l"
    for a, b in others:
        yield f"{a - x} {b - y} "
        x, y = a, b
    yield "z"


def read_path(path: str) -> Iterable[tuple[int, int]]:
    x = y = 0
    numbers = map(int, re.findall(r"-?\d+", path))
    for right, down in zip(numbers, numbers, strict=True):
        x, y = x + right, y + down
        yield x, y


def overlaps(drawing_labels: Iterable[object]) -> bool:
    boxes = [(label.x, label.y, len(label.text)) for label in drawing_labels]  # type: ignore[attr-defined]
    return any(
        abs(a[0] - b[0]) < 3 * (a[2] + b[2]) and abs(a[1] - b[1]) < 12
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
    )


@pytest.mark.django_db
def test_town_names_hide_neither_a_symbol_nor_one_another() -> None:
    for name in ("Saintes", "Fontcouverte", "La Rochelle", "Jonzac"):
        square_contour(town(name))
    pins = [pin("Lieu", SAINTES)]

    drawing = draw_territory(CHARENTE_MARITIME, pins=pins)

    assert drawing
    assert {"Saintes", "La Rochelle", "Jonzac"} <= {label.text for label in drawing.labels}
    assert not overlaps(drawing.labels)
    symbol = drawing.symbols[0]
    saintes = next(label for label in drawing.labels if label.text == "Saintes")
    assert not symbol.top < saintes.y < symbol.top + symbol.size


@pytest.mark.django_db
def test_a_suburb_is_not_named_beside_its_town() -> None:
    for name in ("Saintes", "Fontcouverte", "La Rochelle"):
        square_contour(town(name))

    drawing = draw_territory(CHARENTE_MARITIME)

    assert drawing
    assert "Fontcouverte" not in {label.text for label in drawing.labels}


@pytest.mark.django_db
def test_the_place_stands_in_the_middle_of_its_own_drawing() -> None:
    square_contour(town("Saintes"), detail="commune")

    drawing = draw_place(place("Ici", in_town="Saintes"), offer=None)

    assert drawing
    assert drawing.highlighted
    symbol = drawing.itself
    assert symbol
    assert (symbol.x, symbol.y) == pytest.approx((drawing.width / 2, drawing.height / 2), abs=1)


@pytest.mark.django_db
def test_a_place_is_drawn_to_the_size_of_its_paper_with_its_names_whole() -> None:
    drawing = draw_place(place("Ici", in_town="Saintes"), offer=None, size=SLIP_PX)

    assert drawing is not None
    assert (drawing.width, drawing.height) == SLIP_PX
    (label,) = drawing.labels
    assert label.text == "Saintes"
    assert 14 < label.y < SLIP_PX[1]


@pytest.mark.django_db
def test_a_place_without_position_has_no_drawing() -> None:
    assert (
        draw_place(place("?", in_town="Saintes", latitude=None, longitude=None), offer=None) is None
    )


def test_a_pin_says_its_rank_its_name_and_its_state() -> None:
    assert pin("Mairie", SAINTES, rank=3).label == "3, Mairie, Ouvert"


@pytest.mark.django_db
def test_the_ground_of_a_whole_country_is_that_of_its_departements_alone() -> None:
    square_contour(town("Saintes"), detail="around")
    outline = Contour.objects.create(
        departement=town("Saintes").departement,
        detail="outline",
        path="M0 0l9 0 0 9z",
        min_x=0,
        min_y=0,
        max_x=9,
        max_y=9,
    )

    of_the_country = live_ground(Territory.parse("FR"))

    assert (of_the_country["communes"], of_the_country["neighbours"]) == ({}, [outline.path])
    assert live_ground(CHARENTE_MARITIME)["communes"].keys() == {"17415"}
