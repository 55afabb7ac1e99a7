"""Labels, as the coordination reads and gives them."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import Award, Label, Membership, Organisation, Role, User
from maillage.accounts.views import labels as views
from maillage.territory.models import Sector
from tests.cast import town
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

LIST = "/equipe/labels/"
NEW = "/equipe/labels/nouveau/"
PAGE = "/equipe/labels/relais/"
EDIT = "/equipe/labels/relais/modifier/"
GIVE = "/equipe/labels/organisations/biblio/donner/"
LIBRARY = "/equipe/organisations/biblio/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> date:
    """The views read the clock of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    return timezone.localdate(now)


@pytest.fixture
def relay(db: None) -> Label:
    return Label.objects.create(
        slug="relais", name="Structure relais", issuer="Le département", months=12
    )


@pytest.fixture
def library(now: datetime) -> Organisation:
    return Organisation.objects.create(
        slug="biblio", name="Bibliothèque", commune=town("Saintes"), created_at=now
    )


@pytest.fixture
def award(relay: Label, library: Organisation, today: date) -> Award:
    """One that ends in thirty days."""
    return Award.objects.create(
        label=relay,
        organisation=library,
        starts_on=today - timedelta(days=335),
        ends_on=today + timedelta(days=30),
        evidence="Dossier 12",
    )


def of_the_award(award: Award, verb: str) -> str:
    return f"/equipe/labels/attributions/{award.pk}/{verb}/"


def plain(response: HttpResponse) -> str:
    return words_of(response).replace("\u00a0", " ")


def said_to(response: HttpResponse) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(
    "path", [LIST, NEW, PAGE, EDIT, GIVE, "{award}renouveler/", "{award}retirer/"]
)
def test_only_the_coordination_looks_after_labels(
    client: Client, colleague: Client, coordinator: Client, award: Award, path: str
) -> None:
    path = path.format(award=f"/equipe/labels/attributions/{award.pk}/")

    answers = [visitor.get(path).status_code for visitor in (client, colleague, coordinator)]
    writes = [visitor.post(path, {"name": "x"}).status_code for visitor in (client, colleague)]

    assert answers == [302, 403, 200]
    assert writes == [302, 403]


def test_a_manager_does_not_label_her_own_organisation(
    award: Award, library: Organisation, now: datetime
) -> None:
    manager = User.objects.create_user("gestion@example.org")
    Membership.objects.create(user=manager, role=Role.MANAGER, organisation=library, created_at=now)
    client = Client()
    client.force_login(manager)

    answers = [client.get(path).status_code for path in (GIVE, of_the_award(award, "renouveler"))]

    assert answers == [403, 403]


@pytest.mark.parametrize(
    "path",
    [
        "/equipe/labels/inconnu/",
        "/equipe/labels/inconnu/modifier/",
        "/equipe/labels/organisations/inconnue/donner/",
        "/equipe/labels/attributions/999/renouveler/",
        "/equipe/labels/attributions/999/retirer/",
    ],
)
def test_what_does_not_exist_is_not_found(coordinator: Client, path: str) -> None:
    assert coordinator.get(path).status_code == 404


# --- The list ---


def test_what_ends_soon_comes_first(coordinator: Client, award: Award) -> None:
    page = plain(coordinator.get(LIST))

    assert "1 label finit dans les 60 jours Bibliothèque , Structure relais" in page
    assert "Du 24 décembre 2025 au 24 décembre 2026 Finit bientôt" in page
    assert page.index("finit dans les 60 jours") < page.index("Tous les labels")
    assert "Structure relais 1 organisation 1 finit bientôt" in page
    assert "Délivré par Le département · pour 12 mois" in page


def test_without_any_label_the_list_says_how_to_begin(coordinator: Client) -> None:
    page = plain(coordinator.get(LIST))

    assert "Aucun label." in page
    assert "maillage labels --ready" in page
    assert "60 jours" not in page


