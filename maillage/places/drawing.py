"""The map as the server draws it: commune contours, numbered symbols, town names.

Pure arithmetic on what the queries bring; the SVG itself is templates/places/_drawing.html.
Lengths are in pixels of the drawing unless named in ground units (10 m of Web Mercator, see
territory.mercator).
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import cos, floor, hypot, inf, log2, pi, sin
from typing import Any

from maillage.lib.distance import Position
from maillage.places.models import Place
from maillage.places.queries.map import Point
from maillage.places.queries.search import Zone
from maillage.places.terms import Offer
from maillage.places.whereabouts import Whereabouts
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
PAPER_PX = (700, 520)
ASIDE_PX = (378, 270)
SLIP_PX = (378, 102)  # of 126 × 34 mm, see typst/slip.typ
NUMBERED_PX = 30
NUMBERS_APART_PX = 24
# From where a place is to where its number goes when others are there: first nowhere, then rings.
ASIDE_OFFSETS_PX = [
    (round(26 * ring * cos(turn), 1), round(26 * ring * sin(turn), 1))
    for ring in range(5)
    for side in range(max(1, 6 * ring))
    for turn in [2 * pi * side / max(1, 6 * ring)]
]
DOT_PX = 13
MOST_DOTS = 1200  # more would weigh more than they show
KINDS = (UNKNOWN_KIND, *Offer)  # the richest last
RICHNESS: dict[Offer | None, int] = {kind: rank for rank, kind in enumerate((None, *Offer))}
FINEST_PX = 0.5  # detail of a contour that can be seen
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
DETAILS = (  # of contours, by the width of the ground shown
    (10_000, Contour.Detail.AROUND),  # 70 km
    (50_000, Contour.Detail.DEPARTEMENT),
    (inf, Contour.Detail.OUTLINE),
)
NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Pin:
    """A place of this page of the list, to draw with its number; `spot` is its key."""

    name: str
    url: str
    position: Position
    offer: Offer | None
    rank: int
    state: str = ""
    spot: int | None = None

    @property
    def label(self) -> str:
        """« 1, France services de Saintes, Ouvert »: what a screen reader says of the link."""
        return ", ".join(filter(None, (str(self.rank), self.name, self.state)))

    def for_the_live_map(self) -> dict[str, str | float | None]:
        return {
            "id": self.spot,
            "label": self.label,
            "url": self.url,
            "latitude": self.position.latitude,
            "longitude": self.position.longitude,
            "kind": self.offer or UNKNOWN_KIND,
            "rank": self.rank,
        }


@dataclass(frozen=True)
class Symbol:
    """What stands for a place, around (x, y).

    A number set aside, because others were in its way, has a `leader`: the line that goes to it
    from where the place is, as SVG path data.
    """

    kind: str
    x: float
    y: float
    size: int
    pin: Pin | None = None
    leader: str = ""

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

    A dot stands for several places where there were too many (`is_merged`). `itself` is the place
    of the page, where the drawing is of one place.
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
    is_merged: bool
    itself: Symbol | None

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
    def detail(self) -> Contour.Detail:
        """That of the contours worth drawing."""
        width = self.box.max_x - self.box.min_x
        return next(detail for widest, detail in DETAILS if width < widest)

    @property
    def step(self) -> int:
        """The ground units that are one and the same to the eye: a power of two."""
        return int(2 ** max(0, floor(log2(FINEST_PX / self.scale))))

    @property
    def transform(self) -> str:
        """From contours in steps to pixels."""
        left, top = (round(edge / self.step, 2) for edge in (self.box.min_x, self.box.min_y))
        return f"scale({self.scale * self.step:.6f}) translate({-left} {-top})"

    @property
    def bounds(self) -> str:
        south_west = unproject(x=self.box.min_x, y=self.box.max_y)
        north_east = unproject(x=self.box.max_x, y=self.box.min_y)
        return json.dumps([[round(degrees, 5) for degrees in p] for p in (south_west, north_east)])

    def pixel(self, position: Position) -> tuple[float, float]:
        x, y = project(latitude=position.latitude, longitude=position.longitude)
        return self.pixel_of(x, y)

    def pixel_of(self, x: float, y: float) -> tuple[float, float]:
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
    pins: Sequence[Pin] = (),
    points: Iterable[Point] = (),
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
        points=points,
        highlighted=highlighted,
        most_towns=TOWNS_WORTH_A_NAME,
    )


def draw_surroundings(
    pins: Sequence[Pin],
    *,
    points: Iterable[Point] = (),
    where: Whereabouts,
    size: tuple[int, int] = PHONE_PX,
) -> Drawing | None:
    """Draw the window that holds every pin and where one looks from; None when there is neither."""
    positions = [pin.position for pin in pins]
    if where.position:
        positions.append(where.position)
    if not positions:
        return None
    box = Box.around(project(latitude=p.latitude, longitude=p.longitude) for p in positions)
    view = View.around(box.grown(STREET_REACH), size=size, margin=0.1)
    return _draw(view, detail=view.detail, pins=pins, points=points, highlighted=where.commune)


def draw_zone(
    zone: Zone,
    *,
    pins: Sequence[Pin] = (),
    points: Iterable[Point] = (),
    highlighted: Commune | None = None,
    size: tuple[int, int] = PHONE_PX,
) -> Drawing:
    """Draw what a map showed."""
    box = Box.around(
        (
            project(latitude=zone.south, longitude=zone.west),
            project(latitude=zone.north, longitude=zone.east),
        )
    )
    view = View.around(box, size=size, margin=0)
    return _draw(view, detail=view.detail, pins=pins, points=points, highlighted=highlighted)


def draw_place(
    place: Place, *, offer: Offer | None, size: tuple[int, int] = ASIDE_PX
) -> Drawing | None:
    """Draw one place in its commune; None when its position is unknown."""
    if place.position is None:
        return None
    x, y = project(latitude=place.position.latitude, longitude=place.position.longitude)
    box = Box.around([(x - STREET_REACH, y - STREET_REACH), (x + STREET_REACH, y + STREET_REACH)])
    view = View.around(box, size=size, margin=0)
    return _draw(
        view,
        detail=Contour.Detail.COMMUNE,
        itself=Symbol(offer or UNKNOWN_KIND, *view.pixel_of(x, y), size=NUMBERED_PX),
        highlighted=place.commune,
    )


def live_ground(territory: Territory) -> dict[str, Any]:
    """The ground of the live map, as places.views.map_data documents it."""
    box = territory_box(territory)
    land, held = {}, set()
    if not territory.is_whole_country:  # of which all the communes would be far too heavy
        land = territory_contours(territory, detail=Contour.Detail.AROUND)
        held = set(Commune.objects.filter(pk__in=land).values_list("departement", flat=True))
    towns = main_towns(territory, limit=MOST_LIVE_TOWNS)
    return {
        "neighbours": _neighbours(box.grown(LIVE_MARGIN), drawn=held) if box else [],
        "communes": land,
        "towns": [[town.name, *town.position] for town in towns if town.position],
    }


def _draw(
    view: View,
    *,
    detail: str,
    highlighted: Commune | None,
    pins: Iterable[Pin] = (),
    points: Iterable[Point] = (),
    itself: Symbol | None = None,
    most_towns: int = MOST_TOWNS,
) -> Drawing:
    """Draw contours, dots, numbers, then the names of the largest towns that hide nothing."""
    contours = contours_in_view(detail=detail, box=view.box)
    symbols = _numbered(view, pins)
    numbered = {symbol.pin.spot for symbol in symbols if symbol.pin}
    dots, is_merged = _dots(view, (point for point in points if point.pk not in numbered))
    towns = main_towns(current_territory(), limit=most_towns)
    neighbours = _neighbours(view.box, drawn={contour.departement_id for contour in contours})
    return Drawing(
        bounds=view.bounds,
        width=view.width,
        height=view.height,
        transform=view.transform,
        neighbours=[coarse(path, step=view.step) for path in neighbours],
        land=[coarse(contour.path, step=view.step) for contour in contours],
        highlighted=[
            coarse(contour.path, step=view.step)
            for contour in contours
            if highlighted and contour.commune_id == highlighted.pk
        ],
        dots=dots,
        symbols=symbols,
        labels=_labels(
            view,
            towns=[*filter(None, [highlighted]), *towns],
            symbols=[*filter(None, [itself]), *dots, *symbols],
        ),
        is_merged=is_merged,
        itself=itself,
    )


def _neighbours(box: Box, *, drawn: Collection[str]) -> list[str]:
    """The départements of which we draw no commune: land too, so that the sea is where it is."""
    outlines = contours_in_view(detail=Contour.Detail.OUTLINE, box=box)
    return [outline.path for outline in outlines if outline.departement_id not in drawn]


@lru_cache(maxsize=4096)
def coarse(path: str, *, step: int) -> str:
    """Write a contour in steps of the ground, without what they hide: several times shorter.

    Neighbours stay joined: the vertices that they share move together. "M10 10l8 1 1 8z" in steps
    of 8 is "M1 1l1 0 0 1z".
    """
    rings = []
    for ring in path.split("M")[1:]:
        points = [point for point, _alike in groupby(_vertices(ring, step=step))]
        if len(points) > 2:  # an island that cannot be seen is left out
            (x, y), moves = points[0], pairwise(points)
            written = " ".join(f"{after[0] - b[0]} {after[1] - b[1]}" for b, after in moves)
            rings.append(f"M{x} {y}l{written}z")
    return "".join(rings)


def _vertices(ring: str, *, step: int) -> Iterator[tuple[int, int]]:
    x = y = 0
    numbers = map(int, NUMBER.findall(ring))
    for right, down in zip(numbers, numbers, strict=True):
        x, y = x + right, y + down
        yield round(x / step), round(y / step)


def _numbered(view: View, pins: Iterable[Pin]) -> list[Symbol]:
    """The numbered symbols in the order of the list, which the Tab key follows.

    A number that would hide a smaller one is set aside, in the nearest free room.
    """
    placed: list[Symbol] = []
    for pin in pins:
        x, y = view.pixel(pin.position)
        room = _room(view, x, y, among=placed) if view.holds(x, y) else None
        if room:
            leader = "" if room == (x, y) else f"M{x} {y}L{room[0]} {room[1]}"
            kind = pin.offer or UNKNOWN_KIND
            placed.append(Symbol(kind, *room, size=NUMBERED_PX, pin=pin, leader=leader))
    return placed


def _room(view: View, x: float, y: float, *, among: Sequence[Symbol]) -> tuple[float, float] | None:
    for dx, dy in ASIDE_OFFSETS_PX:
        here = (round(x + dx, 1), round(y + dy, 1))
        if view.holds(*here) and all(
            hypot(here[0] - other.x, here[1] - other.y) >= NUMBERS_APART_PX for other in among
        ):
            return here
    return None


def _dots(view: View, points: Iterable[Point]) -> tuple[list[Symbol], bool]:
    """Where the places are; when too many, one dot a cell, of its richest kind, which is told."""
    left, top, scale = view.box.min_x, view.box.min_y, view.scale
    seen = [
        (RICHNESS[point.kind], round(x), round(y))
        for point in points
        if 0 <= (x := (point.x - left) * scale) <= view.width
        and 0 <= (y := (point.y - top) * scale) <= view.height
    ]
    drawn = seen
    richest_last = sorted(seen) if len(seen) > MOST_DOTS else []
    cell = DOT_PX
    while len(drawn) > MOST_DOTS:
        drawn = list({(x // cell, y // cell): (kind, x, y) for kind, x, y in richest_last}.values())
        cell += 2
    dots = [Symbol(KINDS[kind], x, y, size=DOT_PX) for kind, x, y in drawn]
    return dots, len(drawn) < len(seen)


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
