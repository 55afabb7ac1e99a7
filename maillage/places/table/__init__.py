"""Tables as producers send them, read row by row whatever their size.

content.py turns the bytes of a file into text, in the encoding that encodings.py finds;
delimited.py (CSV) and objects.py (JSON of every shape, which scanner.py walks through) turn the
text into rows; reading.py chooses between them. Begin with read_rows.
"""

from maillage.places.table.reading import Description, Progress, describe, read_rows, sha256_of
from maillage.places.table.rows import Kind, Row, UnreadableFile, columns_as_required

__all__ = [
    "Description",
    "Kind",
    "Progress",
    "Row",
    "UnreadableFile",
    "columns_as_required",
    "describe",
    "read_rows",
    "sha256_of",
]