def test_a_long_list_of_what_ends_is_cut_and_says_so(
    coordinator: Client, relay: Label, today: date, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ENDING_SHOWN", 1)
    for name in ("un", "deux"):
        holder = Organisation.objects.create(slug=name, name=name.title(), created_at=now)
        Award.objects.create(
            label=relay, organisation=holder, starts_on=today, ends_on=today + timedelta(days=9)
        )

    page = plain(coordinator.get(LIST))

    assert "2 labels finissent dans les 60 jours" in page
    assert page.count("Renouveler :") == 1
    assert "Les suivants sont en tête de la page de chaque label." in page


# --- One label ---


def test_the_page_of_a_label_says_who_holds_it_and_on_what_evidence(
    coordinator: Client, award: Award
) -> None:
    page = plain(coordinator.get(PAGE))

    assert "1 organisation" in page
    assert "Bibliothèque Du 24 décembre 2025 au 24 décembre 2026 Finit bientôt" in page
    assert "Partout Justificatif vu : Dossier 12" in page
    assert "Renouveler : Structure relais, Bibliothèque" in page


def test_someone_habilitated_is_named(
    coordinator: Client, library: Organisation, today: date, now: datetime
) -> None:
    label = Label.objects.create(slug="relais", name="Aidants Connect", is_for_users=True)
    user = User.objects.create_user("ann@example.org", name="Ann")
    Membership.objects.create(user=user, role=Role.MANAGER, organisation=library, created_at=now)
    Award.objects.create(label=label, organisation=library, user=user, starts_on=today)

    page = plain(coordinator.get(PAGE))
    assert "1 personne habilitée" in page
    assert "Bibliothèque Ann Depuis le 24 novembre 2026, sans fin En vigueur" in page


def test_each_delegation_shows_how_far_it_has_come(
    coordinator: Client, award: Award, now: datetime
) -> None:
    north = Sector.objects.create(kind="delegation", name="Saintonge", slug="saintonge")
    north.communes.add(town("Saintes"))
    Sector.objects.create(kind="delegation", name="Aunis", slug="aunis")
    for number in range(2):
        Organisation.objects.create(
            slug=f"o{number}", name="Autre", commune=town("Saintes"), created_at=now
        )

    response = coordinator.get(PAGE)

    page = plain(response)
    assert "Aunis Aucune organisation connue Saintonge 1 sur 3, soit 33 %" in page
    bar = re.search(r"<progress[^>]*>", response.content.decode())
    assert bar
    assert all(words in bar[0] for words in ('max="3"', 'value="1"', 'aria-hidden="true"'))
    assert "style=" not in response.content.decode().split("<main")[1]


def test_the_holders_of_one_delegation_are_read_alone(coordinator: Client, award: Award) -> None:
    Sector.objects.create(kind="delegation", name="Aunis", slug="aunis")

    page = plain(coordinator.get(f"{PAGE}?secteur=aunis"))

    assert "Qui a ce label : Aunis" in page
    assert "Personne n’a ce label ici." in page
    assert "Voir tout le territoire" in page
    assert "1 organisation" in plain(coordinator.get(f"{PAGE}?secteur=inconnu"))


def test_history_is_apart(coordinator: Client, award: Award, today: date) -> None:
    Award.objects.update(withdrawn_on=today, withdrawal_reason="Fermeture")

    assert "Personne n’a ce label ici." in plain(coordinator.get(PAGE))
    page = plain(coordinator.get(f"{PAGE}?etat=historique"))
    assert "1 ligne" in page
    assert "Retiré le 24 novembre 2026 : Fermeture" in page
    assert "Renouveler" not in page


def test_many_holders_are_read_by_pages_that_keep_what_was_asked(
    coordinator: Client, award: Award, today: date, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AWARDS_A_PAGE", 1)
    sector = Sector.objects.create(kind="other", name="Partout", slug="partout")
    other = Organisation.objects.create(slug="autre", name="Autre", created_at=now)
    Award.objects.create(label=award.label, organisation=other, starts_on=today)
    for one in Award.objects.all():
        one.sectors.add(sector)

    response = coordinator.get(f"{PAGE}?secteur=partout&page=2")

    assert "Autre Depuis le 24 novembre 2026, sans fin" in plain(response)
    assert "?secteur=partout&amp;page=1" in response.content.decode()


def test_a_label_is_added(coordinator: Client) -> None:
    response = coordinator.post(NEW, {"name": "Relais", "months": "12"})

    assert response["Location"] == PAGE
    assert said_to(response) == ["Le label est ajouté."]
    assert Label.objects.get().months == 12


def test_a_label_whose_name_is_taken_is_not_added(coordinator: Client, relay: Label) -> None:
    response = coordinator.post(NEW, {"name": "structure RELAIS", "issuer": "Nous"})

    assert "Un autre label porte ce nom." in plain(response)
    assert 'value="Nous"' in response.content.decode()
    assert Label.objects.count() == 1


def test_a_label_is_described_anew(coordinator: Client, relay: Label) -> None:
    response = coordinator.post(EDIT, {"name": "Relais", "months": ""})

    relay.refresh_from_db()
    assert response["Location"] == PAGE
    assert (relay.name, relay.issuer, relay.months) == ("Relais", "", None)


def test_a_label_already_given_does_not_change_hands(coordinator: Client, award: Award) -> None:
    page = plain(coordinator.post(EDIT, {"name": "Structure relais", "is_for_users": "on"}))

    assert "Ce label a déjà été donné : créez-en un autre" in page


# --- Giving, renewing, withdrawing ---


def test_a_label_is_given_from_the_page_of_an_organisation(
    coordinator: Client, relay: Label, library: Organisation, today: date
) -> None:
    shown = coordinator.get(f"{GIVE}?label=relais").content.decode()
    response = coordinator.post(
        GIVE, {"label": "relais", "starts_on": "2026-11-24", "evidence": "Dossier 12"}
    )

    given = Award.objects.get()
    assert '<option value="relais" selected>' in shown
    assert 'value="2026-11-24"' in shown
    assert response["Location"] == LIBRARY
    assert said_to(response) == ["Le label est donné."]
    assert (given.organisation, given.starts_on, given.ends_on) == (
        library,
        today,
        date(2027, 11, 24),
    )
    assert given.evidence == "Dossier 12"


def test_a_label_already_held_is_not_given_again(coordinator: Client, award: Award) -> None:
    response = coordinator.post(GIVE, {"label": "relais", "starts_on": "2026-11-24"})

    assert "Déjà donné du 24 décembre 2025 au 24 décembre 2026." in plain(response)
    assert "<title>Erreur" in re.sub(r"\s+", "", response.content.decode())
    assert Award.objects.count() == 1


def test_the_page_of_the_organisation_shows_its_labels(coordinator: Client, award: Award) -> None:
    page = plain(coordinator.get(LIBRARY))

    assert "Structure relais Du 24 décembre 2025 au 24 décembre 2026 Finit bientôt" in page
    assert "Donner un label" in page


def test_her_manager_reads_them_and_gives_none(
    award: Award, library: Organisation, now: datetime
) -> None:
    manager = User.objects.create_user("gestion@example.org")
    Membership.objects.create(user=manager, role=Role.MANAGER, organisation=library, created_at=now)
    client = Client()
    client.force_login(manager)

    response = client.get(LIBRARY)

    assert "Structure relais Du 24 décembre 2025" in plain(response)
    assert "/equipe/labels/" not in response.content.decode().split("<main")[1]


def test_a_renewal_says_its_dates_then_begins_where_the_other_ends(
    coordinator: Client, award: Award
) -> None:
    path = of_the_award(award, "renouveler")

    page = plain(coordinator.get(path))
    response = coordinator.post(path, {"evidence": "Dossier 13"})

    renewed = Award.objects.exclude(pk=award.pk).get()
    assert "commence le 24 décembre 2026 et finit le 24 décembre 2027" in page
    assert response["Location"] == LIBRARY
    assert (renewed.starts_on, renewed.ends_on, renewed.evidence) == (
        date(2026, 12, 24),
        date(2027, 12, 24),
        "Dossier 13",
    )


def test_a_label_already_renewed_says_so(coordinator: Client, award: Award) -> None:
    path = of_the_award(award, "renouveler")
    coordinator.post(path)

    page = plain(coordinator.post(path))

    assert "Déjà donné du 24 décembre 2026 au 24 décembre 2027." in page


def test_a_label_without_end_has_nothing_to_renew(coordinator: Client, award: Award) -> None:
    Award.objects.update(ends_on=None)
    path = of_the_award(award, "renouveler")

    assert "il n’y a rien à renouveler" in plain(coordinator.get(path))
    assert "il n’y a rien à renouveler" in plain(coordinator.post(path))
    assert Award.objects.count() == 1


def test_a_label_is_withdrawn_from_today_unless_another_day_is_written(
    coordinator: Client, award: Award, today: date
) -> None:
    path = of_the_award(award, "retirer")

    shown = coordinator.get(path).content.decode()
    response = coordinator.post(path, {"on": "2026-11-24", "reason": "Fermeture"})

    award.refresh_from_db()
    assert 'value="2026-11-24"' in shown
    assert response["Location"] == LIBRARY
    assert said_to(response) == ["Le label est retiré."]
    assert (award.withdrawn_on, award.withdrawal_reason) == (today, "Fermeture")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "2026-11-24", "reason": ""}, "Écrivez pourquoi."),
        ({"on": "2027-01-01", "reason": "x"}, "Écrivez un jour où le label est en vigueur."),
    ],
)
def test_a_withdrawal_says_what_it_lacks(
    coordinator: Client, award: Award, typed: dict[str, str], words: str
) -> None:
    page = plain(coordinator.post(of_the_award(award, "retirer"), typed))

    award.refresh_from_db()
    assert words in page
    assert award.withdrawn_on is None


def test_a_label_already_withdrawn_stays_as_it_was(
    coordinator: Client, award: Award, today: date
) -> None:
    Award.objects.update(withdrawn_on=today, withdrawal_reason="Fermeture")

    page = plain(
        coordinator.post(of_the_award(award, "retirer"), {"on": "2026-11-25", "reason": "x"})
    )

    assert "Ce label a été retiré." in page
    assert Award.objects.get().withdrawal_reason == "Fermeture"
