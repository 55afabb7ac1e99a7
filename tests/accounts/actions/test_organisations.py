import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from maillage.accounts.actions import organisations
from maillage.accounts.actions.members import LastCoordination
from maillage.accounts.actions.organisations import OrganisationWords
from maillage.accounts.models import (
    Contact,
    Kind,
    Membership,
    Organisation,
    Role,
    SectorLead,
    User,
)
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.territory.models import Sector
from tests.cast import town

pytestmark = pytest.mark.django_db

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
SIRET = "73282932000074"


def words(name: str = "Les Amis du clavier", **said: Any) -> OrganisationWords:
    return OrganisationWords(**{"name": name, "kinds": frozenset({Kind.MEDIATION})} | said)


def made(name: str = "Les Amis du clavier", *, now: datetime, **said: Any) -> Organisation:
    return organisations.create_organisation(words(name, **said), by=BY, now=now)


def lines(verb: str) -> list[tuple[str, dict[str, object]]]:
    """What the journal says of each such act: of what, and its facts."""
    return list(Entry.objects.filter(act=f"accounts.{verb}").values_list("subject", "facts"))


def reread(organisation: Organisation) -> Organisation:
    return Organisation.objects.get(pk=organisation.pk)


def kinds_of(organisation: Organisation) -> list[str]:
    return list(organisation.kinds.values_list("kind", flat=True))


def test_an_organisation_holds_all_that_is_said_of_it(now: datetime) -> None:
    parent = made("Conseil", now=now, kinds=frozenset({Kind.COORDINATION}))

    organisation = made(
        now=now,
        kinds=frozenset({Kind.RELAY, Kind.DONOR}),
        siret=SIRET,
        parent=parent,
        commune=town("Saintes"),
        phone="+33546000000",
        is_public=True,
    )

    organisation.refresh_from_db()
    assert organisation.slug == "les-amis-du-clavier"
    assert (organisation.siret, organisation.parent, organisation.commune) == (
        SIRET,
        parent,
        town("Saintes"),
    )
    assert (organisation.created_at, organisation.closed_at) == (now, None)
    assert kinds_of(organisation) == ["donor", "relay"]
    said = {"kinds": ["donor", "relay"], "parent": parent.pk, "is_public": True}
    assert (str(organisation.pk), said) in lines("create_organisation")


def test_two_of_one_name_have_each_their_page(now: datetime) -> None:
    slugs = [made(now=now).slug for _time in range(3)]

    assert slugs == ["les-amis-du-clavier", "les-amis-du-clavier-2", "les-amis-du-clavier-3"]


def test_a_siret_is_that_of_one_organisation_even_closed(now: datetime) -> None:
    first = made(now=now, siret=SIRET)
    organisations.close_organisation(first, by=BY, now=now)

    with pytest.raises(organisations.SiretTaken) as taken:
        made("Une autre", now=now, siret=SIRET)

    assert taken.value.other == first
    assert Organisation.objects.count() == 1


def test_several_may_have_no_siret(now: datetime) -> None:
    assert made("Une", now=now).siret == made("Une autre", now=now).siret == ""


def test_what_changes_is_written_and_the_address_stays(now: datetime) -> None:
    organisation = made(now=now)

    is_changed = organisations.change_organisation(
        organisation,
        words("Le Clavier", kinds=frozenset({Kind.TRAINING}), siret=SIRET),
        by=BY,
        now=now,
    )

    organisation.refresh_from_db()
    assert is_changed
    assert (organisation.name, organisation.slug) == ("Le Clavier", "les-amis-du-clavier")
    assert kinds_of(organisation) == ["training"]
    facts = {"kinds": ["training"], "parent": None, "is_public": False}
    assert lines("change_organisation") == [
        (str(organisation.pk), facts | {"changed": ["name", "siret"]})
    ]


def test_a_kind_alone_is_a_change(now: datetime) -> None:
    organisation = made(now=now)
    said = words(kinds=frozenset({Kind.MEDIATION, Kind.DONOR}))

    assert organisations.change_organisation(organisation, said, by=BY, now=now)

    assert kinds_of(organisation) == ["donor", "mediation"]


