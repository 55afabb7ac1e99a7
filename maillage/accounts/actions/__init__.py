"""What may happen to accounts, to organisations and to what they are recognised for.

users.py for who signs in, members.py for roles in an
organisation, organisations.py and sectors.py for the network, labels.py for labels.
"""
