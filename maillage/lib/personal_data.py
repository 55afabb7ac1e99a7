"""The words in which each app's personal.py says what its fields are for.

The texts are published in the register of processing activities: French, full sentences.
Source: règlement (UE) 2016/679 (RGPD), art. 5, 6, 15, 17 and 30.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Personal:
    """A field that says something of a person: why, on what right, how long, how it leaves."""

    purpose: str
    legal_basis: str
    retention: str
    export: str
    erase: str


@dataclass(frozen=True)
class NotPersonal:
    """A field that says nothing of anyone."""


NOT_PERSONAL = NotPersonal()

Declaration = Personal | NotPersonal