def test_the_same_words_change_nothing_and_leave_no_line(now: datetime) -> None:
    organisation = made(now=now, siret=SIRET, commune=town("Saintes"))
    said = words(siret=SIRET, commune=town("Saintes"))

    assert not organisations.change_organisation(organisation, said, by=BY, now=now)

    assert lines("change_organisation") == []


def test_the_siret_of_another_is_refused_later_too(now: datetime) -> None:
    made("Une autre", now=now, siret=SIRET)
    organisation = made(now=now)

    with pytest.raises(organisations.SiretTaken):
        organisations.change_organisation(organisation, words(siret=SIRET), by=BY, now=now)

    assert reread(organisation).siret == ""
    assert organisation.siret == ""  # the page that says no still shows it as it is


@pytest.mark.parametrize("rank", [0, 1, 2])
def test_nothing_depends_on_itself_however_far(now: datetime, rank: int) -> None:
    chain = [made("Aïeule", now=now)]
    for name in ("Mère", "Fille"):
        chain.append(made(name, now=now, parent=chain[-1]))

    with pytest.raises(organisations.ParentLoop):
        organisations.change_organisation(
            chain[0], words("Aïeule", parent=chain[rank]), by=BY, now=now
        )

    assert Organisation.objects.get(pk=chain[0].pk).parent is None


def test_a_parent_is_exchanged_for_one_higher(now: datetime) -> None:
    top = made("Aïeule", now=now)
    middle = made("Mère", now=now, parent=top)
    organisation = made("Fille", now=now, parent=middle)

    organisations.change_organisation(organisation, words("Fille", parent=top), by=BY, now=now)

    assert Organisation.objects.get(pk=organisation.pk).parent == top


def test_closing_ends_the_roles_held_in_it_and_those_alone(now: datetime) -> None:
    organisation, other = made(now=now), made("Une autre", now=now)
    user = User.objects.create_user("gestion@example.org")
    for one in (organisation, other):
        Membership.objects.create(user=user, role=Role.MANAGER, organisation=one, created_at=now)
    later = now + timedelta(days=3)

    closed = [
        organisations.close_organisation(organisation, by=BY, now=later) for _time in range(2)
    ]

    assert closed == [True, False]
    assert Organisation.objects.get(pk=organisation.pk).closed_at == later
    assert organisation.memberships.get().ended_at == later
    assert other.memberships.get().ended_at is None
    assert lines("close_organisation") == [(str(organisation.pk), {"ended": 1})]


def test_an_organisation_that_holds_all_the_coordination_stays_open(now: datetime) -> None:
    organisation = made(now=now)
    for name in ("une", "deux"):
        coordinator = User.objects.create_user(f"{name}@example.org")
        Membership.objects.create(
            user=coordinator, role=Role.COORDINATION, organisation=organisation, created_at=now
        )

    with pytest.raises(LastCoordination):
        organisations.close_organisation(organisation, by=BY, now=now)

    assert Organisation.objects.open().filter(pk=organisation.pk).exists()
    assert Membership.objects.live().count() == 2


def test_an_organisation_of_the_coordination_closes_when_someone_coordinates_elsewhere(
    now: datetime,
) -> None:
    organisation = made(now=now)
    for name, where in (("une", organisation), ("deux", None)):
        coordinator = User.objects.create_user(f"{name}@example.org")
        Membership.objects.create(
            user=coordinator, role=Role.COORDINATION, organisation=where, created_at=now
        )

    assert organisations.close_organisation(organisation, by=BY, now=now)
    assert Membership.objects.live().get().organisation is None


def test_closing_ends_what_it_leads(now: datetime) -> None:
    organisation, other = made(now=now), made("Une autre", now=now)
    today = now.date()
    old, new, hers = (
        Sector.objects.create(kind="other", name=name, slug=name) for name in ("a", "b", "c")
    )
    for sector, leader, day in (
        (old, organisation, today - timedelta(days=30)),
        (new, organisation, today),
        (hers, other, today),
    ):
        SectorLead.objects.create(sector=sector, organisation=leader, starts_on=day)

    organisations.close_organisation(organisation, by=BY, now=now)

    assert old.leads.get().ends_on == today
    assert not new.leads.exists()
    assert hers.leads.get().ends_on is None


