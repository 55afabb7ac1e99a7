"""What may happen to accounts, to organisations and to what they are recognised for.

users.py for who signs in, organisations.py for the network, labels.py for labels.
"""
