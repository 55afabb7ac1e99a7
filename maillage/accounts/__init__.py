"""Who is in the network and who signs in: users, organisations, which role or label opens what.

Its words: organisation, role, membership, label, award.
Begin with access.py, then gate.py.
"""
