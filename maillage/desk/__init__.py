"""Pages across capabilities: home, "trouver de l'aide", legal pages, the demonstration.

Its words: need, journey, demonstration.
Begin with urls.py.
"""
