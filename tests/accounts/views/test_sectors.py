"""The pages of sectors, for the coordination alone."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import Membership, Organisation, Role, SectorLead, User
from maillage.accounts.views import sectors as views
from maillage.territory.models import Sector
from tests.cast import town
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

LIST = "/equipe/secteurs/"
NEW = "/equipe/secteurs/nouveau/"
OUEST = "/equipe/secteurs/ouest/"
LEAD = "/equipe/secteurs/ouest/chef-de-file/"
REMOVAL = "/equipe/secteurs/ouest/supprimer/"
TYPED = {"kind": "bassin_de_vie", "name": "Saintonge", "communes": "Saintes\nJonzac (17197)"}


@pytest.fixture(autouse=True)
def sector(db: None, settings) -> Sector:  # type: ignore[no-untyped-def]
    settings.TERRITORY = "17"
    town("Jonzac")
    sector = Sector.objects.create(kind="other", name="Ouest", slug="ouest")
    sector.communes.add(town("Saintes"))
    return sector


@pytest.fixture
def ccas(now: datetime) -> Organisation:
    return Organisation.objects.create(
        slug="ccas", name="CCAS", created_at=now - timedelta(days=900)
    )


def plain(response: HttpResponse) -> str:
    return words_of(response).replace("\u00a0", " ")


def said_to(response: HttpResponse) -> str:
    """The last message: those before wait for a page to show them."""
    return [str(one) for one in get_messages(response.wsgi_request)][-1]


@pytest.mark.parametrize("path", [LIST, NEW, OUEST, LEAD, REMOVAL])
def test_only_the_coordination_draws_the_sectors(
    client: Client,
    colleague: Client,
    coordinator: Client,
    ccas: Organisation,
    now: datetime,
    path: str,
) -> None:
    someone = User.objects.create_user("gestion@example.org")
    Membership.objects.create(user=someone, role=Role.MANAGER, organisation=ccas, created_at=now)
    manager = Client()
    manager.force_login(someone)

    answers = [
        visitor.get(path).status_code for visitor in (client, colleague, manager, coordinator)
    ]
    writes = [visitor.post(path, TYPED).status_code for visitor in (client, colleague, manager)]

    assert answers == [302, 403, 403, 200]
    assert writes == [302, 403, 403]
    assert Sector.objects.get().name == "Ouest"


@pytest.mark.parametrize("path", [OUEST, LEAD, REMOVAL])
def test_a_sector_that_is_not_there_is_not_found(coordinator: Client, path: str) -> None:
    assert coordinator.get(path.replace("ouest", "est")).status_code == 404


def test_the_list_groups_them_by_kind_with_who_leads(
    coordinator: Client, sector: Sector, ccas: Organisation
) -> None:
    other = Sector.objects.create(kind="bassin_de_vie", name="Aunis", slug="aunis")
    other.communes.add(town("Jonzac"), town("La Rochelle"))
    SectorLead.objects.create(sector=sector, organisation=ccas, starts_on=date(2026, 1, 1))
    SectorLead.objects.create(
        sector=other, organisation=ccas, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 1)
    )

    page = plain(coordinator.get(LIST))

    assert "Bassin de vie Aunis 2 communes · pas de chef de file" in page
    assert "Autre secteur Ouest 1 commune · chef de file : CCAS" in page


def test_no_sector_is_said(coordinator: Client, sector: Sector) -> None:
    sector.delete()

    assert "Aucun secteur." in plain(coordinator.get(LIST))


def test_a_sector_is_added(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED)

    made = Sector.objects.get(slug="saintonge")
    assert response["Location"] == LIST
    assert said_to(response) == "Le secteur est ajouté."
    assert made.kind == Sector.Kind.BASSIN_DE_VIE
    assert {one.name for one in made.communes.all()} == {"Saintes", "Jonzac"}


def test_a_line_that_cannot_be_read_keeps_the_others(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED | {"communes": "Saintes\nXyzzy"})

    page = plain(response)
    assert "Ligne 2, « Xyzzy » : nous ne connaissons pas cette commune." in page
    assert "Saintes Xyzzy" in page
    assert Sector.objects.count() == 1


def test_a_name_that_serves_is_refused(coordinator: Client) -> None:
    typed = TYPED | {"kind": "other", "name": "Ouest"}
    Sector.objects.create(kind="other", name="Est", slug="est")

    added = coordinator.post(NEW, typed)
    changed = coordinator.post(OUEST.replace("ouest", "est"), typed)

    for response in (added, changed):
        assert "Un secteur de cette nature a déjà ce nom" in plain(response)
    assert set(Sector.objects.values_list("name", flat=True)) == {"Ouest", "Est"}


def test_a_sector_is_changed_or_left(coordinator: Client, sector: Sector) -> None:
    shown = coordinator.get(OUEST).content.decode()
    same = coordinator.post(
        OUEST, {"kind": "other", "name": "Ouest", "communes": "Saintes (17415)"}
    )
    changed = coordinator.post(OUEST, TYPED)

    sector.refresh_from_db()
    assert "Saintes (17415)" in shown
    assert said_to(same) == "Rien n’a changé."
    assert said_to(changed) == "C’est enregistré."
    assert (sector.name, sector.slug, sector.communes.count()) == ("Saintonge", "ouest", 2)


def test_a_sector_is_removed_once_that_was_read(coordinator: Client) -> None:
    assert "Ouest" in plain(coordinator.get(REMOVAL))
    assert Sector.objects.exists()

    response = coordinator.post(REMOVAL)

    assert response["Location"] == LIST
    assert said_to(response) == "Le secteur est supprimé."
    assert not Sector.objects.exists()


def test_a_sector_that_serves_is_kept_and_the_reason_said(
    coordinator: Client, sector: Sector, ccas: Organisation
) -> None:
    SectorLead.objects.create(sector=sector, organisation=ccas, starts_on=date(2026, 1, 1))

    response = coordinator.post(REMOVAL)

    assert "gardez-le." in said_to(response)
    assert Sector.objects.exists()


def test_a_lead_is_named_changed_and_ended(
    coordinator: Client, sector: Sector, ccas: Organisation, now: datetime
) -> None:
    Organisation.objects.create(slug="atelier", name="Atelier", created_at=ccas.created_at)
    days = [timezone.localdate() - timedelta(days=count) for count in (90, 60, 30)]

    answers = [
        coordinator.post(LEAD, {"organisation": name, "starts_on": day.isoformat()})
        for name, day in zip(("ccas", "atelier", ""), days, strict=True)
    ]

    assert [one["Location"] for one in answers] == [LIST] * 3
    assert said_to(answers[0]) == "C’est enregistré."
    assert list(
        sector.leads.order_by("starts_on").values_list("organisation__name", "starts_on", "ends_on")
    ) == [("CCAS", days[0], days[1]), ("Atelier", days[1], days[2])]
    page = plain(coordinator.get(LEAD))
    assert page.index("Atelier du") < page.index("CCAS du")


def test_the_lead_form_says_who_leads_and_saving_it_changes_nothing(
    coordinator: Client, sector: Sector, ccas: Organisation
) -> None:
    SectorLead.objects.create(sector=sector, organisation=ccas, starts_on=date(2026, 1, 1))

    shown = coordinator.get(LEAD)
    response = coordinator.post(
        LEAD, {"organisation": "CCAS", "starts_on": timezone.localdate().isoformat()}
    )

    assert 'value="CCAS"' in shown.content.decode()
    assert "CCAS depuis le 1 janvier 2026" in plain(shown)
    assert said_to(response) == "Rien n’a changé."


def test_a_day_before_the_last_lead_is_refused_with_the_first_that_may_be(
    coordinator: Client, sector: Sector, ccas: Organisation
) -> None:
    SectorLead.objects.create(sector=sector, organisation=ccas, starts_on=date(2026, 1, 1))

    page = plain(coordinator.post(LEAD, {"organisation": "", "starts_on": "2025-12-31"}))

    assert "Dès le 1 janvier 2026, c’est possible." in page
    assert sector.leads.get().ends_on is None


def test_an_organisation_closed_meanwhile_is_refused(
    coordinator: Client, ccas: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = views.set_lead

    def closed_meanwhile(*args: object, **said: object) -> bool:
        Organisation.objects.update(closed_at=now)
        return wanted(*args, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(views, "set_lead", closed_meanwhile)

    response = coordinator.post(LEAD, {"organisation": "ccas", "starts_on": "2026-01-01"})

    assert "Cette organisation est fermée" in plain(response)
    assert not SectorLead.objects.exists()
