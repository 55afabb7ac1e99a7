"""What we read in the raw form of New Caledonia, against what the national map published of it.

    .venv/bin/python -m benchmarks.new_caledonia_oracle RAW MAPPING PUBLISHED

RAW is the form, MAPPING the State's own mapping of it, PUBLISHED the file that came out: all
three from the repository anct-cartographie-nationale/mednum-cli.
The database of VAR_DIR must hold the communes (`maillage migrate`, `maillage territory load`).

Printed, field by field: in how many of the matched rows both say the same, only one of them says
something, or they differ; then each difference with its count, value by value in lists; then our
own doubts. Hours are compared by what they mean over four weeks, not by how they are written.
What the differences come from: docs/sources/nouvelle-caledonie.md.
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path

import django
from opening_hours import OpeningHours

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
django.setup()

# Django must know its models before they are imported.
from maillage.lib.text import search_name  # noqa: E402
from maillage.places import standard_reader  # noqa: E402
from maillage.places.cleaning import Unusable  # noqa: E402
from maillage.places.mapping import load_mapping  # noqa: E402
from maillage.places.standard import PlaceData  # noqa: E402
from maillage.places.table import read_rows  # noqa: E402
from maillage.places.terms import Field  # noqa: E402
from maillage.territory.gazetteer import Gazetteer, load_gazetteer  # noqa: E402

DATED_ON = date(2024, 9, 1)  # after every row of the form
ABOUT_ONE_METRE = 5

Place = dict[str, object]  # by field; a list of the standard is a field
FIRST_MONDAY = datetime(2024, 4, 1)  # noqa: DTZ001 -- hours are local
HOURS = "opening_hours"
KINDS = ("same", "both silent", "ours only", "published only", "differ")


def places_of(rows: Iterator[dict[str, str]], *, gazetteer: Gazetteer) -> list[Place]:
    """Understand every row that can be used; print those that cannot, and the doubts."""
    places = []
    doubts: Counter[str] = Counter()
    for row in rows:
        try:
            data, flags = standard_reader.understand(row, dated_on=DATED_ON, gazetteer=gazetteer)
        except Unusable as refusal:
            print(f"unusable: {row.get('nom')!r}: {refusal.field}: {refusal}")
            continue
        doubts.update(f"{flag.field}: {flag.reason}" for flag in flags)
        places.append(flat(data))
    print(f"{len(places)} places read, doubts:")
    for doubt, count in doubts.most_common():
        print(f"{count:>4} × {doubt}")
    return places


def flat(data: PlaceData) -> Place:
    """Give each list of the standard as a field of its own, and a position of about a metre."""
    said: Place = {
        field.name: getattr(data, field.name)
        for field in fields(data)
        if field.name not in ("terms", "latitude", "longitude", "holiday_hours", "checked_on")
    }
    for field in Field:
        codes = (str(term.code) for term in data.terms if term.field == field)
        said[field.value] = tuple(sorted(codes))
    if data.latitude is not None and data.longitude is not None:
        point = (round(data.latitude, ABOUT_ONE_METRE), round(data.longitude, ABOUT_ONE_METRE))
        said["position"] = point
    return said


def paired(ours: list[Place], published: list[Place]) -> Iterator[tuple[Place, Place]]:
    """Match by name and, between homonyms, by position; name what has no match."""
    waiting: dict[str, list[Place]] = defaultdict(list)
    for place in published:
        waiting[search_name(str(place["name"]))].append(place)
    for place in ours:
        homonyms = waiting[search_name(str(place["name"]))]
        same = [one for one in homonyms if one.get("position") == place.get("position")]
        if not homonyms:
            print(f"not published: {place['name']!r}, {place['address']!r}, {place['commune']}")
            continue
        match = (same or homonyms)[0]
        homonyms.remove(match)
        yield place, match
    for place in (place for places in waiting.values() for place in places):
        print(f"published only: {place['name']!r}")


def outcome(field: str, ours: object, published: object) -> str:
    if ours == published or (field == HOURS and week(ours) == week(published)):
        return "same" if ours else "both silent"
    if not published:
        return "ours only"
    return "differ" if ours else "published only"


def week(hours: object) -> list[object]:
    """Give the hours that an OSM text means, over four weeks; nothing when it says none."""
    if not hours:
        return []
    end = FIRST_MONDAY + timedelta(weeks=4)
    return list(OpeningHours(str(hours)).intervals(FIRST_MONDAY, end))


def differences(ours: object, published: object) -> list[tuple[object, object]]:
    """Pair what differs: the values of a list one by one, anything else as a whole."""
    if not (isinstance(ours, tuple) and isinstance(published, tuple)):
        return [(ours, published)]
    return [
        *((value, "") for value in ours if value not in published),
        *(("", value) for value in published if value not in ours),
    ]


def main(raw: str, mapping: str, published: str) -> None:
    gazetteer = load_gazetteer()
    loaded = load_mapping(Path(mapping))
    form = (loaded.apply(row.cells) for row in read_rows(Path(raw)))
    print(f"== {raw}")
    ours = places_of(form, gazetteer=gazetteer)
    print(f"\n== {published}")
    theirs = places_of((row.cells for row in read_rows(Path(published))), gazetteer=gazetteer)
    print("\n== Compared")
    table: dict[str, Counter[str]] = defaultdict(Counter)
    different: dict[str, Counter[tuple[object, object]]] = defaultdict(Counter)
    for place, other in paired(ours, theirs):
        for field in dict.fromkeys((*place, *other)):
            said, printed = place.get(field), other.get(field)
            kind = outcome(field, said, printed)
            table[field][kind] += 1
            if kind not in ("same", "both silent"):
                different[field].update(differences(said, printed))
    print("field".ljust(20) + "".join(kind.rjust(16) for kind in KINDS))
    for field, counts in table.items():
        print(field.ljust(20) + "".join(str(counts[kind]).rjust(16) for kind in KINDS))
    for field, counted in different.items():
        print(f"\n{field}: ours → published")
        for (said, printed), count in counted.most_common():
            print(f"{count:>4} × {said!r} → {printed!r}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
