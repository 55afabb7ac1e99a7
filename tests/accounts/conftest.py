"""Failed sign-ins are counted in the cache: each test begins at none."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def forgotten_tries() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
