"""Plain Python that any app may use, one noun per file: no models, no Django.

Its words: text, colour, distance, personal data.
Begin with the file that bears the noun you are after.
"""
