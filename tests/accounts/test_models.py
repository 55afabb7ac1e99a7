"""One person, one address, one account; roles begin, and end once; what an organisation may be."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import IntegrityError

from maillage.accounts.models import (
    Award,
    Contact,
    Label,
    Membership,
    Organisation,
    Role,
    SectorLead,
    User,
)
from maillage.territory.models import Sector

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


def organisation(name: str, *, now: datetime, **values: Any) -> Organisation:
    slug = name.lower().replace(" ", "-")
    return Organisation.objects.create(name=name, slug=slug, created_at=now, **values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"name": ""}, "organisation_has_a_name"),
        ({"siret": "7328293200007"}, "organisation_siret_is_digits"),
        ({"siret": "7328293200007A"}, "organisation_siret_is_digits"),
        ({"closed_at": timedelta(days=-1)}, "organisation_closes_after_it_opens"),
    ],
)
def test_the_database_refuses_an_organisation_that_cannot_be(
    now: datetime, values: dict[str, Any], constraint: str
) -> None:
    said = values | {"name": values.get("name", "CCAS")}
    if "closed_at" in said:
        said["closed_at"] = now + said["closed_at"]

    with pytest.raises(IntegrityError, match=constraint):
        organisation(**said, now=now)


@pytest.mark.django_db
def test_a_siret_names_one_organisation_and_none_names_many(now: datetime) -> None:
    for name in ("Un", "Deux"):
        organisation(name, now=now)
    organisation("Trois", now=now, siret="73282932000074")

    with pytest.raises(IntegrityError):
        organisation("Quatre", now=now, siret="73282932000074")


@pytest.mark.django_db
def test_an_organisation_does_not_depend_on_itself(now: datetime) -> None:
    ccas = organisation("CCAS", now=now)

    with pytest.raises(IntegrityError, match="organisation_is_not_its_parent"):
        Organisation.objects.filter(pk=ccas.pk).update(parent=ccas)


@pytest.mark.django_db
def test_a_contact_can_be_reached(now: datetime) -> None:
    ccas = organisation("CCAS", now=now)

    with pytest.raises(IntegrityError, match="contact_can_be_reached"):
        Contact.objects.create(organisation=ccas, name="L’accueil")


@pytest.mark.django_db
def test_a_sector_has_one_lead_at_a_time(now: datetime) -> None:
    first, second = organisation("Un", now=now), organisation("Deux", now=now)
    sector = Sector.objects.create(kind="bassin_de_vie", name="Saintonge", slug="saintonge")
    today = now.date()
    SectorLead.objects.create(sector=sector, organisation=first, starts_on=today)

    with pytest.raises(IntegrityError):
        SectorLead.objects.create(sector=sector, organisation=second, starts_on=today)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"ends_on": 0}, "award_ends_after_it_starts"),
        ({"withdrawn_on": 1}, "award_withdrawal_has_a_reason"),
        ({"withdrawal_reason": "fermé"}, "award_withdrawal_has_a_reason"),
        ({"withdrawn_on": -1, "withdrawal_reason": "fermé"}, "award_withdrawn_after_it_starts"),
    ],
)
def test_the_database_refuses_an_award_that_cannot_be(
    now: datetime, values: dict[str, Any], constraint: str
) -> None:
    ccas = organisation("CCAS", now=now)
    label = Label.objects.create(slug="relais", name="Relais")
    today = now.date()
    said = {
        name: today + timedelta(days=value) if isinstance(value, int) else value
        for name, value in values.items()
    }

    with pytest.raises(IntegrityError, match=constraint):
        Award.objects.create(label=label, organisation=ccas, starts_on=today, **said)


@pytest.mark.django_db
def test_an_award_is_in_force_from_its_first_day_to_the_eve_of_its_last(now: datetime) -> None:
    ccas, today = organisation("CCAS", now=now), now.date()
    label = Label.objects.create(slug="relais", name="Relais")
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=2)
    Award.objects.create(label=label, organisation=ccas, starts_on=today, ends_on=later)

    days = [today - timedelta(days=1), today, tomorrow, later]

    assert [Award.objects.in_force(day).exists() for day in days] == [False, True, True, False]


@pytest.mark.django_db
def test_an_award_that_is_withdrawn_is_no_longer_in_force(now: datetime) -> None:
    ccas, today = organisation("CCAS", now=now), now.date()
    label = Label.objects.create(slug="relais", name="Relais")
    tomorrow = today + timedelta(days=1)
    Award.objects.create(
        label=label,
        organisation=ccas,
        starts_on=today,
        withdrawn_on=tomorrow,
        withdrawal_reason="fermé",
    )

    assert Award.objects.in_force(today).exists()
    assert not Award.objects.in_force(tomorrow).exists()


@pytest.mark.django_db
def test_a_label_starts_once_a_day_unless_it_is_withdrawn(now: datetime) -> None:
    ccas, today = organisation("CCAS", now=now), now.date()
    label = Label.objects.create(slug="relais", name="Relais")
    by_mistake = Award.objects.create(label=label, organisation=ccas, starts_on=today)
    by_mistake.withdrawn_on, by_mistake.withdrawal_reason = today, "par erreur"
    by_mistake.save()
    Award.objects.create(label=label, organisation=ccas, starts_on=today)

    with pytest.raises(IntegrityError):
        Award.objects.create(label=label, organisation=ccas, starts_on=today)


@pytest.mark.django_db
def test_a_role_is_held_once_in_each_organisation(now: datetime) -> None:
    user = User.objects.create(email="gestion@departement17.test")
    for name in ("Un", "Deux"):
        Membership.objects.create(
            user=user, role=Role.MANAGER, organisation=organisation(name, now=now), created_at=now
        )

    with pytest.raises(IntegrityError):
        Membership.objects.create(
            user=user,
            role=Role.MANAGER,
            organisation=Organisation.objects.get(name="Un"),
            created_at=now,
        )


@pytest.mark.django_db
def test_who_manages_manages_an_organisation(now: datetime) -> None:
    user = User.objects.create(email="gestion@departement17.test")

    with pytest.raises(IntegrityError, match="membership_manager_is_of_an_organisation"):
        Membership.objects.create(user=user, role=Role.MANAGER, created_at=now)
