"""Telephone numbers."""

import re

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import Leniency, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.places.cleaning.texts import whole_number

MAINLAND = "FR"
OVERSEAS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
WORDS_INSIDE = re.compile(r"[0-9].*[^\W\d_]", re.DOTALL)
GAP = re.compile(r"\s*\n\s*|\s{2,}")
WITHOUT_ZERO = re.compile(r"[1-9](?:[ .-]?[0-9]){8}")
SHORT = re.compile(r"3[0-9]{3}|10[0-9]{2}|1[1-9][0-9]?|11[68][0-9]{3}")


def phone(value: str, *, code_insee: str) -> Kept[str]:
    """Write a number as E.164, read where the place is, then as a number of mainland France.

    Of several numbers the first is kept: the public needs one to call.
    """
    written = whole_number(value).replace(";", "/")  # which would end a number without a word
    if not written:
        return Kept("")
    regions = dict.fromkeys((OVERSEAS.get(code_insee[:3], MAINLAND), MAINLAND))
    for region in regions:
        if number := _only_number(written, region=region):
            lost = (_("zéro initial perdu : rétabli"),) if _has_lost_zero(written, number) else ()
            return Kept(_e164(number), lost)
    for region in regions:
        if numbers := _numbers_within(written, region=region):
            several = len(set(numbers)) > 1
            return Kept(
                numbers[0],
                (
                    _("plusieurs numéros : le premier est gardé")
                    if several
                    else _("numéro entouré d’un texte, qui est laissé de côté"),
                ),
            )
    if SHORT.fullmatch(re.sub(r"[\s.]", "", written)):
        raise Doubtful(_("numéro court : un numéro complet est attendu"))
    raise Doubtful(_("ce numéro de téléphone n’existe pas"))


def _only_number(written: str, *, region: str) -> PhoneNumber | None:
    """Read the whole cell as one number; letters after a digit would be read as on a dial."""
    if WORDS_INSIDE.search(written):
        return None
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _has_lost_zero(written: str, number: PhoneNumber) -> bool:
    """Tell whether a spreadsheet took the zero away; in New Caledonia no number has one."""
    return bool(WITHOUT_ZERO.fullmatch(written)) and len(str(number.national_number)) == 9


def _numbers_within(written: str, *, region: str) -> list[str]:
    matches = PhoneNumberMatcher(GAP.sub(" / ", written), region, leniency=Leniency.VALID)
    return [_e164(match.number) for match in matches]


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
