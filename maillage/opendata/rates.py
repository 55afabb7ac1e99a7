"""How often one address may ask: so many requests in each stretch of time."""

from datetime import datetime

from django.core.cache import caches

STRETCH_S = 5 * 60


def seconds_to_wait(address: str, *, most: int, now: datetime) -> int:
    """Count this request, and tell how long to wait before the next one that is allowed; or 0.

    `most` requests are allowed in each stretch. Each process counts on its own, like failed
    sign-ins: see docs/operations.md.
    """
    cache = caches["public"]
    stretch, elapsed = divmod(int(now.timestamp()), STRETCH_S)
    key = f"rate-{stretch}-{address}"
    if cache.add(key, 1, timeout=STRETCH_S):
        return 0
    try:
        count = cache.incr(key)
    except ValueError:  # just driven out of the cache
        return 0
    return STRETCH_S - elapsed if count > most else 0
