"""Template filters of the pages of places."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from maillage.places.labels import full_date_words

register = template.Library()


@register.filter
def full_date(day: date) -> str:
    """1er août 2024; an instant gives its day, here."""
    return full_date_words(timezone.localdate(day) if isinstance(day, datetime) else day)
