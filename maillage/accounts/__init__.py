"""Users of the site: who signs in, which role opens what.

Its words: user, role, membership.
Begin with access.py, then gate.py.
"""
