"""What is wrong in a mapping, said to whoever writes it."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

SHOWN = 12


class BadMapping(ValueError):
    """A mapping that cannot be used; `problems` says in French what to write, one by one."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """Offer the nearest of the words that are known, else the first of them."""
    known = list(known)
    close = get_close_matches(written, known, n=1)
    if close:
        return _("Vouliez-vous dire « %(word)s » ?") % {"word": close[0]}
    listed = ", ".join(f"« {word} »" for word in known[:SHOWN])
    more = "…" if len(known) > SHOWN else "."
    return _("Connus : %(words)s") % {"words": listed + more}
