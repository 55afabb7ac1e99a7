from datetime import date, datetime

import pytest

from maillage.accounts.models import Organisation, SectorLead
from maillage.accounts.queries.sectors import lead_of, leads_of, leads_on, sectors, sectors_of
from maillage.territory.models import Sector
from tests.cast import town

pytestmark = pytest.mark.django_db

SPRING, SUMMER, AUTUMN = date(2026, 3, 20), date(2026, 6, 21), date(2026, 9, 23)


@pytest.fixture(autouse=True)
def sector(db: None, now: datetime) -> Sector:
    """Led by A in spring, by B from autumn on; nobody leads it in summer."""
    sector = Sector.objects.create(kind="other", name="Ouest", slug="ouest")
    sector.communes.add(town("Saintes"), town("Jonzac"))
    for name, start, end in (("A", SPRING, SUMMER), ("B", AUTUMN, None)):
        body = Organisation.objects.create(slug=name, name=name, created_at=now)
        SectorLead.objects.create(sector=sector, organisation=body, starts_on=start, ends_on=end)
    return sector


@pytest.mark.parametrize(
    ("day", "leader"),
    [
        (date(2026, 3, 19), ""),
        (SPRING, "A"),
        (date(2026, 6, 20), "A"),
        (SUMMER, ""),
        (AUTUMN, "B"),
        (date(2036, 1, 1), "B"),
    ],
)
def test_a_lead_holds_from_its_first_day_to_the_eve_of_its_last(
    sector: Sector, day: date, leader: str
) -> None:
    lead = lead_of(sector, day=day)

    assert (lead.organisation.name if lead else "") == leader
    assert [one.organisation.name for one in leads_on(day)] == ([leader] if leader else [])


def test_each_sector_comes_with_its_lead_and_the_count_of_its_communes(
    django_assert_num_queries,
) -> None:
    Sector.objects.create(kind="bassin_de_vie", name="Vide", slug="vide")

    with django_assert_num_queries(2):
        read = [
            (one.name, one.commune_count, [lead.organisation.name for lead in one.leads.all()])
            for one in sectors(day=AUTUMN)
        ]

    assert read == [("Vide", 0, []), ("Ouest", 2, ["B"])]


def test_history_is_read_backwards(sector: Sector) -> None:
    assert [one.organisation.name for one in leads_of(sector)] == ["B", "A"]


def test_an_organisation_is_of_the_sectors_that_hold_its_commune(now: datetime) -> None:
    Sector.objects.create(kind="other", name="Est", slug="est").communes.add(town("Saintes"))
    Sector.objects.create(kind="other", name="Vide", slug="vide")
    bodies = [
        Organisation(slug=name, name=name, created_at=now, commune=commune)
        for name, commune in (
            ("both", town("Saintes")),
            ("one", town("Jonzac")),
            ("none", town("La Rochelle")),
            ("unknown", None),
        )
    ]

    names = {body.name: [sector.name for sector in sectors_of(body)] for body in bodies}

    assert names == {"both": ["Est", "Ouest"], "one": ["Ouest"], "none": [], "unknown": []}
