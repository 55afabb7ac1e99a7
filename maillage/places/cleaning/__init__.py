"""Values as sources write them, into values we can keep: cleaned, never invented.

cells.py reads a row cell by cell and flags each doubt; the other modules clean one kind of value
each: a value that was mended is Kept with its doubts, one that cannot be kept is Doubtful, and a
row without what a place needs is Unusable.
"""

from maillage.places.cleaning.cells import Cells, says_something
from maillage.places.cleaning.communes import Whereabouts, commune_of, postcode
from maillage.places.cleaning.days import day
from maillage.places.cleaning.doubts import Doubtful, Kept, Unusable
from maillage.places.cleaning.identifiers import siret_or_rna
from maillage.places.cleaning.internet import emails, web_address, web_addresses
from maillage.places.cleaning.phones import phone
from maillage.places.cleaning.positions import position
from maillage.places.cleaning.terms import term, words_of
from maillage.places.cleaning.texts import text, unescaped, whole_number

__all__ = [
    "Cells",
    "Doubtful",
    "Kept",
    "Unusable",
    "Whereabouts",
    "commune_of",
    "day",
    "emails",
    "phone",
    "position",
    "postcode",
    "says_something",
    "siret_or_rna",
    "term",
    "text",
    "unescaped",
    "web_address",
    "web_addresses",
    "whole_number",
    "words_of",
]
