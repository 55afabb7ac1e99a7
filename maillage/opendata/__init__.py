"""Published files, in national schemas.

Its words: file, column, row.
Begin with queries.publication_of().
"""
