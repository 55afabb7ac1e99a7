"""Opening hours in French → OSM `opening_hours`, or nothing when they cannot be told for sure.

words.py cuts a text into tokens, grammar.py attributes the hours to the days, reading.py does
both for a free text or for one cell per weekday and writes the OSM text. Begin with read_hours.
"""

from maillage.places.french_hours.reading import Reading, read_hours

__all__ = ["Reading", "read_hours"]
