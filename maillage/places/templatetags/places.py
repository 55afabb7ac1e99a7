"""Template filters of the pages of places."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.places.labels import full_date_words, hour_words

register = template.Library()


@register.filter
def full_date(day: date) -> str:
    """1er août 2024; an instant gives its day, here."""
    return full_date_words(timezone.localdate(day) if isinstance(day, datetime) else day)


@register.filter
def instant(moment: datetime) -> str:
    """1er août 2024 à 14 h 30, here."""
    local = timezone.localtime(moment)
    return _("%(day)s à %(hour)s") % {
        "day": full_date_words(local.date()),
        "hour": hour_words(local),
    }
