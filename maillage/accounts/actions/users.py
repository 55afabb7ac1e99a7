"""What may happen to an account: opened, given a role, given a password, closed, opened again.

The journal knows people by their key, never by their address.
"""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction

from maillage.accounts.models import Membership, Role, User
from maillage.accounts.queries.users import user_named
from maillage.journal.actions import Actor, Fact, record
from maillage.journal.models import Entry


class AccountExists(ValueError):
    """An account already bears this address."""


def actor_of(user: User) -> Actor:
    """The person as the journal knows her."""
    return Actor(kind=Entry.ActorKind.USER, identifier=str(user.pk))


def create_user(
    *, email: str, name: str, role: Role, by: Actor, now: datetime, password: str | None = None
) -> User:
    """Open an account that holds a role. Without a password, only a link can give it one.

    Raises AccountExists.
    """
    with transaction.atomic():
        if user_named(email):
            raise AccountExists
        user = User.objects.create_user(email, password, name=name)
        Membership.objects.create(user=user, role=role, created_at=now)
        _record("create_user", user, by=by, now=now, facts={"role": str(role)})
    return user


def reopen_user(
    user: User, *, role: Role, by: Actor, now: datetime, password: str | None = None
) -> None:
    """Open a closed account again, with one role and none of its former passwords."""
    with transaction.atomic():
        user = _locked(user)
        user.is_active = True
        user.set_password(password)
        user.save(update_fields=["is_active", "password"])
        Membership.objects.get_or_create(
            user=user, role=role, ended_at=None, defaults={"created_at": now}
        )
        _record("reopen_user", user, by=by, now=now, facts={"role": str(role)})


def give_role(user: User, *, role: Role, by: Actor, now: datetime) -> bool:
    """Give a role; tell whether the person lacked it."""
    with transaction.atomic():
        user = _locked(user)
        if user.memberships.live().filter(role=role).exists():
            return False
        Membership.objects.create(user=user, role=role, created_at=now)
        _record("give_role", user, by=by, now=now, facts={"role": str(role)})
    return True


def end_membership(user: User, *, role: Role, by: Actor, now: datetime) -> bool:
    """Take a role back; tell whether the person held it."""
    with transaction.atomic():
        user = _locked(user)
        if not user.memberships.live().filter(role=role).update(ended_at=now):
            return False
        _record("end_membership", user, by=by, now=now, facts={"role": str(role)})
    return True


def set_password(user: User, *, password: str, by: Actor, now: datetime) -> None:
    """Change the password, which closes the sessions and the links that the old one opened."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        _record("set_password", user, by=by, now=now)


def close_user(user: User, *, by: Actor, now: datetime) -> bool:
    """End every role and shut the account at once; tell whether it was open. Acts stay."""
    with transaction.atomic():
        user = _locked(user)
        if not user.is_active:
            return False
        ended = user.memberships.live().update(ended_at=now)
        user.is_active = False
        user.set_unusable_password()  # a link sent before no longer opens anything
        user.save(update_fields=["is_active", "password"])
        _record("close_user", user, by=by, now=now, facts={"ended": ended})
    return True


def invite(user: User, *, by: Actor, now: datetime) -> str:
    """Make the key of a page where the person chooses a password: good once, for three days."""
    with transaction.atomic():
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        _record("invite", user, by=by, now=now)
    return key


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _record(
    verb: str, user: User, *, by: Actor, now: datetime, facts: dict[str, Fact] | None = None
) -> None:
    record(
        act=f"accounts.{verb}",
        subject_kind="accounts.User",
        subject=str(user.pk),
        by=by,
        now=now,
        facts=facts,
    )
