"""What a page says of the language it is in."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from maillage.design.languages import UNREVIEWED

register = template.Library()


@register.filter
def is_unreviewed(language: str) -> bool:
    """Tell whether nobody has checked the translation into this language."""
    return language in UNREVIEWED


@register.filter
def in_french(words: str) -> SafeString:
    """Mark what was written in French, whatever the language of the sentence around it."""
    return format_html('<span lang="fr">{}</span>', words)
