"""`maillage privacy register`: what the DPO receives."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from maillage.accounts.personal import IDENTITY
from maillage.privacy.queries import personal_declarations

EMAIL = [
    "accounts",
    "User",
    "email",
    IDENTITY.purpose,
    IDENTITY.legal_basis,
    IDENTITY.retention,
    IDENTITY.export,
    IDENTITY.erase,
]


def printed(*arguments):
    out = StringIO()
    call_command("privacy", *arguments, stdout=out)
    return out.getvalue()


def test_the_register_is_a_table_of_the_personal_fields():
    heads, rule, *lines = printed("register").splitlines()

    assert heads.startswith("| Application | Table | Champ | Finalité | Base légale |")
    assert rule == "| --- | --- | --- | --- | --- | --- | --- | --- |"
    assert f"| {' | '.join(EMAIL)} |" in lines
    assert len(lines) == len(personal_declarations())


def test_the_register_opens_in_a_spreadsheet():
    heads, *lines = csv.reader(StringIO(printed("register", "--format", "csv")))

    assert heads[:3] == ["Application", "Table", "Champ"]
    assert EMAIL in lines
    assert len(lines) == len(personal_declarations())


def test_no_declaration_breaks_the_table():
    broken = [
        declaration
        for declaration in personal_declarations().values()
        if any("|" in text or "\n" in text for text in vars(declaration).values())
    ]

    assert broken == []


@pytest.mark.parametrize("arguments", [(), ("other",), ("register", "--format", "pdf")])
def test_an_unknown_request_is_refused(arguments):
    with pytest.raises(CommandError):
        printed(*arguments)
