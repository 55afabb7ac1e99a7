"""Template tags of every page: style sheets, icons, symbols of the kinds of offer, menu links."""

from typing import Any, Literal

import phonenumbers
from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from maillage.design.direction import left_to_right, mirror_url
from maillage.design.icons import ICONS, MIRRORED_ICONS

register = template.Library()

NO_BREAK_SPACE = "\u00a0"
FRENCH_DIGITS = 10
RANK_THAT_FITS = 99
LEGIBLE_PX = 24  # a smaller symbol carries no letter

# Drawn in a square of 40. The fuller the shape, the more one is helped.
SHAPES = {
    "wifi": mark_safe('<circle class="kind-wifi" cx="20" cy="20" r="17"/>'),
    "equipped": mark_safe(
        '<rect class="kind-equipped" x="3.5" y="3.5" width="33" height="33" rx="2"/>'
    ),
    "mediators": mark_safe('<path class="kind-mediators" d="M20 0 38.5 14v25.5h-37V14z"/>'),
    "unknown": mark_safe('<circle class="kind-unknown" cx="20" cy="20" r="18"/>'),
}
LETTERS = {"wifi": "W", "equipped": "O", "mediators": "A", "unknown": ""}
BASELINES = {"mediators": 29}  # the house has its roof above
BASELINE = 26.5


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """Link a style sheet of static/design, mirrored where one reads from right to left."""
    url = mirror_url(name) if get_language_bidi() else static(f"design/{name}.css")
    return format_html('<link rel="stylesheet" href="{}">', url)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it always stands beside a word, so readers skip it."""
    if name not in ICONS:
        raise ValueError(f"{name} is not listed in design/icons.py")
    if get_language_bidi():
        name = MIRRORED_ICONS.get(name, name)
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("design/vendor/icons.svg"),
        name,
    )


@register.simple_tag
def kind_shape(kind: str | None, rank: int | Literal[""] | None = None) -> SafeString:
    """Draw, in a square of 40, the shape of a kind of offer with its letter or a rank number.

    An empty rank draws the shape alone.
    """
    kind = kind or "unknown"
    words = LETTERS[kind] if rank is None else rank
    if words == "":
        return SHAPES[kind]
    return format_html(
        '{}<text x="20" y="{}"{}>{}</text>',
        SHAPES[kind],
        BASELINES.get(kind, BASELINE),
        mark_safe(' class="kind-long"') if rank and rank > RANK_THAT_FITS else "",
        words,
    )


@register.simple_tag
def kind_symbol(kind: str | None, rank: int | None = None, size: int = 38) -> SafeString:
    """Draw the symbol of a kind of offer; the words that say the kind stand beside it."""
    return format_html(
        '<svg class="kind" width="{0}" height="{0}" viewBox="0 0 40 40" aria-hidden="true">{1}'
        "</svg>",
        size,
        kind_shape(kind, rank if size >= LEGIBLE_PX else ""),
    )


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str, *sections: str) -> SafeString:
    """Mark the link to the page shown, or to the part of the site it belongs to."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    if path == url:
        return mark_safe('aria-current="page"')
    if any(path.startswith(section) for section in sections):
        return mark_safe('aria-current="true"')
    return mark_safe("")


@register.filter
def phone(number: str) -> str:
    """Write an E.164 number as people dictate it, in pairs that never break: 05 46 73 41 18."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = "".join(character for character in written if character.isdigit())
    if len(digits) == FRENCH_DIGITS and digits.startswith("0"):
        written = " ".join(digits[i : i + 2] for i in range(0, FRENCH_DIGITS, 2))
    return left_to_right(written.replace(" ", NO_BREAK_SPACE))


@register.filter
def errors_by_field(form: Any) -> list[tuple[Any, list[str]]]:
    """Pair each field in error with its messages, after those of the form itself (no field)."""
    own = [(None, list(form.non_field_errors()))] if form.non_field_errors() else []
    return own + [(field, list(field.errors)) for field in form if field.errors]
