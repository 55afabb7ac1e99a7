"""Telephone numbers."""

import re

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import Leniency, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

from maillage.lib.text import search_name
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
FROM_MAINLAND = ("GP", "MQ", "GF", "RE", "YT")  # dialled from there as one dials at home
WORDS_INSIDE = re.compile(r"[0-9].*[^\W\d_]", re.DOTALL)
GAP = re.compile(r"\s*\n\s*|\s{2,}")
WITHOUT_ZERO = re.compile(r"[1-9](?:[ .-]?[0-9]){8}")
# Two numbers and no more than a space between them.
SIDE_BY_SIDE = re.compile(
    r"(?<![0-9])(0[1-9](?:[ .-]?[0-9]){8})[ .-]*(?=0[1-9](?:[ .-]?[0-9]){8}(?![0-9]))"
)
# Saint-Pierre-et-Miquelon is dialled 0508 from the rest of France, where it is no prefix.
TO_SAINT_PIERRE = re.compile(r"(?<![0-9+])0?5[ .-]?08(?=(?:[ .-]?[0-9]){6}(?![0-9]))")
# As search_name reduces them.
FAX = re.compile(r"\b(?:fax|telecopie|telecopieur)\b")
FAX_AFTER = re.compile(r"\s*\((?:fax|t[ée]l[ée]copie)\)", re.IGNORECASE)
TELEPHONE = re.compile(r"\b(?:tel|telephone|fixe|mobile|portable|standard)\b")
NOT_FOR_THE_PUBLIC = re.compile(
    r"\b(?:non public|ne pas (?:afficher|communiquer|diffuser|donner|publier)|non diffus\w+"
    r"|confidentiel\w*|internes?|perso|prive|prives|privee|privees|liste rouge)\b"
)
SHORT = re.compile(r"3[0-9]{3}|10[0-9]{2}|1[1-9][0-9]?|11[68][0-9]{3}")


def phone(value: str, *, code_insee: str) -> Kept[str]:
    """Write a number as E.164, read where the place is, then as a number of mainland France.

    Of several numbers the first is kept: the public needs one to call.
    """
    written = SIDE_BY_SIDE.sub(r"\1 / ", whole_number(value))
    written = written.replace(";", "/")  # which would end a number without a word
    if not written:
        return Kept("")
    words = search_name(written)
    if NOT_FOR_THE_PUBLIC.search(words):
        raise Doubtful(_("numéro qui n’est pas pour le public"))
    here = OVERSEAS.get(code_insee[:3], MAINLAND)
    if here == "PM":
        written = TO_SAINT_PIERRE.sub("+508", written)
    regions = dict.fromkeys((here, MAINLAND, *FROM_MAINLAND))
    has_fax = bool(FAX.search(words))
    for region in regions:
        if not has_fax and (number := _only_number(written, region=region)):
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
    if has_fax:
        raise Doubtful(_("numéro de télécopie"))
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
    """Find the numbers in a text, but those that it says are of faxes."""
    said = GAP.sub(" / ", written)
    end, found = 0, []
    for match in PhoneNumberMatcher(said, region, leniency=Leniency.VALID):
        fax_after = FAX_AFTER.match(said, match.end)
        if not (fax_after or _announces_a_fax(said[end : match.start])):
            found.append(_e164(match.number))
        end = fax_after.end() if fax_after else match.end
    return found


def _announces_a_fax(before: str) -> bool:
    """Tell from what stands before a number; "Tél./Fax" is both."""
    words = search_name(before)
    return bool(FAX.search(words)) and not TELEPHONE.search(words)


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
