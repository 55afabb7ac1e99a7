"""What each stored field is for, how long it is kept, how it leaves.

Its words: declaration, purpose, retention.
Begin with queries.declarations(), which reads the personal.py of every app.
"""
