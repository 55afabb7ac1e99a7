"""The columns of a source, as refusals and doubts name them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from maillage.places.cleaning import says_something


def columns_named(field: str, *, among: Collection[str]) -> list[str]:
    """The columns behind the field of a refusal or a doubt.

    A mapping that joins several columns names them all: "voie, ville".
    """
    if field in among:
        return [field]
    return [name for name in field.split(", ") if name in among]


def cells_in_order(raw: Mapping[str, str], *, columns: Sequence[str] | None) -> dict[str, str]:
    """The cells of a row in the order of its file, "" for those it lacks."""
    return {name: raw.get(name, "") for name in dict.fromkeys((*(columns or ()), *raw))}


def first_filled(raw: Mapping[str, str], *, columns: Iterable[str]) -> str:
    """The first of these cells that says something, "" if none does."""
    cells = (raw.get(name, "") for name in columns)
    return next((cell.strip() for cell in cells if says_something(cell)), "")
