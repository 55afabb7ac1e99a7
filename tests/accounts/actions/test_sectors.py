from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from maillage.accounts.actions import sectors
from maillage.accounts.actions.sectors import SectorWords
from maillage.accounts.models import Award, Label, Organisation, SectorLead
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.territory.models import Sector
from tests.cast import town

pytestmark = pytest.mark.django_db

BY = Actor(kind=Entry.ActorKind.COMMAND, identifier="tests")
KIND = Sector.Kind.BASSIN_DE_VIE
DAY = date(2026, 3, 1)


def words(name: str = "Saintonge", *communes: str, kind: Sector.Kind = KIND) -> SectorWords:
    codes = frozenset(town(commune).pk for commune in communes)
    return SectorWords(kind=kind, name=name, communes=codes)


@pytest.fixture
def sector(db: None) -> Sector:
    sector = Sector.objects.create(kind=KIND, name="Saintonge", slug="saintonge")
    sector.communes.add(town("Saintes"))
    return sector


def organisation(name: str, *, now: datetime) -> Organisation:
    return Organisation.objects.create(slug=name.lower(), name=name, created_at=now)


def lines(verb: str) -> list[tuple[str, dict[str, object]]]:
    """What the journal says of each such act: of what, and its facts."""
    return list(Entry.objects.filter(act=f"accounts.{verb}").values_list("subject", "facts"))


def codes(sector: Sector) -> set[str]:
    return set(sector.communes.values_list("pk", flat=True))


def leads(sector: Sector) -> list[tuple[str, date, date | None]]:
    return [
        (lead.organisation.name, lead.starts_on, lead.ends_on)
        for lead in sector.leads.order_by("starts_on")
    ]


def test_a_sector_is_a_set_of_communes(now: datetime) -> None:
    sector = sectors.create_sector(words("Saintonge", "Saintes", "Jonzac"), by=BY, now=now)

    assert (sector.slug, codes(sector)) == ("saintonge", {"17415", "17197"})
    assert lines("create_sector") == [("saintonge", {"communes": ["17197", "17415"]})]


def test_a_name_serves_once_for_each_kind(now: datetime, sector: Sector) -> None:
    with pytest.raises(sectors.SectorNamed):
        sectors.create_sector(words("Saintonge"), by=BY, now=now)

    other = sectors.create_sector(words("Saintonge", kind=Sector.Kind.DELEGATION), by=BY, now=now)

    assert other.slug == "saintonge-2"


def test_a_sector_is_drawn_anew(now: datetime, sector: Sector) -> None:
    said = words("Saintonge romane", "Jonzac", kind=Sector.Kind.OTHER)

    assert sectors.change_sector(sector, said, by=BY, now=now)

    sector.refresh_from_db()
    assert (sector.kind, sector.name, sector.slug) == ("other", "Saintonge romane", "saintonge")
    assert codes(sector) == {"17197"}
    facts = {"added": ["17197"], "removed": ["17415"]}
    assert lines("change_sector") == [("saintonge", facts)]


def test_the_same_sector_said_again_changes_nothing(now: datetime, sector: Sector) -> None:
    assert not sectors.change_sector(sector, words("Saintonge", "Saintes"), by=BY, now=now)

    assert not Entry.objects.exists()


def test_a_sector_does_not_take_the_name_of_another(now: datetime, sector: Sector) -> None:
    other = sectors.create_sector(words("Aunis"), by=BY, now=now)

    with pytest.raises(sectors.SectorNamed):
        sectors.change_sector(other, words("Saintonge"), by=BY, now=now)

    assert Sector.objects.get(pk=other.pk).name == "Aunis"
    assert other.name == "Aunis"  # the page that says no still shows it as it is


def test_a_sector_that_nothing_names_is_removed_once(now: datetime, sector: Sector) -> None:
    again = Sector.objects.get(pk=sector.pk)

    removed = [sectors.remove_sector(one, by=BY, now=now) for one in (sector, again)]

    assert removed == [True, False]
    assert not Sector.objects.exists()
    assert lines("remove_sector") == [("saintonge", {})]


def test_a_sector_that_was_led_stays(now: datetime, sector: Sector) -> None:
    SectorLead.objects.create(
        sector=sector,
        organisation=organisation("A", now=now),
        starts_on=DAY,
        ends_on=DAY + timedelta(days=1),
    )

    with pytest.raises(sectors.SectorInUse):
        sectors.remove_sector(sector, by=BY, now=now)

    assert Sector.objects.exists()


