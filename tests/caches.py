"""What a process keeps from one page to the next, forgotten from one test to the next."""

import pytest
from django.core.cache import caches

from maillage.places.queries.names import known_words
from maillage.territory.queries import known_names


@pytest.fixture(autouse=True)
def forgotten_caches() -> None:
    """These are keyed on rows: those of the last test were rolled back, their keys serve again."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    known_names.cache_clear()
    known_words.cache_clear()
