"""Users of the site: who signs in.

Its words: user, role, organisation.
Begin with models.py.
"""
