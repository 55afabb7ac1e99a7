"""The map as the server draws it: commune contours, numbered symbols, town names.

Pure arithmetic on what the queries bring; the SVG itself is templates/places/_drawing.html.
Lengths are in pixels of the drawing unless named in ground units (10 m of Web Mercator, see
territory.mercator).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from maillage.lib.distance import Position
from maillage.places.models import Place
from maillage.places.terms import Offer
from maillage.territory.mercator import Box, project, unproject
from maillage.territory.models import Commune, Contour
from maillage.territory.queries import (
    Territory,
    contours_in_view,
    current_territory,
    main_towns,
    territory_box,
    territory_contours,
)

UNKNOWN_KIND = "unknown"  # drawn as a disc, see design.templatetags
DESKTOP_PX = (640, 690)
PHONE_PX = (360, 400)
ASIDE_PX = (378, 270)
NUMBERED_PX = 30
NUMBERS_APART_PX = 24
DOT_PX = 13
LETTER_PX = 7.7  # mean advance of a 14 px letter of Maillage Sans
LABEL_HEIGHT_PX = 16
LABEL_OFFSETS_PX = (4, 26, -14, 40, -28)  # of the baseline from the town's centre, best first
MOST_TOWNS = 500
TOWNS_WORTH_A_NAME = 40  # from afar, smaller ones help no one to find their way
MOST_LABELS = 8
MOST_LIVE_TOWNS = 100
LIVE_MARGIN = 5_000  # ground units: 35 km of neighbours beyond the territory
TOWN_SPACING_PX = 60  # suburbs of a town already named are not worth a name
STREET_REACH = 600  # ground units shown each way around one place: 4 km in France


@dataclass(frozen=True)
class Pin:
    """A place to draw: numbered when it is on this page of the list, a dot otherwise."""

    name: str
    url: str
    position: Position
    offer: Offer | None
    rank: int | None = None
    state: str = ""

    @property
    def label(self) -> str:
        """« 1, France services de Saintes, Ouvert »: what a screen reader says of the link."""
        rank = "" if self.rank is None else str(self.rank)
        return ", ".join(filter(None, (rank, self.name, self.state)))

    def for_the_live_map(self) -> dict[str, str | float | None]:
        return {
            "label": self.label,
            "url": self.url,
            "latitude": self.position.latitude,
            "longitude": self.position.longitude,
            "kind": self.offer or UNKNOWN_KIND,
            "rank": self.rank,
        }


@dataclass(frozen=True)
class Symbol:
    pin: Pin
    x: float
    y: float
    size: int

    @property
    def kind(self) -> str:
        return self.pin.offer or UNKNOWN_KIND

    @property
    def left(self) -> float:
        return round(self.x - self.size / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - self.size / 2, 1)


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Rectangle:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rectangle") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Drawing:
    """`symbols` are numbered links, `dots` only show where the other places are.

    `bounds` are the south-west and north-east corners, as the live map reads them (JSON).
    """

    bounds: str
    width: int
    height: int
    transform: str
    neighbours: Sequence[str]
    land: Sequence[str]
    highlighted: Sequence[str]
    dots: Sequence[Symbol]
    symbols: Sequence[Symbol]
    labels: Sequence[Label]

    @property
    def kinds(self) -> list[str]:
        return sorted({dot.kind for dot in self.dots})


@dataclass(frozen=True)
class View:
    """A window of the ground fitted, centred, into width × height pixels."""

    box: Box
    width: int
    height: int

    @classmethod
    def around(cls, box: Box, *, size: tuple[int, int], margin: float = 0.04) -> "View":
        """The smallest window of this shape that holds the box and a margin around it."""
        width, height = size
        box_width = max(box.max_x - box.min_x, 1) * (1 + 2 * margin)
        box_height = max(box.max_y - box.min_y, 1) * (1 + 2 * margin)
        unit = max(box_width / width, box_height / height)
        middle_x, middle_y = (box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2
        return cls(
            box=Box(
                min_x=round(middle_x - unit * width / 2),
                min_y=round(middle_y - unit * height / 2),
                max_x=round(middle_x + unit * width / 2),
                max_y=round(middle_y + unit * height / 2),
            ),
            width=width,
            height=height,
        )

    @property
    def scale(self) -> float:
        """Pixels per ground unit."""
        return self.width / (self.box.max_x - self.box.min_x)

    @property
    def transform(self) -> str:
        return f"scale({self.scale:.5f}) translate({-self.box.min_x} {-self.box.min_y})"

    @property
    def bounds(self) -> str:
        south_west = unproject(x=self.box.min_x, y=self.box.max_y)
        north_east = unproject(x=self.box.max_x, y=self.box.min_y)
        return json.dumps([[round(degrees, 5) for degrees in p] for p in (south_west, north_east)])

    def pixel(self, position: Position) -> tuple[float, float]:
        x, y = project(latitude=position.latitude, longitude=position.longitude)
        return (
            round((x - self.box.min_x) * self.scale, 1),
            round((y - self.box.min_y) * self.scale, 1),
        )

    def frames(self, box: Rectangle) -> bool:
        return self.holds(box.left, box.top) and self.holds(box.right, box.bottom)

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


def draw_territory(
    territory: Territory,
    *,
    pins: Sequence[Pin],
    highlighted: Commune | None = None,
    size: tuple[int, int] = DESKTOP_PX,
) -> Drawing | None:
    """Draw the whole territory; None when we hold neither contour nor centroid of it."""
    box = territory_box(territory)
    if box is None:
        return None
    return _draw(
        View.around(box, size=size),
        # Of a whole country, communes would weigh more than they show.
        detail=Contour.Detail.OUTLINE if territory.is_whole_country else Contour.Detail.DEPARTEMENT,
        pins=pins,
        highlighted=highlighted,
        most_towns=TOWNS_WORTH_A_NAME,
    )


def draw_surroundings(pins: Sequence[Pin], *, origin: Commune) -> Drawing:
    """Draw the window that holds the origin and every numbered pin."""
    positions = [pin.position for pin in pins if pin.rank is not None]
    if origin.position:
        positions.append(origin.position)
    box = Box.around(project(latitude=p.latitude, longitude=p.longitude) for p in positions)
    return _draw(
        View.around(box, size=PHONE_PX, margin=0.1),
        detail=Contour.Detail.AROUND,
        pins=pins,
        highlighted=origin,
    )


def draw_place(place: Place, *, offer: Offer | None) -> Drawing | None:
    """Draw one place in its commune; None when its position is unknown."""
    if place.position is None:
        return None
    pin = Pin(name=place.name, url="", position=place.position, offer=offer)
    x, y = project(latitude=place.position.latitude, longitude=place.position.longitude)
    box = Box.around([(x - STREET_REACH, y - STREET_REACH), (x + STREET_REACH, y + STREET_REACH)])
    return _draw(
        View.around(box, size=ASIDE_PX, margin=0),
        detail=Contour.Detail.COMMUNE,
        pins=[pin],
        highlighted=place.commune,
    )


def live_ground(territory: Territory) -> dict[str, Any]:
    """The ground of the live map, as places.views.ground documents it."""
    box = territory_box(territory)
    communes = territory_contours(territory, detail=Contour.Detail.AROUND)
    held = Commune.objects.filter(pk__in=communes).values_list("departement", flat=True)
    towns = main_towns(territory, limit=MOST_LIVE_TOWNS)
    return {
        "neighbours": _neighbours(box.grown(LIVE_MARGIN), drawn=set(held)) if box else [],
        "communes": communes,
        "towns": [[town.name, *town.position] for town in towns if town.position],
    }


def _draw(
    view: View,
    *,
    detail: str,
    pins: Iterable[Pin],
    highlighted: Commune | None,
    most_towns: int = MOST_TOWNS,
) -> Drawing:
    """Draw contours, pins, then the names of towns that hide nothing, the largest first."""
    contours = contours_in_view(detail=detail, box=view.box)
    dots, symbols = _placed(view, pins)
    towns = main_towns(current_territory(), limit=most_towns)
    return Drawing(
        bounds=view.bounds,
        width=view.width,
        height=view.height,
        transform=view.transform,
        neighbours=_neighbours(view.box, drawn={contour.departement_id for contour in contours}),
        land=[contour.path for contour in contours],
        highlighted=[
            contour.path
            for contour in contours
            if highlighted and contour.commune_id == highlighted.pk
        ],
        dots=dots,
        symbols=symbols,
        labels=_labels(
            view, towns=[*filter(None, [highlighted]), *towns], symbols=[*dots, *symbols]
        ),
    )


def _neighbours(box: Box, *, drawn: set[str]) -> list[str]:
    """The départements of which we draw no commune: land too, so that the sea is where it is."""
    outlines = contours_in_view(detail=Contour.Detail.OUTLINE, box=box)
    return [outline.path for outline in outlines if outline.departement_id not in drawn]


def _placed(view: View, pins: Iterable[Pin]) -> tuple[list[Symbol], list[Symbol]]:
    """The dots, then the numbered symbols in the order of the list, which the Tab key follows.

    A number that would hide a smaller one is drawn as a dot: the list still gives it. A pin
    that leads nowhere is the place of the page itself: a dot as large as a number.
    """
    dots: list[Symbol] = []
    numbered: list[Symbol] = []
    for pin in pins:
        x, y = view.pixel(pin.position)
        if not view.holds(x, y):
            continue
        if pin.rank is not None and all(
            hypot(x - other.x, y - other.y) >= NUMBERS_APART_PX for other in numbered
        ):
            numbered.append(Symbol(pin=pin, x=x, y=y, size=NUMBERED_PX))
        else:
            dots.append(Symbol(pin=pin, x=x, y=y, size=DOT_PX if pin.url else NUMBERED_PX))
    return dots, numbered


def _labels(view: View, *, towns: Iterable[Commune], symbols: Sequence[Symbol]) -> list[Label]:
    """Name the first towns that find room under, over or on their centre; hide nothing."""
    taken = [
        Rectangle(s.x - s.size / 2, s.y - s.size / 2, s.x + s.size / 2, s.y + s.size / 2)
        for s in symbols
    ]
    labels: list[Label] = []
    named: list[tuple[float, float]] = []
    for town in towns:
        if len(labels) == MOST_LABELS:
            break
        if town.position is None:
            continue
        x, y = view.pixel(town.position)
        if any(hypot(x - named_x, y - named_y) < TOWN_SPACING_PX for named_x, named_y in named):
            continue
        half = len(town.name) * LETTER_PX / 2
        for dy in LABEL_OFFSETS_PX:
            box = Rectangle(x - half, y + dy - LABEL_HEIGHT_PX, x + half, y + dy + 3)
            if view.frames(box) and not any(box.meets(other) for other in taken):
                taken.append(box)
                named.append((x, y))
                labels.append(Label(text=town.name, x=x, y=y + dy))
                break
    return labels
