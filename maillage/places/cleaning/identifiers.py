"""What names a body, a place or a row: SIRET and RNA numbers, identifiers of a source."""

import re

from django.utils.translation import gettext as _

from maillage.lib.siret import is_siret
from maillage.places.cleaning.doubts import Doubtful, Kept
from maillage.places.cleaning.texts import whole_number

MAX_IDENTIFIER = 200  # of a row, in its source

RNA = re.compile(r"W[0-9A-Z]{9}")
SHORTENED = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+")  # 4.21E+13


def siret_or_rna(value: str) -> Kept[str]:
    """Check a SIRET or a RNA number; zeros, which the standard writes for unknown, say nothing."""
    written = whole_number(value).upper()
    if SHORTENED.fullmatch(written):
        raise Doubtful(_("nombre abrégé par un tableur : ses derniers chiffres sont perdus"))
    identifier = re.sub(r"[\s.\-]", "", written)
    if not identifier.strip("0"):
        return Kept("")
    if RNA.fullmatch(identifier):
        return Kept(identifier)
    if re.fullmatch(r"[0-9]{9}", identifier):
        raise Doubtful(_("un SIREN désigne un organisme, pas un de ses lieux : il faut un SIRET"))
    doubts: tuple[str, ...] = ()
    if re.fullmatch(r"[0-9]{13}", identifier):
        identifier = f"0{identifier}"
        doubts = (_("zéro initial perdu : rétabli"),)
    if not re.fullmatch(r"[0-9]{14}", identifier):
        raise Doubtful(_("ce n’est ni un SIRET ni un numéro RNA"))
    if not is_siret(identifier):
        raise Doubtful(_("ce SIRET n’existe pas : sa clé est fausse"))
    return Kept(identifier, doubts)
