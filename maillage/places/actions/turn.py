"""Acts that write places wait for one another, whatever their source.

Two that ran together could name two pages alike, or compare themselves with a state that the other
is changing.
"""

from django.db import connection

from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.models import Source


def take_turn(*, by: Actor) -> None:
    """Wait until no other transaction writes places; others wait until this one ends.

    A command waits as long as it takes. Someone at a screen waits five seconds, because each who
    waits holds one of the few threads of the site: then OperationalError. SQLite has one writer at
    a time from the start of the transaction, and its own patience.
    """
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(Source._meta.db_table)
        with connection.cursor() as cursor:
            if by.kind == Entry.ActorKind.USER:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
            # Of the modes that exclude themselves, the one that lets everyone read.
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
