"""Who holds what: those who left, what was withdrawn and what closed no longer count."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.accounts.models import Award, Label, Membership, Organisation, Role, User
from maillage.accounts.queries.labels import (
    LabelCounts,
    State,
    awards_of,
    expiring,
    former_holders,
    holders,
    label_counts,
    progress,
)
from maillage.territory.models import Sector
from tests.cast import town

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


@pytest.fixture
def relay(db: None) -> Label:
    return Label.objects.create(slug="relais", name="Relais", months=12)


@pytest.fixture
def habilitation(db: None) -> Label:
    return Label.objects.create(slug="aidants", name="Aidants", is_for_users=True)


def organisation(name: str, *, now: datetime, in_town: str = "", **values: Any) -> Organisation:
    commune = town(in_town) if in_town else None
    return Organisation.objects.create(
        slug=name.lower(), name=name, commune=commune, created_at=now, **values
    )


def someone(name: str, *, of: Organisation, since: datetime) -> User:
    user, _made = User.objects.get_or_create(email=f"{name}@example.org", name=name)
    Membership.objects.create(user=user, role=Role.MANAGER, organisation=of, created_at=since)
    return user


def award(label: Label, of: Organisation, **values: Any) -> Award:
    made: Award = Award.objects.create(
        **{"label": label, "organisation": of, "starts_on": days(-100)} | values
    )
    return made


def delegation(name: str, *towns: str, kind: str = "delegation") -> Sector:
    sector = Sector.objects.create(kind=kind, name=name, slug=name.lower())
    sector.communes.set(town(one) for one in towns)
    return sector


WITHDRAWN = {"withdrawal_reason": "Fermeture"}


@pytest.mark.parametrize(
    ("values", "state", "may_be_renewed", "may_be_withdrawn"),
    [
        ({}, State.IN_FORCE, False, True),
        ({"ends_on": days(61)}, State.IN_FORCE, False, True),
        ({"ends_on": days(60)}, State.ENDING, True, True),
        ({"ends_on": TOMORROW}, State.ENDING, True, True),
        ({"ends_on": TODAY}, State.ENDED, True, False),
        ({"starts_on": TOMORROW}, State.TO_COME, False, True),
        ({"withdrawn_on": TODAY} | WITHDRAWN, State.WITHDRAWN, False, False),
        ({"withdrawn_on": TOMORROW} | WITHDRAWN, State.IN_FORCE, False, False),
        (
            {"withdrawn_on": TOMORROW, "ends_on": days(30)} | WITHDRAWN,
            State.IN_FORCE,
            False,
            False,
        ),
        (
            {"withdrawn_on": days(-9), "ends_on": days(-5)} | WITHDRAWN,
            State.WITHDRAWN,
            False,
            False,
        ),
    ],
)
def test_each_line_says_where_it_stands_and_what_may_be_done(
    relay: Label,
    now: datetime,
    values: dict[str, Any],
    state: State,
    may_be_renewed: bool,
    may_be_withdrawn: bool,
) -> None:
    library = organisation("Biblio", now=now)
    award(relay, library, **values)

    [shown] = awards_of(library, day=TODAY)

    assert shown.state is state
    assert (shown.may_be_renewed, shown.may_be_withdrawn) == (may_be_renewed, may_be_withdrawn)


def test_what_was_renewed_no_longer_waits_to_be(relay: Label, now: datetime) -> None:
    library = organisation("Biblio", now=now)
    award(relay, library, ends_on=days(30))
    award(relay, library, starts_on=days(30), ends_on=days(395))

    newest, oldest = awards_of(library, day=TODAY)

    assert (newest.state, oldest.state) == (State.TO_COME, State.IN_FORCE)
    assert not oldest.may_be_renewed
    assert not expiring(day=TODAY)


def test_a_renewal_that_was_withdrawn_is_to_do_again(relay: Label, now: datetime) -> None:
    library = organisation("Biblio", now=now)
    held = award(relay, library, ends_on=days(30))
    award(relay, library, starts_on=days(30), withdrawn_on=days(30), **WITHDRAWN)

    assert list(expiring(day=TODAY)) == [held]


def test_the_same_label_of_another_renews_nothing(
    relay: Label, habilitation: Label, now: datetime
) -> None:
    library, other = organisation("Biblio", now=now), organisation("Autre", now=now)
    ann, bea = (someone(name, of=library, since=now) for name in ("ann", "bea"))
    held = [
        award(relay, library, ends_on=days(10)),
        award(habilitation, library, user=ann, ends_on=days(20)),
    ]
    award(relay, other, starts_on=days(10))
    award(habilitation, library, user=bea, starts_on=days(20))

    assert list(expiring(day=TODAY)) == held


def test_what_ends_first_is_said_first(relay: Label, now: datetime) -> None:
    library, other, third = (organisation(name, now=now) for name in ("Un", "Deux", "Trois"))
    late = award(relay, library, ends_on=days(60))
    soon = award(relay, other, ends_on=days(5))
    award(relay, third, ends_on=days(61))

    assert list(expiring(day=TODAY)) == [soon, late]
    assert list(expiring(day=TODAY, within_days=5)) == [soon]


def test_whoever_left_or_closed_holds_nothing(
    relay: Label, habilitation: Label, now: datetime
) -> None:
    library = organisation("Biblio", now=now)
    closed = organisation("Close", now=now, closed_at=now)
    ann, bea = (someone(name, of=library, since=now) for name in ("ann", "bea"))
    bea.memberships.update(ended_at=now)
    kept = award(habilitation, library, user=ann, ends_on=days(10))
    award(habilitation, library, user=bea, ends_on=days(10))
    award(relay, closed, ends_on=days(10))

    assert list(holders(habilitation, day=TODAY)) == [kept]
    assert list(holders(relay, day=TODAY)) == []
    assert list(expiring(day=TODAY)) == [kept]
    assert [shown.state for shown in awards_of(library, day=TODAY)] == [
        State.ENDING,
        State.LEFT,
    ]


def test_a_habilitation_belongs_to_the_organisation_that_asked_for_it(
    habilitation: Label, now: datetime
) -> None:
    library, other = organisation("Biblio", now=now), organisation("Autre", now=now)
    ann = someone("ann", of=library, since=now)
    award(habilitation, other, user=ann)

    assert not holders(habilitation, day=TODAY)


def test_holders_are_those_of_the_day_the_first_to_end_first(relay: Label, now: datetime) -> None:
    names = ("Sans fin", "Tard", "Tôt", "Fini", "Plus tard", "Retiré")
    endless, late, soon, over, to_come, withdrawn = (organisation(name, now=now) for name in names)
    award(relay, endless)
    award(relay, late, ends_on=days(300))
    award(relay, soon, ends_on=TOMORROW)
    award(relay, over, ends_on=TODAY)
    award(relay, to_come, starts_on=TOMORROW)
    award(relay, withdrawn, withdrawn_on=TODAY, **WITHDRAWN)

    assert [one.organisation for one in holders(relay, day=TODAY)] == [soon, late, endless]
    assert {one.organisation for one in former_holders(relay, day=TODAY)} == {
        over,
        to_come,
        withdrawn,
    }


def test_holders_of_a_sector_are_those_who_may_act_there(relay: Label, now: datetime) -> None:
    north, south = delegation("Nord", "La Rochelle"), delegation("Sud", "Jonzac")
    everywhere = award(relay, organisation("Un", now=now, in_town="La Rochelle"))
    from_elsewhere = award(relay, organisation("Deux", now=now, in_town="Jonzac"))
    from_elsewhere.sectors.add(north, south)
    not_here = award(relay, organisation("Trois", now=now, in_town="La Rochelle"))
    not_here.sectors.add(south)
    award(relay, organisation("Quatre", now=now, in_town="Saintes"))

    here = list(holders(relay, day=TODAY, sector=north))

    assert sorted(one.pk for one in here) == [everywhere.pk, from_elsewhere.pk]


def test_each_label_counts_its_holders_and_what_ends_soon(
    relay: Label, habilitation: Label, now: datetime
) -> None:
    library, other = organisation("Biblio", now=now), organisation("Autre", now=now)
    award(relay, library, ends_on=days(30))
    award(relay, other)
    award(habilitation, library, user=someone("ann", of=library, since=now))
    unused = Label.objects.create(slug="zzz", name="Zzz")

    assert label_counts(day=TODAY) == [
        LabelCounts(relay, held=2, ending=1),
        LabelCounts(habilitation, held=1, ending=0),
        LabelCounts(unused, held=0, ending=0),
    ]


def rows(label: Label) -> dict[str, tuple[int, int, int]]:
    return {
        row.sector.name: (row.held, row.concerned, row.percent)
        for row in progress(label, day=TODAY)
    }


def test_each_delegation_counts_its_organisations_and_those_that_hold_the_label(
    relay: Label, now: datetime
) -> None:
    south = delegation("Sud", "Jonzac")
    delegation("Nord", "La Rochelle", "Saintes")
    delegation("Vide")
    delegation("Bassin", "La Rochelle", kind="bassin_de_vie")
    everywhere = organisation("Un", now=now, in_town="La Rochelle")
    for_the_south = organisation("Deux", now=now, in_town="Saintes")
    for name in ("Trois", "Quatre"):
        organisation(name, now=now, in_town="Saintes")
    organisation("Close", now=now, in_town="Saintes", closed_at=now)
    organisation("Nulle part", now=now)
    award(relay, everywhere)
    award(relay, for_the_south).sectors.add(south)

    assert rows(relay) == {"Nord": (1, 4, 25), "Sud": (0, 0, 0), "Vide": (0, 0, 0)}


def test_each_delegation_counts_its_people_once(habilitation: Label, now: datetime) -> None:
    delegation("Nord", "La Rochelle", "Saintes")
    library = organisation("Biblio", now=now, in_town="Saintes")
    hall = organisation("Mairie", now=now, in_town="La Rochelle")
    ann, bea, cleo = (someone(name, of=library, since=now) for name in ("ann", "bea", "cleo"))
    someone("ann", of=hall, since=now)
    cleo.memberships.update(ended_at=now)
    Membership.objects.create(user=bea, role=Role.COORDINATION, created_at=now)
    award(habilitation, library, user=ann)
    award(habilitation, library, user=cleo)

    assert rows(habilitation) == {"Nord": (1, 2, 50)}


def test_a_share_that_is_not_whole_never_says_everyone(relay: Label, now: datetime) -> None:
    delegation("Nord", "Saintes")
    for number in range(201):
        one = organisation(f"o{number}", now=now, in_town="Saintes")
        if number:
            award(relay, one)

    assert rows(relay) == {"Nord": (200, 201, 99)}


def test_the_work_does_not_grow_with_the_network(relay: Label, now: datetime) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            progress(relay, day=TODAY)
            label_counts(day=TODAY)
            awards_of(library, day=TODAY)
        return len(queries)

    delegation("Nord", "Saintes")
    library = organisation("Biblio", now=now, in_town="Saintes")
    award(relay, library)
    few = asked()
    delegation("Sud", "Saintes", "Jonzac")
    for number in range(5):
        award(relay, library, starts_on=days(-200 - number), ends_on=days(-150))
        label = Label.objects.create(slug=f"l{number}", name=f"L{number}")
        award(label, organisation(f"o{number}", now=now, in_town="Jonzac"))

    assert asked() == few
