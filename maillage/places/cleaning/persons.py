"""Addresses, of the post or of e-mail, that may be those of a person rather than of a place.

They are kept, and flagged for someone to look at: many small places have no other.
"""

import re

from django.utils.translation import gettext_lazy as _

from maillage.lib.text import search_name
from maillage.places.cleaning.doubts import Kept
from maillage.places.cleaning.texts import text

PERHAPS_OF_A_PERSON = _("adresse ou courriel qui semble d’une personne : à vérifier")

MAX_ADDRESS = 300
AT_SOMEONES = re.compile(r"\bchez (?:mm?|mr|mme|mmes|mlle|monsieur|madame|mademoiselle)\b")
PRIVATE_MAILBOX = re.compile(
    r".+@(?:(?:aol|gmail|gmx|googlemail|hotmail|icloud|live|mac|me|msn|outlook|proton|protonmail"
    r"|yahoo|ymail)\.(?:com|fr|me)"
    r"|(?:bbox|club-internet|free|neuf|numericable|orange|sfr|wanadoo)\.fr"
    r"|(?:cegetel|laposte)\.net|(?:canl|lagoon|mls)\.nc)",
    re.IGNORECASE,
)
# What a mailbox is for, by the beginning of a word; longer words may be glued to others.
OF_A_FUNCTION = re.compile(
    r"mairie|mediatheque|bibliotheque|association|secretariat|direction|accueil|contact"
    r"|(?<![a-z])(?:info|ccas|cias|asso|cyber|epn|mjc|pij|bij|mpt|csc|msap|commune|centre|espace)"
)
LONG_ENOUGH = 4  # letters, for a word of the place to be known in a mailbox


def address(value: str) -> Kept[str]:
    doubts = (str(PERHAPS_OF_A_PERSON),) if AT_SOMEONES.search(search_name(value)) else ()
    return Kept(text(value, max_length=MAX_ADDRESS), doubts)


def is_perhaps_of_a_person(email: str, *, place: str) -> bool:
    """Tell whether a mailbox of the general public names neither a function nor the place."""
    if not PRIVATE_MAILBOX.fullmatch(email):
        return False
    mailbox = email.partition("@")[0].lower()
    words = (word for word in search_name(place).split() if len(word) >= LONG_ENOUGH)
    return not OF_A_FUNCTION.search(mailbox) and not any(word in mailbox for word in words)
