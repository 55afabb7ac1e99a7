"""Acts that name a page, or arrange rows between them, wait for one another."""

from django.db import connection
from django.db.models import Model
from django.utils.text import slugify

from maillage.lib.text import search_name

# Addresses that are pages of their own: no page of a row may take them.
RESERVED = frozenset({"nouveau", "nouvelle"})

LONGEST_STEM = 90  # a number may follow


def take_turn(model: type[Model]) -> None:
    """Wait until no other transaction writes this table; others wait until this one ends.

    Every act that writes the table begins so: one that had locked a row first would wait for a
    second that waits for that row. SQLite has one writer at a time from the start.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            # Of the modes that exclude themselves, the one that lets everyone read and refer.
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def free_slug(words: str, *, model: type[Model]) -> str:
    """Name a page after these words; a name already taken gets the next free number.

    Only for whoever took a turn, or two pages could be named alike.
    """
    stem = slugify(search_name(words))[:LONGEST_STEM].strip("-") or str(model._meta.model_name)
    slugs = model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True)
    taken = RESERVED.union(slugs)
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
