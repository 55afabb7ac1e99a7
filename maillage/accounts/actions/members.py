"""What may happen to someone's role in an organisation: given, confirmed each year, ended.

users.py gives the roles that hold for the whole territory.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from maillage.accounts.actions.users import actor_of
from maillage.accounts.models import Membership, Organisation, Role, User
from maillage.journal.actions import Actor, Fact, record


class MemberError(ValueError):
    """A role cannot be given or ended."""


class OrganisationClosed(MemberError):
    """A closed organisation has no members."""


class AlreadyMember(MemberError):
    """This person holds this role in this organisation."""


class LastCoordination(MemberError):
    """Someone must go on coordinating, and nobody shuts herself out."""


def add_member(
    *, email: str, name: str, organisation: Organisation, role: Role, by: Actor, now: datetime
) -> tuple[User, bool]:
    """Give a role in an organisation, and open the account of whoever has none, or a closed one.

    Tell too whether it was opened: then only a link lets the person in. An account that is known
    keeps its name. Raises OrganisationClosed or AlreadyMember.
    """
    with transaction.atomic():
        _check_open(organisation)
        user, is_opened = _account(email=email, name=name)
        if user.memberships.live().filter(role=role, organisation=organisation).exists():
            raise AlreadyMember
        membership = Membership.objects.create(
            user=user, role=role, organisation=organisation, created_at=now
        )
        _record("add_member", membership, by=by, now=now, facts={"is_opened": is_opened})
    return user, is_opened


def confirm_member(membership: Membership, *, by: Actor, now: datetime) -> bool:
    """Say that the person still needs this role; tell whether she holds it."""
    with transaction.atomic():
        if not Membership.objects.live().filter(pk=membership.pk).update(reviewed_at=now):
            return False
        _record("confirm_member", membership, by=by, now=now)
    return True


def end_member(membership: Membership, *, by: Actor, now: datetime) -> bool:
    """Take the role back, from the very next page on; tell whether it was held. Acts stay.

    Raises LastCoordination.
    """
    with transaction.atomic():
        if membership.role == Role.COORDINATION:
            _check_coordination_remains(membership, by=by)
        if not Membership.objects.live().filter(pk=membership.pk).update(ended_at=now):
            return False
        _record("end_member", membership, by=by, now=now)
    return True


def held_coordination() -> list[Membership]:
    """Who coordinates today. Two acts at once that would leave nobody: the second waits."""
    live = Membership.objects.live().filter(role=Role.COORDINATION, user__is_active=True)
    return list(live.order_by("pk").select_for_update(of=("self",)))


def _check_open(organisation: Organisation) -> None:
    """Closing it waits, then ends this role too."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if locked.closed_at:
        raise OrganisationClosed


def _account(*, email: str, name: str) -> tuple[User, bool]:
    """The account of this address, and whether it had to be opened. Closing it waits."""
    email = email.strip().lower()
    # Two organisations may invite one person at the same time: get_or_create opens one account.
    user, is_new = User.objects.get_or_create(
        email=email, defaults={"name": name, "password": make_password(None)}
    )
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.is_active:
        return user, is_new
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    return user, True


def _check_coordination_remains(membership: Membership, *, by: Actor) -> None:
    others = {one.user_id for one in held_coordination() if one.pk != membership.pk}
    is_her_own = by == actor_of(membership.user)
    if not others or (is_her_own and membership.user_id not in others):
        raise LastCoordination


def _record(
    verb: str,
    membership: Membership,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    record(
        act=f"accounts.{verb}",
        subject_kind=User._meta.label,
        subject=str(membership.user_id),
        by=by,
        now=now,
        facts={
            "role": str(membership.role),
            "organisation": membership.organisation_id,
            **(facts or {}),
        },
    )
