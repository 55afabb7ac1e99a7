"""How the columns of any raw census become those of the national standard: a file people write.

files.py opens that file, format.py says what is wrong in it, values.py where a cell comes from,
application.py rewrites a row. Begin with load_mapping; for whom writes one:
docs/guide/correspondance.md.
"""

from maillage.places.mapping.application import Mapping
from maillage.places.mapping.files import load_mapping
from maillage.places.mapping.format import SourceDetails
from maillage.places.mapping.problems import BadMapping

__all__ = ["BadMapping", "Mapping", "SourceDetails", "load_mapping"]
