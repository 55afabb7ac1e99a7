"""Nothing is stored without saying what for: every field of every table is declared."""

import pytest

from maillage.accounts import personal as accounts
from maillage.lib.personal_data import NOT_PERSONAL, Personal
from maillage.privacy.personal import THIRD_PARTY
from maillage.privacy.queries import declarations, personal_declarations, undeclared, unknown


def test_every_stored_field_is_declared():
    assert undeclared() == []


def test_every_declared_field_is_stored():
    assert unknown() == []


def test_every_personal_field_says_why_on_what_right_how_long_and_how_it_leaves():
    incomplete = [
        field
        for field, declaration in personal_declarations().items()
        if not all(text.endswith(".") for text in vars(declaration).values())
    ]

    assert incomplete == []


def test_declarations_use_the_vocabulary_only():
    strangers = [
        field
        for field, declaration in declarations().items()
        if not isinstance(declaration, Personal) and declaration is not NOT_PERSONAL
    ]

    assert strangers == []


@pytest.mark.parametrize(
    ("fields", "field", "label"),
    [
        (accounts.FIELDS, "User.email", "accounts.User.email"),
        (accounts.FIELDS, "User.groups", "accounts.User.groups"),
        (THIRD_PARTY["auth"], "Group.name", "auth.Group.name"),
    ],
)
def test_a_forgotten_declaration_is_found(monkeypatch, fields, field, label):
    monkeypatch.delitem(fields, field)

    assert undeclared() == [label]


def test_an_app_that_declares_nothing_is_found(monkeypatch):
    monkeypatch.setattr(accounts, "FIELDS", {})

    assert {field.split(".")[0] for field in undeclared()} == {"accounts"}


def test_a_declaration_left_behind_is_found(monkeypatch):
    monkeypatch.setitem(accounts.FIELDS, "User.nickname", NOT_PERSONAL)

    assert unknown() == ["accounts.User.nickname"]
