"""The number of an establishment in the national register.

Source: Insee, https://www.insee.fr/fr/metadonnees/definition/c1841
"""

import re

SIREN_OF_LA_POSTE = "356000000"


def is_siret(number: str) -> bool:
    """Tell whether these fourteen digits may be one: that they exist is for the register to say.

    Luhn's sum; the post offices, too many for it, follow a plain one.
    732 829 320 00074: 5+3+4+8+4+9+6+2+0+0+0+0+5+4 is 50, a multiple of 10.
    """
    if not re.fullmatch(r"[0-9]{14}", number):
        return False
    digits = [int(digit) for digit in number]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[::2]]
    if (sum(doubled) + sum(digits[1::2])) % 10 == 0:
        return True
    return number.startswith(SIREN_OF_LA_POSTE) and sum(digits) % 5 == 0
