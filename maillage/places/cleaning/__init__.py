"""Values as sources write them, into values we can keep: cleaned, never invented.

cells.py reads a row cell by cell and flags each doubt; the other modules clean one kind of value
each: a value that was mended is Kept with its doubts, one that cannot be kept is Doubtful, and a
row without what a place needs is Unusable.
"""

from maillage.places.cleaning.cells import Cells
from maillage.places.cleaning.communes import postcode, postcode_within
from maillage.places.cleaning.days import day
from maillage.places.cleaning.doubts import Doubtful, Kept, Unusable
from maillage.places.cleaning.identifiers import MAX_IDENTIFIER, siret_or_rna
from maillage.places.cleaning.internet import emails, is_web_address, web_address, web_addresses
from maillage.places.cleaning.persons import address
from maillage.places.cleaning.phones import phone
from maillage.places.cleaning.terms import term, words_of
from maillage.places.cleaning.texts import (
    says_something,
    unescaped,
    whole_number,
    without_markup,
)
from maillage.places.cleaning.typologies import typology

__all__ = [
    "MAX_IDENTIFIER",
    "Cells",
    "Doubtful",
    "Kept",
    "Unusable",
    "address",
    "day",
    "emails",
    "is_web_address",
    "phone",
    "postcode",
    "postcode_within",
    "says_something",
    "siret_or_rna",
    "term",
    "typology",
    "unescaped",
    "web_address",
    "web_addresses",
    "whole_number",
    "without_markup",
    "words_of",
]
