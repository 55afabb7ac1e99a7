from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from maillage.accounts.access import may_coordinate, may_manage
from maillage.accounts.actions import members
from maillage.accounts.actions.users import actor_of, close_user
from maillage.accounts.models import Membership, Organisation, Role, User
from maillage.journal.actions import Actor
from maillage.journal.models import Entry

pytestmark = pytest.mark.django_db

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
EMAIL = "collegue@example.org"
PASSWORD = "lavande tracteur nuage"


@pytest.fixture
def ccas(db: None, now: datetime) -> Organisation:
    return Organisation.objects.create(name="CCAS", slug="ccas", created_at=now)


def added(
    organisation: Organisation,
    *,
    now: datetime,
    email: str = EMAIL,
    role: Role = Role.MANAGER,
    by: Actor = BY,
) -> tuple[User, bool]:
    return members.add_member(
        email=email, name="Collègue", organisation=organisation, role=role, by=by, now=now
    )


def coordination(email: str, *, now: datetime, **values: object) -> Membership:
    """Somebody who coordinates; the journal knows nothing of it."""
    user, _made = User.objects.get_or_create(email=email)
    return Membership.objects.create(user=user, role=Role.COORDINATION, created_at=now, **values)


def acts() -> list[tuple[str, str, dict[str, object]]]:
    return [(entry.act, entry.subject, entry.facts) for entry in Entry.objects.order_by("at")]


# --- Adding ---


def test_someone_unknown_gets_an_account_that_only_a_link_opens(
    ccas: Organisation, now: datetime
) -> None:
    user, is_opened = added(ccas, email=" Collegue@Example.org", now=now)

    user.refresh_from_db()
    assert is_opened
    assert (user.email, user.name, user.is_active) == (EMAIL, "Collègue", True)
    assert not user.has_usable_password()
    assert may_manage(user, ccas)
    facts = {"role": "manager", "organisation": ccas.pk, "is_opened": True}
    assert acts() == [("accounts.add_member", str(user.pk), facts)]


def test_who_has_an_account_keeps_her_name_and_her_password(
    ccas: Organisation, now: datetime
) -> None:
    User.objects.create_user(EMAIL, PASSWORD, name="Comme elle veut")

    user, is_opened = added(ccas, email=EMAIL.upper(), now=now)

    assert not is_opened
    assert user.name == "Comme elle veut"
    assert user.check_password(PASSWORD)
    assert may_manage(user, ccas)


def test_a_closed_account_opens_again_without_its_password(
    ccas: Organisation, now: datetime
) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD)
    User.objects.filter(pk=user.pk).update(is_active=False)  # and its password left as it was

    reopened, is_opened = added(ccas, now=now)

    reopened.refresh_from_db()
    assert (reopened, is_opened) == (user, True)
    assert reopened.is_active
    assert not reopened.has_usable_password()


def test_a_role_reopens_nothing_of_what_was_held_before(ccas: Organisation, now: datetime) -> None:
    held = coordination(EMAIL, now=now)
    close_user(held.user, by=BY, now=now)

    user, _is_opened = added(ccas, now=now)

    assert not may_coordinate(user)


def test_nobody_holds_one_role_twice_in_one_organisation(ccas: Organisation, now: datetime) -> None:
    added(ccas, now=now)

    with pytest.raises(members.AlreadyMember):
        added(ccas, now=now)

    assert Membership.objects.count() == 1
    assert len(acts()) == 1


def test_one_person_works_for_several_organisations_and_comes_back(
    ccas: Organisation, now: datetime
) -> None:
    library = Organisation.objects.create(name="Médiathèque", slug="mediatheque", created_at=now)
    user, _is_opened = added(ccas, now=now)
    members.end_member(user.memberships.get(), by=BY, now=now)

    for organisation in (library, ccas):
        added(organisation, now=now)

    assert {held.organisation for held in user.memberships.live()} == {library, ccas}
    assert user.memberships.count() == 3


def test_a_closed_organisation_takes_nobody_and_opens_no_account(
    ccas: Organisation, now: datetime
) -> None:
    stale = Organisation.objects.get(pk=ccas.pk)
    Organisation.objects.filter(pk=ccas.pk).update(closed_at=now)

    with pytest.raises(members.OrganisationClosed):
        added(stale, now=now)

    assert not User.objects.exists()
    assert acts() == []


def one_after_the_other(organisations: list[Organisation], *, now: datetime) -> list[bool]:
    return [added(organisation, now=now)[1] for organisation in organisations]


def at_once(organisations: list[Organisation], *, now: datetime) -> list[bool]:
    both_ready = Barrier(2)

    def add(organisation: Organisation) -> bool:
        try:
            both_ready.wait(timeout=5)
            return added(organisation, now=now)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [one.result(timeout=10) for one in [pool.submit(add, one) for one in organisations]]


@pytest.mark.django_db(transaction=True)
def test_two_organisations_that_add_one_person_at_once_open_one_account(
    ccas: Organisation, now: datetime
) -> None:
    # SQLite has one writer at a time: there, the second can only come after.
    races = {"postgresql": at_once, "sqlite": one_after_the_other}
    library = Organisation.objects.create(name="Médiathèque", slug="mediatheque", created_at=now)

    opened = races[connection.vendor]([ccas, library], now=now)

    assert sorted(opened) == [False, True]
    assert User.objects.get().memberships.live().count() == 2


# --- Confirming ---


def test_a_role_is_confirmed_on_a_day(ccas: Organisation, now: datetime) -> None:
    user, _is_opened = added(ccas, now=now)
    [held] = user.memberships.all()
    later = now + timedelta(days=400)

    assert members.confirm_member(held, by=BY, now=later)

    held.refresh_from_db()
    assert held.reviewed_at == later
    facts = {"role": "manager", "organisation": ccas.pk}
    assert acts()[1:] == [("accounts.confirm_member", str(user.pk), facts)]


