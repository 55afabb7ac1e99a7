"""What may happen to places, an act a file: imports, corrections, undo, descriptions.

composition.py makes places of records, records.py writes what the rows of a source say.
"""