def test_a_sector_where_an_award_holds_stays(now: datetime, sector: Sector) -> None:
    award = Award.objects.create(
        label=Label.objects.create(slug="label", name="Label"),
        organisation=organisation("A", now=now),
        starts_on=DAY,
    )
    award.sectors.add(sector)

    with pytest.raises(sectors.SectorInUse):
        sectors.remove_sector(sector, by=BY, now=now)


def test_the_lead_before_ends_the_day_the_next_begins(now: datetime, sector: Sector) -> None:
    first, second = organisation("A", now=now), organisation("B", now=now)
    later = DAY + timedelta(days=30)

    changes = [
        sectors.set_lead(sector, leader, starts_on=day, by=BY, now=now)
        for leader, day in ((first, DAY), (first, later), (second, later))
    ]

    assert changes == [True, False, True]
    assert leads(sector) == [("A", DAY, later), ("B", later, None)]
    facts = {"organisation": second.pk, "starts_on": "2026-03-31"}
    assert ("saintonge", facts) in lines("set_lead")


def test_a_lead_of_one_day_never_was(now: datetime, sector: Sector) -> None:
    for leader in (organisation("A", now=now), organisation("B", now=now)):
        sectors.set_lead(sector, leader, starts_on=DAY, by=BY, now=now)

    assert leads(sector) == [("B", DAY, None)]


def test_a_sector_may_be_left_without_lead(now: datetime, sector: Sector) -> None:
    sectors.set_lead(sector, organisation("A", now=now), starts_on=DAY, by=BY, now=now)
    later = DAY + timedelta(days=30)

    changes = [
        sectors.set_lead(sector, None, starts_on=later, by=BY, now=now) for _time in range(2)
    ]

    assert changes == [True, False]
    assert leads(sector) == [("A", DAY, later)]
    facts = {"organisation": None, "starts_on": "2026-03-31"}
    assert ("saintonge", facts) in lines("set_lead")


@pytest.mark.parametrize("is_led", [True, False], ids=["led since", "led until"])
def test_history_is_not_rewritten(now: datetime, sector: Sector, is_led: bool) -> None:
    SectorLead.objects.create(
        sector=sector,
        organisation=organisation("A", now=now),
        starts_on=DAY if is_led else DAY - timedelta(days=30),
        ends_on=None if is_led else DAY,
    )

    with pytest.raises(sectors.LeadTooEarly) as refusal:
        sectors.set_lead(
            sector,
            organisation("B", now=now),
            starts_on=DAY - timedelta(days=1),
            by=BY,
            now=now,
        )

    assert refusal.value.day == DAY
    assert len(leads(sector)) == 1


def test_what_closed_leads_nothing_and_the_lead_before_stays(now: datetime, sector: Sector) -> None:
    sectors.set_lead(sector, organisation("A", now=now), starts_on=DAY, by=BY, now=now)
    closed = organisation("B", now=now)
    Organisation.objects.filter(pk=closed.pk).update(closed_at=now)

    with pytest.raises(sectors.LeadIsClosed):
        sectors.set_lead(sector, closed, starts_on=DAY + timedelta(days=1), by=BY, now=now)

    assert leads(sector) == [("A", DAY, None)]


class LeadProperties(TestCase):
    @given(
        turns=st.lists(
            st.tuples(st.sampled_from(["", "A", "B", "C"]), st.integers(0, 20)), max_size=8
        )
    )
    @hypothesis_settings(max_examples=30)
    def test_a_sector_has_one_lead_on_any_day(self, turns: list[tuple[str, int]]) -> None:
        now = datetime.fromisoformat("2026-11-24T10:12:00+01:00")
        sector = Sector.objects.create(kind=KIND, name="Saintonge", slug="saintonge")
        bodies = {name: organisation(name, now=now) for name in "ABC"}

        for name, days in turns:
            day = DAY + timedelta(days=days)
            with suppress(sectors.LeadTooEarly):
                sectors.set_lead(sector, bodies.get(name), starts_on=day, by=BY, now=now)

        spans = leads(sector)
        for (_name, _start, end), (_next, start, _end) in pairwise(spans):
            assert end is not None
            assert end <= start