def test_a_reopened_organisation_has_no_member_left(now: datetime) -> None:
    organisation = made(now=now)
    user = User.objects.create_user("gestion@example.org")
    Membership.objects.create(
        user=user, role=Role.MANAGER, organisation=organisation, created_at=now
    )
    organisations.close_organisation(organisation, by=BY, now=now)

    reopened = [
        organisations.reopen_organisation(organisation, by=BY, now=now) for _time in range(2)
    ]

    assert reopened == [True, False]
    assert Organisation.objects.open().get() == organisation
    assert not organisation.memberships.live().exists()
    assert lines("reopen_organisation") == [(str(organisation.pk), {})]


def test_a_contact_is_noted_then_erased_once(now: datetime) -> None:
    organisation = made(now=now)
    contact = organisations.add_contact(
        organisation, name="Accueil", phone="+33546000000", by=BY, now=now
    )
    key = contact.pk

    removed = [organisations.remove_contact(contact, by=BY, now=now) for _time in range(2)]

    assert removed == [True, False]
    assert not Contact.objects.exists()
    line = (str(organisation.pk), {"contact": key})
    assert lines("add_contact") == lines("remove_contact") == [line]


def test_the_journal_names_neither_organisations_nor_contacts(now: datetime) -> None:
    organisation = made("Atelier Secret", now=now, siret=SIRET, email="secret@example.org")
    said = words("Atelier Caché", phone="+33546000000")
    organisations.change_organisation(organisation, said, by=BY, now=now)
    contact = organisations.add_contact(
        organisation, name="Secret", email="secret@example.org", by=BY, now=now
    )
    organisations.remove_contact(contact, by=BY, now=now)

    written = " ".join(f"{entry.subject} {entry.facts}".lower() for entry in Entry.objects.all())

    assert not any(one in written for one in ("secret", "caché", SIRET, "546000000"))


def test_an_act_that_fails_leaves_nothing(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = made(now=now)

    def failing(**values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(organisations, "record", failing)

    with pytest.raises(RuntimeError):
        organisations.close_organisation(organisation, by=BY, now=now)

    assert Organisation.objects.open().exists()


class ParentProperties(TestCase):
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=10))
    @hypothesis_settings(max_examples=20)
    def test_whatever_is_asked_every_chain_has_a_top(self, asked: list[tuple[int, int]]) -> None:
        now = datetime.fromisoformat("2026-11-24T10:12:00+01:00")
        bodies = [made(f"N{number}", now=now) for number in range(4)]

        for child, parent in asked:
            said = words(f"N{child}", parent=bodies[parent])
            with suppress(organisations.ParentLoop):
                organisations.change_organisation(reread(bodies[child]), said, by=BY, now=now)

        parents = dict(Organisation.objects.values_list("pk", "parent"))
        for pk in parents:
            above = [pk]
            while (parent_pk := parents[above[-1]]) is not None:
                assert parent_pk not in above
                above.append(parent_pk)


@pytest.mark.django_db(transaction=True)
def test_acts_at_once_wait_for_one_another(now: datetime) -> None:
    organisation = made("CCAS", now=now)
    failures: list[Exception] = []

    def at_once(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    acts: list[Callable[[], object]] = [
        *(lambda: made(now=now) for _time in range(4)),
        lambda: organisations.close_organisation(reread(organisation), by=BY, now=now),
        lambda: organisations.reopen_organisation(reread(organisation), by=BY, now=now),
        *(
            lambda name=name: organisations.change_organisation(
                reread(organisation), words(name), by=BY, now=now
            )
            for name in ("A", "B")
        ),
    ]
    if connection.vendor == "postgresql":
        threads = [threading.Thread(target=at_once, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:  # SQLite has one writer at a time: there, they can only come one after the other
        for act in acts:
            act()

    assert failures == []
    slugs = set(Organisation.objects.exclude(pk=organisation.pk).values_list("slug", flat=True))
    assert slugs == {
        "les-amis-du-clavier",
        *(f"les-amis-du-clavier-{number}" for number in (2, 3, 4)),
    }
