"""What the register is made of."""

from maillage.lib.personal_data import NOT_PERSONAL, Personal
from maillage.privacy.queries import declarations, personal_declarations, stored_fields


def test_declarations_bear_the_name_of_their_app_and_table():
    found = declarations()

    assert isinstance(found["accounts.User.email"], Personal)
    assert found["territory.Commune.name"] is NOT_PERSONAL


def test_tables_that_come_with_django_are_declared_too():
    found = declarations()

    assert found["auth.Group.name"] is NOT_PERSONAL
    assert found["contenttypes.ContentType.model"] is NOT_PERSONAL


def test_only_what_says_something_of_a_person_is_personal():
    found = personal_declarations()

    assert "accounts.User.email" in found
    assert "territory.Commune.name" not in found


def test_columns_and_many_to_many_tables_are_stored_but_not_the_way_back():
    found = stored_fields()

    assert "places.Place.emails" in found
    assert "accounts.User.groups" in found
    assert "places.Place.records" not in found
