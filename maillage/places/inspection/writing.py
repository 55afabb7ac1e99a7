"""Lines of TOML, and the examples that comments show."""

import json
import re

from django.utils.translation import gettext as _

from maillage.places.inspection.samples import Sampled, masked

NOT_IN_A_COMMENT = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")  # of TOML

EXAMPLES = 3
LONGEST_EXAMPLE = 40
FEW_VALUES = 25


def examples(column: Sampled, *, few: int = EXAMPLES) -> str:
    """Show some values of a column, or all of them when they are few, short and often repeated."""
    if not column.values:
        return _("Toujours vide.")
    if column.is_private:
        return _("Exemples masqués.")
    shown = tuple(dict.fromkeys(_shortened(masked(value)) for value in column.distinct))
    is_repeated = 2 * len(column.distinct) <= len(column.values)
    count = few if len(shown) <= few and is_repeated else EXAMPLES
    more = "…" if len(shown) > count else "."
    return _("Exemples : %(values)s") % {"values": ", ".join(map(quoted, shown[:count])) + more}


def _shortened(value: str) -> str:
    squeezed = " ".join(value.split())
    return squeezed if len(squeezed) <= LONGEST_EXAMPLE else squeezed[:LONGEST_EXAMPLE] + "…"


def quoted(value: object) -> str:
    """Write a text, or a list of them, as TOML does; nearly as JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def line(key: str, value: object) -> str:
    return f"{key} = {quoted(value)}"


def comment(text: str) -> str:
    return "# " + NOT_IN_A_COMMENT.sub(" ", text)
