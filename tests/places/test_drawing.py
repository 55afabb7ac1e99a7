from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.lib.distance import Position
from maillage.places.drawing import (
    DOT_PX,
    NUMBERED_PX,
    Pin,
    View,
    draw_place,
    draw_surroundings,
    draw_territory,
)
from maillage.places.terms import Offer
from maillage.territory.mercator import Box, project
from maillage.territory.models import Commune, Contour
from maillage.territory.queries import Territory
from tests.cast import place, town

CHARENTE_MARITIME = Territory.parse("17")
SAINTES = Position(45.7464, -0.6333)
JONZAC = Position(45.4469, -0.4339)


def pin(name: str, position: Position, *, rank: int | None = None) -> Pin:
    return Pin(
        name=name,
        url="/lieux/x/",
        position=position,
        offer=Offer.MEDIATORS,
        rank=rank,
        state="Ouvert",
    )


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
    assert draw_territory(CHARENTE_MARITIME, pins=[]) is None


@pytest.mark.django_db
def test_the_searched_commune_is_drawn_again_over_the_others() -> None:
    contours = [square_contour(town(name)) for name in ("Saintes", "Jonzac")]

    drawing = draw_territory(CHARENTE_MARITIME, pins=[], highlighted=town("Saintes"))

    assert drawing
    assert set(drawing.land) == {contour.path for contour in contours}
    assert list(drawing.highlighted) == [contours[0].path]


@pytest.mark.django_db
def test_numbered_pins_are_links_in_the_order_of_the_list_and_the_others_dots() -> None:
    square_contour(town("Saintes"), side=9000)
    pins = [
        pin("Un", SAINTES, rank=1),
        pin("Deux", JONZAC, rank=2),
        pin("Point", Position(45.6, -0.5)),
    ]

    drawing = draw_territory(CHARENTE_MARITIME, pins=pins)

    assert drawing
    assert [(s.pin.name, s.size) for s in drawing.symbols] == [
        ("Un", NUMBERED_PX),
        ("Deux", NUMBERED_PX),
    ]
    assert [(s.pin.name, s.size) for s in drawing.dots] == [("Point", DOT_PX)]
    assert drawing.kinds == ["mediators"]


@pytest.mark.django_db
def test_a_number_never_hides_a_smaller_one() -> None:
    square_contour(town("Saintes"), side=9000)
    pins = [pin("Un", SAINTES, rank=1), pin("Deux", SAINTES, rank=2)]

    drawing = draw_territory(CHARENTE_MARITIME, pins=pins)

    assert drawing
    assert [s.pin.name for s in drawing.symbols] == ["Un"]
    assert [(s.pin.name, s.size) for s in drawing.dots] == [("Deux", DOT_PX)]


@pytest.mark.django_db
def test_a_pin_out_of_the_window_is_not_drawn() -> None:
    square_contour(town("Saintes"))

    drawing = draw_territory(CHARENTE_MARITIME, pins=[pin("Loin", Position(48.85, 2.35))])

    assert drawing
    assert list(drawing.dots) == []


@pytest.mark.django_db
def test_surroundings_hold_the_origin_and_every_numbered_pin() -> None:
    drawing = draw_surroundings(
        [pin("Jonzac", JONZAC, rank=1), pin("Paris", Position(48.85, 2.35))], origin=town("Saintes")
    )

    assert [symbol.pin.name for symbol in drawing.symbols] == ["Jonzac"]
    assert list(drawing.dots) == []


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
    pins = [pin("Lieu", SAINTES, rank=1)]

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

    drawing = draw_territory(CHARENTE_MARITIME, pins=[])

    assert drawing
    assert "Fontcouverte" not in {label.text for label in drawing.labels}


@pytest.mark.django_db
def test_the_place_stands_in_the_middle_of_its_own_drawing() -> None:
    square_contour(town("Saintes"), detail="commune")

    drawing = draw_place(place("Ici", in_town="Saintes"), offer=None)

    assert drawing
    assert drawing.highlighted
    symbol = drawing.dots[0]
    assert (symbol.x, symbol.y) == pytest.approx((drawing.width / 2, drawing.height / 2), abs=1)


@pytest.mark.django_db
def test_a_place_without_position_has_no_drawing() -> None:
    assert (
        draw_place(place("?", in_town="Saintes", latitude=None, longitude=None), offer=None) is None
    )


def test_a_pin_says_its_rank_its_name_and_its_state() -> None:
    assert pin("Mairie", SAINTES, rank=3).label == "3, Mairie, Ouvert"
    assert pin("Mairie", SAINTES).label == "Mairie, Ouvert"
