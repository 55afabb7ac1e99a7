"""Acts that write places wait for one another, whatever their source.

Two that ran together could name two pages alike, or compare themselves with a state that the other
is changing.
"""

from django.db import connection

from maillage.places.models import Source


def take_turn() -> None:
    """Wait until no other transaction writes places; others wait until this one ends.

    SQLite has one writer at a time from the start of the transaction.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Source._meta.db_table)
        with connection.cursor() as cursor:
            # Of the modes that exclude themselves, the one that lets everyone read.
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
