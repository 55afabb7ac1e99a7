"""Named as sentences; arrange, act, assert. Begin with conftest.py, then the folder of one app."""