def test_a_role_that_was_ended_is_not_confirmed(ccas: Organisation, now: datetime) -> None:
    user, _is_opened = added(ccas, now=now)
    [stale] = user.memberships.all()
    members.end_member(stale, by=BY, now=now)

    assert not members.confirm_member(stale, by=BY, now=now)

    assert user.memberships.get().reviewed_at is None
    assert len(acts()) == 2


# --- Ending ---


def test_a_role_ends_once_and_its_rights_at_once(ccas: Organisation, now: datetime) -> None:
    user, _is_opened = added(ccas, now=now)
    [held] = user.memberships.all()

    ended = [members.end_member(held, by=BY, now=now) for _time in range(2)]

    held.refresh_from_db()
    assert ended == [True, False]
    assert held.ended_at == now
    assert not may_manage(user, ccas)
    assert User.objects.get().is_active
    facts = {"role": "manager", "organisation": ccas.pk}
    assert acts()[1:] == [("accounts.end_member", str(user.pk), facts)]


def test_ending_a_role_in_one_organisation_spares_the_others(
    ccas: Organisation, now: datetime
) -> None:
    library = Organisation.objects.create(name="Médiathèque", slug="mediatheque", created_at=now)
    user, _is_opened = added(ccas, now=now)
    added(library, now=now)

    members.end_member(user.memberships.get(organisation=ccas), by=BY, now=now)

    assert not may_manage(user, ccas)
    assert may_manage(user, library)


def test_nobody_ends_her_own_last_coordination(now: datetime) -> None:
    hers = coordination(EMAIL, now=now)
    coordination("autre@example.org", now=now)

    with pytest.raises(members.LastCoordination):
        members.end_member(hers, by=actor_of(hers.user), now=now)

    assert may_coordinate(hers.user)
    assert acts() == []


def test_of_two_coordinations_she_may_end_one(ccas: Organisation, now: datetime) -> None:
    coordination(EMAIL, now=now)
    hers = coordination(EMAIL, now=now, organisation=ccas)

    assert members.end_member(hers, by=actor_of(hers.user), now=now)

    assert may_coordinate(hers.user)


def test_a_colleague_ends_the_coordination_of_another(now: datetime) -> None:
    hers, another = coordination(EMAIL, now=now), coordination("autre@example.org", now=now)

    assert members.end_member(hers, by=actor_of(another.user), now=now)

    assert not may_coordinate(hers.user)


def test_a_manager_may_end_her_own_role(ccas: Organisation, now: datetime) -> None:
    user, _is_opened = added(ccas, now=now)

    assert members.end_member(user.memberships.get(), by=actor_of(user), now=now)


@pytest.mark.parametrize("gone", ["role ended", "account closed"])
def test_the_territory_keeps_someone_who_coordinates(now: datetime, gone: str) -> None:
    hers, another = coordination(EMAIL, now=now), coordination("autre@example.org", now=now)
    if gone == "role ended":
        Membership.objects.filter(pk=another.pk).update(ended_at=now)
    else:
        User.objects.filter(pk=another.user_id).update(is_active=False)

    with pytest.raises(members.LastCoordination):
        members.end_member(hers, by=BY, now=now)

    assert may_coordinate(hers.user)


def each_ends_the_other(first: Membership, second: Membership, *, now: datetime) -> list[str]:
    """On PostgreSQL at the very same time."""
    both_ready = Barrier(2)

    def end(pair: tuple[Membership, Membership]) -> str:
        held, other = pair
        try:
            if connection.vendor == "postgresql":
                both_ready.wait(timeout=5)
            members.end_member(held, by=actor_of(other.user), now=now)
        except members.LastCoordination:
            return "refused"
        finally:
            if connection.vendor == "postgresql":
                connection.close()
        return "ended"

    pairs = [(first, second), (second, first)]
    if connection.vendor == "sqlite":
        return [end(pair) for pair in pairs]
    with ThreadPoolExecutor(2) as pool:
        return [one.result(timeout=10) for one in [pool.submit(end, pair) for pair in pairs]]


@pytest.mark.django_db(transaction=True)
def test_two_who_coordinate_cannot_shut_one_another_out(now: datetime) -> None:
    first, second = coordination(EMAIL, now=now), coordination("autre@example.org", now=now)

    answers = each_ends_the_other(first, second, now=now)

    assert sorted(answers) == ["ended", "refused"]
    assert Membership.objects.live().count() == 1


def test_the_journal_knows_neither_names_nor_addresses(ccas: Organisation, now: datetime) -> None:
    user, _is_opened = added(ccas, now=now)
    [held] = user.memberships.all()
    members.confirm_member(held, by=actor_of(user), now=now)
    members.end_member(held, by=actor_of(user), now=now)

    for entry in Entry.objects.all():
        words = " ".join(map(str, (entry.subject, entry.actor, entry.facts)))
        assert not any(secret in words for secret in (EMAIL, "Collègue", "CCAS"))


@pytest.mark.parametrize("act", ["add", "confirm", "end"])
def test_an_act_that_fails_leaves_nothing(
    ccas: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    user, _is_opened = added(ccas, email="premier@example.org", now=now)
    [held] = user.memberships.all()
    acts = {
        "add": lambda: added(ccas, now=now),
        "confirm": lambda: members.confirm_member(held, by=BY, now=now),
        "end": lambda: members.end_member(held, by=BY, now=now),
    }

    def failing(**values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(members, "record", failing)

    with pytest.raises(RuntimeError):
        acts[act]()

    assert Membership.objects.get(ended_at=None, reviewed_at=None) == held
    assert User.objects.get() == user
