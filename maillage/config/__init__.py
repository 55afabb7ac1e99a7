"""Settings, index of URLs, entry points.

Its words: setting, environment, command.
Begin with settings.py (one file, environment only) and urls.py (the index of the screens).
"""
