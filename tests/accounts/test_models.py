"""Who signs in: one person, one address, one account. Roles begin, and end once."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import IntegrityError

from maillage.accounts.models import Membership, Role, User

PASSWORD = "trois mots au hasard"


@pytest.mark.django_db
def test_an_address_is_kept_in_lower_case_however_it_is_typed():
    user = User.objects.create_user("Coordination@Departement17.TEST")

    assert user.email == "coordination@departement17.test"
    assert str(user) == "coordination@departement17.test"


@pytest.mark.django_db
def test_two_spellings_of_one_address_are_one_account():
    User.objects.create_user("coordination@departement17.test")

    with pytest.raises(IntegrityError):
        User.objects.create_user("COORDINATION@departement17.test")


@pytest.mark.django_db
def test_the_database_refuses_an_address_with_capitals():
    with pytest.raises(IntegrityError, match="user_email_is_lowercase"):
        User.objects.create(email="Coordination@departement17.test")


@pytest.mark.django_db
def test_an_account_is_found_by_its_address():
    user = User.objects.create_user("coordination@departement17.test")

    assert User.objects.get_by_natural_key("coordination@departement17.test") == user


@pytest.mark.django_db
def test_a_password_is_kept_as_an_argon2_print_only():
    user = User.objects.create_user("coordination@departement17.test", PASSWORD)

    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert PASSWORD not in user.password
    assert user.check_password(PASSWORD)
    assert not user.check_password(PASSWORD.upper())


@pytest.mark.django_db
def test_without_a_password_nobody_signs_in():
    user = User.objects.create_user("coordination@departement17.test")

    assert not user.has_usable_password()
    assert not user.check_password("")


@pytest.mark.django_db
def test_a_new_account_holds_no_right():
    user = User.objects.create_user("coordination@departement17.test")

    assert user.is_active
    assert not user.is_superuser
    assert user.get_all_permissions() == set()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("coordination@departement17.test")


def held(by: User, *, since: datetime, until: datetime | None = None, role: str = "coordination"):
    return Membership.objects.create(user=by, role=role, created_at=since, ended_at=until)


def test_a_role_is_held_once_at_a_time(user: User, now: datetime) -> None:
    held(user, since=now)

    with pytest.raises(IntegrityError):
        held(user, since=now)


def test_a_role_is_held_again_after_its_end(user: User, now: datetime) -> None:
    held(user, since=now, until=now)

    again = held(user, since=now)

    assert list(user.memberships.live()) == [again]
    assert str(again) == f"{user.pk}: coordination"


def test_a_role_does_not_end_before_it_begins(user: User, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="membership_ends_after_it_begins"):
        held(user, since=now, until=now - timedelta(seconds=1))


def test_the_database_refuses_a_role_that_nobody_defined(user: User, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="membership_role_is_of_the_list"):
        held(user, since=now, role="roi")


def test_every_role_has_its_words() -> None:
    assert all(role.label for role in Role)
