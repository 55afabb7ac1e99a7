"""Maillage: a territory's digital-inclusion policy in one system. Begin with config/urls.py."""
