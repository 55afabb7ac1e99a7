"""Help points: where they are, what they offer, when they are open, what each source says.

Its words: place (what the public sees), record (what one source says), source.
Begin with models.py, then actions.import_places().
"""
