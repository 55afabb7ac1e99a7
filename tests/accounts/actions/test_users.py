from datetime import datetime

import pytest
from django.test import Client

from maillage.accounts.access import may_coordinate
from maillage.accounts.actions import users
from maillage.accounts.models import Membership, Role, User
from maillage.journal.actions import Actor
from maillage.journal.models import Entry

pytestmark = pytest.mark.django_db

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
EMAIL = "collegue@example.org"
PASSWORD = "lavande tracteur nuage"


@pytest.fixture
def user(db: None, now: datetime) -> User:
    """Someone of the coordination; the journal knows nothing of it."""
    user = User.objects.create_user(EMAIL, PASSWORD, name="Collègue")
    Membership.objects.create(user=user, role=Role.COORDINATION, created_at=now)
    return user


def acts() -> list[tuple[str, str, dict[str, object]]]:
    return [(entry.act, entry.subject, entry.facts) for entry in Entry.objects.order_by("at")]


def test_an_account_opens_with_its_role_and_password(now: datetime) -> None:
    user = users.create_user(
        email=" Collegue@Example.org",
        name="Collègue",
        role=Role.COORDINATION,
        password=PASSWORD,
        by=BY,
        now=now,
    )

    user.refresh_from_db()
    assert (user.email, user.name) == (EMAIL, "Collègue")
    assert user.check_password(PASSWORD)
    assert may_coordinate(user)
    assert acts() == [("accounts.create_user", str(user.pk), {"role": "coordination"})]


def test_an_account_without_a_password_waits_for_one(now: datetime) -> None:
    user = users.create_user(email=EMAIL, name="", role=Role.COORDINATION, by=BY, now=now)

    assert not user.has_usable_password()


def test_an_address_has_one_account_however_it_is_typed(user: User, now: datetime) -> None:
    with pytest.raises(users.AccountExists):
        users.create_user(email=EMAIL.upper(), name="", role=Role.COORDINATION, by=BY, now=now)

    assert acts() == []


def test_a_role_is_given_once(now: datetime) -> None:
    user = User.objects.create_user(EMAIL)

    given = [users.give_role(user, role=Role.COORDINATION, by=BY, now=now) for _time in range(2)]

    assert given == [True, False]
    assert may_coordinate(user)
    assert acts() == [("accounts.give_role", str(user.pk), {"role": "coordination"})]


def test_a_role_is_taken_back_once_and_stays_in_memory(user: User, now: datetime) -> None:
    taken = [
        users.end_membership(user, role=Role.COORDINATION, by=BY, now=now) for _time in range(2)
    ]

    assert taken == [True, False]
    assert not may_coordinate(user)
    assert Membership.objects.get().ended_at == now
    assert acts() == [("accounts.end_membership", str(user.pk), {"role": "coordination"})]


def test_a_new_password_replaces_the_old(user: User, now: datetime) -> None:
    users.set_password(user, password="quatre mots sans rapport", by=BY, now=now)

    user.refresh_from_db()
    assert user.check_password("quatre mots sans rapport")
    assert not user.check_password(PASSWORD)
    assert acts() == [("accounts.set_password", str(user.pk), {})]


def test_closing_an_account_ends_the_links_that_were_sent(
    user: User, client: Client, now: datetime
) -> None:
    link = f"/connexion/mot-de-passe/{users.invite(user, by=BY, now=now)}/"
    assert "12 caractères" in client.get(link, follow=True).content.decode()

    users.close_user(user, by=BY, now=now)

    assert "12 caractères" not in Client().get(link, follow=True).content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_closed_account_holds_nothing_and_closes_once(user: User, now: datetime) -> None:
    closed = [users.close_user(user, by=BY, now=now) for _time in range(2)]

    user.refresh_from_db()
    assert closed == [True, False]
    assert not user.is_active
    assert not user.memberships.live().exists()
    assert acts() == [("accounts.close_user", str(user.pk), {"ended": 1})]


def test_a_reopened_account_forgets_its_password(user: User, now: datetime) -> None:
    users.close_user(user, by=BY, now=now)

    users.reopen_user(user, role=Role.COORDINATION, by=BY, now=now)

    user.refresh_from_db()
    assert may_coordinate(user)
    assert not user.check_password(PASSWORD)
    assert acts()[1:] == [("accounts.reopen_user", str(user.pk), {"role": "coordination"})]


def test_an_account_reopens_with_the_password_given(user: User, now: datetime) -> None:
    users.close_user(user, by=BY, now=now)

    users.reopen_user(
        user, role=Role.COORDINATION, password="quatre mots sans rapport", by=BY, now=now
    )

    user.refresh_from_db()
    assert user.check_password("quatre mots sans rapport")


def test_an_invitation_is_a_key_of_that_person_alone(user: User, now: datetime) -> None:
    other = User.objects.create_user("autre@example.org")

    keys = {users.invite(someone, by=BY, now=now) for someone in (user, other)}

    assert len(keys) == 2
    assert {act for act, _subject, _facts in acts()} == {"accounts.invite"}


def test_the_journal_knows_people_by_their_key_alone(user: User, now: datetime) -> None:
    by = users.actor_of(user)
    users.invite(user, by=by, now=now)
    users.set_password(user, password="quatre mots sans rapport", by=by, now=now)
    users.close_user(user, by=by, now=now)

    for entry in Entry.objects.all():
        assert (entry.actor_kind, entry.actor) == ("user", str(user.pk))
        words = " ".join(map(str, (entry.subject, entry.actor, entry.facts)))
        assert not any(secret in words for secret in (EMAIL, "Collègue", "mots", "argon2"))


def test_an_act_that_fails_leaves_nothing(
    user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(users, "record", failing)

    with pytest.raises(RuntimeError):
        users.close_user(user, by=BY, now=now)

    user.refresh_from_db()
    assert may_coordinate(user)
