"""The ground: communes, EPCI, départements, contours, and which of them this site serves.

Its words: commune, contour, territory.
Begin with queries.current_territory(), then models.py.
"""
