"""Opening hours in French → OSM `opening_hours`, or nothing when they cannot be told for sure.

words.py cuts a text into tokens; phrases.py reads days and hours; periods.py parts term time from
the school holidays; grammar.py attributes the hours to the days, in a timetable (timetable.py);
reading.py does so for a free text or for one cell per
weekday, and writes the OSM text. Begin with read_hours.
"""

from maillage.places.french_hours.reading import Reading, read_hours

__all__ = ["Reading", "read_hours"]
