"""What pages, files and analyses read of places.

search.py finds them, map.py draws them all, names.py knows them by name, places.py reads one.
"""
