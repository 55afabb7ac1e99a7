"""Which known words a misspelt one may mean."""

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA


def letters_forgiven(text: str) -> int:
    """A letter more, less, wrong or swapped with its neighbour; the shortest words mean others."""
    if len(text) < 4:
        return 0
    return 1 if len(text) < 8 else 2


def nearly(text: str, *, known: Sequence[str]) -> dict[str, int]:
    """Find the known texts that this one may be, each with the letters it is away, closest first.

    The first letter may be the wrong one. Source: optimal string alignment distance, where
    "sianctes" is 2 away from "saintes": two letters swapped, and one too many.
    """
    forgiven = letters_forgiven(text)
    if not forgiven:
        return {}
    found = process.extract(text, known, scorer=OSA.distance, score_cutoff=forgiven, limit=None)
    return {one: distance for one, distance, _index in found}
