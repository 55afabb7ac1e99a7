"""The pages of organisations: all for the coordination, hers for a manager, none for others."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from maillage.accounts.models import (
    Contact,
    Kind,
    Membership,
    Organisation,
    Role,
    SectorLead,
    User,
)
from maillage.accounts.views import organisations as views
from maillage.journal.models import Entry
from maillage.territory.models import Sector
from tests.cast import town
from tests.places.views.reading import words_of

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"
LIST = "/equipe/organisations/"
NEW = "/equipe/organisations/nouvelle/"
CCAS = "/equipe/organisations/ccas/"
TYPED = {"name": "Le Clavier", "kinds": ["mediation", "donor"], "commune": "Saintes"}


@pytest.fixture(autouse=True)
def ccas(db: None, settings, now: datetime) -> Organisation:  # type: ignore[no-untyped-def]
    settings.TERRITORY = "17"
    return made("CCAS", now=now, commune=town("Saintes"), siret=SIRET)


@pytest.fixture
def manager(ccas: Organisation) -> Client:
    """The browser of someone who manages the CCAS."""
    someone = User.objects.create_user("gestion@example.org")
    Membership.objects.create(
        user=someone, role=Role.MANAGER, organisation=ccas, created_at=ccas.created_at
    )
    client = Client()
    client.force_login(someone)
    return client


def made(name: str, *, now: datetime, **values: Any) -> Organisation:
    """Made long before today, which is what the pages read."""
    organisation = Organisation.objects.create(
        **{
            "slug": name.lower().replace(" ", "-"),
            "name": name,
            "created_at": now - timedelta(days=900),
        }
        | values
    )
    organisation.kinds.create(kind=Kind.RELAY)
    return organisation


def plain(response: HttpResponse) -> str:
    return words_of(response).replace("\u00a0", " ")


def said_to(response: HttpResponse) -> str:
    """The last message: those before wait for a page to show them."""
    return [str(one) for one in get_messages(response.wsgi_request)][-1]


PAGES = ("", "modifier/", "contacts/ajouter/")


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_who_manages_it_and_do_not_exist_for_who_manages_another(
    client: Client,
    colleague: Client,
    coordinator: Client,
    manager: Client,
    now: datetime,
    page: str,
) -> None:
    made("Une autre", now=now)

    answers = [
        visitor.get(CCAS + page).status_code
        for visitor in (client, colleague, manager, coordinator)
    ]

    assert answers == [302, 403, 200, 200]
    assert manager.get(f"{LIST}une-autre/{page}").status_code == 404
    assert manager.post(f"{LIST}une-autre/{page}", TYPED).status_code in (404, 405)
    assert coordinator.get(f"{LIST}nulle-part/{page}").status_code == 404


@pytest.mark.parametrize("path", [NEW, f"{CCAS}fermer/", f"{CCAS}rouvrir/"])
def test_only_the_coordination_adds_closes_and_reopens(
    client: Client, colleague: Client, manager: Client, path: str
) -> None:
    answers = [visitor.post(path, TYPED).status_code for visitor in (client, colleague, manager)]

    assert answers == [302, 403, 403]
    assert Organisation.objects.open().count() == 1


@pytest.mark.parametrize("act", ["rouvrir/", "contacts/1/effacer/"])
def test_an_act_is_never_done_by_following_a_link(coordinator: Client, act: str) -> None:
    assert coordinator.get(CCAS + act).status_code == 405


def test_the_list_says_what_each_is_and_where(coordinator: Client, now: datetime) -> None:
    made("Atelier", now=now, parent=Organisation.objects.get())

    page = plain(coordinator.get(LIST))

    assert "2 organisations" in page
    assert "Atelier Structure relais · commune non précisée · dépend de CCAS" in page
    assert "CCAS Structure relais · Saintes" in page


def test_the_list_is_searched_by_words_kind_and_sector(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    made("Atelier", now=now).kinds.create(kind=Kind.DONOR)
    sector = Sector.objects.create(kind="other", name="Ouest", slug="ouest")
    sector.communes.add(town("Saintes"))

    asked = {
        query: re.findall(
            "/equipe/organisations/(ccas|atelier)/", coordinator.get(LIST + query).content.decode()
        )
        for query in (
            "?q=saintes",
            "?q=7328",
            "?nature=donor",
            "?secteur=ouest",
            "?nature=banque",
            "?nature=donor&secteur=ouest",
        )
    }

    assert asked == {
        "?q=saintes": ["ccas"],
        "?q=7328": ["ccas"],
        "?nature=donor": ["atelier"],
        "?secteur=ouest": ["ccas"],
        "?nature=banque": ["atelier", "ccas"],
        "?nature=donor&secteur=ouest": [],
    }


def test_a_search_without_answer_leads_back_to_all(coordinator: Client) -> None:
    page = plain(coordinator.get(f"{LIST}?q=xyzzy"))

    assert "Aucune organisation ne répond." in page
    assert "Voir toutes les organisations ouvertes" in page


def test_closed_ones_are_apart(coordinator: Client, ccas: Organisation, now: datetime) -> None:
    assert "Aucune organisation fermée." in plain(coordinator.get(f"{LIST}?etat=fermees"))
    Organisation.objects.update(closed_at=now)

    assert "Aucune organisation." in plain(coordinator.get(LIST))
    assert "CCAS" in plain(coordinator.get(f"{LIST}?etat=fermees"))


def test_what_is_asked_follows_from_page_to_page_and_to_the_closed_ones(
    coordinator: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made("CCAS bis", now=now)
    monkeypatch.setattr(views, "ORGANISATIONS_A_PAGE", 1)

    page = coordinator.get(f"{LIST}?q=ccas&nature=relay&autre=1").content.decode()

    assert 'href="?q=ccas&amp;nature=relay&amp;page=2"' in page
    assert 'href="/equipe/organisations/?q=ccas&amp;nature=relay&amp;etat=fermees"' in page
    assert "autre=1&amp;page" not in page


def test_a_manager_reads_hers_and_those_that_depend_on_it(manager: Client, now: datetime) -> None:
    hers = made("Antenne", now=now, parent=Organisation.objects.get())
    made("Sous-antenne", now=now, parent=hers)
    made("Une autre", now=now)

    page = plain(manager.get(LIST))

    assert "2 organisations" in page
    assert "CCAS" in page
    assert "Antenne" in page
    assert "Sous-antenne" not in page
    assert "Une autre" not in page
    assert "Ajouter une organisation" not in page


def test_an_organisation_is_added(coordinator: Client) -> None:
    response = coordinator.post(NEW, TYPED | {"parent": "ccas", "is_public": "on"})

    made = Organisation.objects.get(slug="le-clavier")
    assert response["Location"] == f"{LIST}le-clavier/"
    assert said_to(response) == "L’organisation est ajoutée."
    assert (made.parent, made.commune, made.is_public) == (
        Organisation.objects.get(slug="ccas"),
        town("Saintes"),
        True,
    )
    assert Entry.objects.get().act == "accounts.create_organisation"


def test_nothing_typed_adds_nothing(coordinator: Client) -> None:
    page = coordinator.post(NEW, {})

    assert "Écrivez le nom de l’organisation." in page.content.decode()
    assert "<title>Erreur" in page.content.decode()
    assert Organisation.objects.count() == 1


def test_a_siret_already_there_is_said_beside_it_and_what_was_typed_stays(
    coordinator: Client,
) -> None:
    page = coordinator.post(NEW, TYPED | {"siret": SIRET})

    assert "C’est le SIRET de « CCAS »" in plain(page)
    assert 'value="Le Clavier"' in page.content.decode()
    assert Organisation.objects.count() == 1


def test_a_manager_is_not_told_whose_siret_it_is(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    Organisation.objects.update(siret="")
    made("Cachée", now=now, siret=SIRET)

    page = plain(manager.post(f"{CCAS}modifier/", {"name": "CCAS", "siret": SIRET}))

    assert "Une autre organisation a ce SIRET : écrivez à la coordination." in page
    assert "Cachée" not in page


def test_a_loop_is_said_beside_the_parent(coordinator: Client, now: datetime) -> None:
    made("Antenne", now=now, parent=Organisation.objects.get())

    page = coordinator.post(f"{CCAS}modifier/", TYPED | {"name": "CCAS", "parent": "Antenne"})

    assert "Celle-ci dépend déjà d’elle" in plain(page)
    assert Organisation.objects.get(slug="ccas").parent is None


def test_a_manager_changes_what_hers_says_and_not_what_it_is(
    manager: Client, ccas: Organisation
) -> None:
    typed = TYPED | {"is_public": "on", "parent": "CCAS", "phone": "05 46 00 00 00"}

    response = manager.post(f"{CCAS}modifier/", typed)

    ccas.refresh_from_db()
    assert response["Location"] == CCAS
    assert said_to(response) == "C’est enregistré."
    assert (ccas.name, ccas.phone) == ("Le Clavier", "+33546000000")
    assert (ccas.is_public, ccas.parent) == (False, None)
    assert [one.kind for one in ccas.kinds.all()] == ["relay"]


def test_saving_the_form_untouched_says_so(coordinator: Client) -> None:
    typed = {"name": "CCAS", "kinds": ["relay"], "siret": SIRET, "commune": "Saintes (17100)"}

    shown = coordinator.get(f"{CCAS}modifier/").content.decode()
    response = coordinator.post(f"{CCAS}modifier/", typed | {"which_commune": "17415"})

    assert 'value="Saintes (17100)"' in shown
    assert said_to(response) == "Rien n’a changé."


def test_the_page_says_all_that_is_known(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    parent = made("Conseil", now=now)
    Organisation.objects.filter(pk=ccas.pk).update(
        parent=parent,
        phone="+33546000000",
        email="accueil@example.org",
        website="https://example.org",
        summary="Des ateliers.",
        address="1 rue de la Mairie",
        postcode="17100",
        is_public=True,
    )
    made("Antenne", now=now, parent=ccas, closed_at=now)
    sector = Sector.objects.create(kind="delegation", name="Saintonge", slug="saintonge")
    sector.communes.add(town("Saintes"))
    SectorLead.objects.create(
        sector=sector, organisation=ccas, starts_on=now.date() - timedelta(days=400)
    )
    Contact.objects.create(organisation=ccas, name="Accueil", phone="+33546010101")

    page = plain(coordinator.get(CCAS))

    for words in (
        "Structure relais",
        "Dans l’annuaire public",
        "Des ateliers.",
        SIRET,
        "1 rue de la Mairie 17100 Saintes",
        "05 46 00 00 00",
        "accueil@example.org",
        "Dépend de Conseil",
        "Secteurs Saintonge Chef de file",
        "Délégation territoriale Saintonge, depuis le 20 octobre 2025",
        "En dépendent Antenne fermée",
        "Accueil 05 46 01 01 01",
    ):
        assert words in page


def test_a_manager_reads_the_name_of_its_parent_without_a_link(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    Organisation.objects.filter(pk=ccas.pk).update(parent=made("Conseil", now=now))

    response = manager.get(CCAS)

    assert "Dépend de Conseil" in plain(response)
    assert "/equipe/organisations/conseil/" not in response.content.decode()
    assert "Fermer l’organisation" not in plain(response)


def test_an_organisation_is_closed_once_what_it_does_was_read_then_reopened(
    coordinator: Client, manager: Client, ccas: Organisation
) -> None:
    asked = plain(coordinator.get(f"{CCAS}fermer/"))
    assert "1 personne y perd son rôle tout de suite." in asked
    assert Organisation.objects.open().exists()

    closed = coordinator.post(f"{CCAS}fermer/")

    assert said_to(closed) == "L’organisation est fermée."
    assert "Fermée le" in plain(coordinator.get(CCAS))
    assert "Ajouter un contact" not in plain(coordinator.get(CCAS))
    assert manager.get(CCAS).status_code == 403

    reopened = coordinator.post(f"{CCAS}rouvrir/")

    assert "Redonnez leurs rôles" in said_to(reopened)
    assert "Fermée le" not in plain(coordinator.get(CCAS))
    assert manager.get(CCAS).status_code == 403


def test_closing_what_holds_all_the_coordination_is_refused_in_words(
    coordinator: Client, ccas: Organisation
) -> None:
    Membership.objects.filter(role=Role.COORDINATION).update(organisation=ccas)

    refused = coordinator.post(f"{CCAS}fermer/")

    assert "donnez d’abord ce rôle ailleurs" in said_to(refused)
    assert Organisation.objects.open().filter(pk=ccas.pk).exists()


def test_a_contact_is_noted_then_erased(manager: Client, ccas: Organisation) -> None:
    refused = manager.post(f"{CCAS}contacts/ajouter/", {"name": "Accueil"})
    added = manager.post(f"{CCAS}contacts/ajouter/", {"name": "Accueil", "phone": "0546000000"})

    contact = Contact.objects.get()
    assert "Donnez un courriel ou un téléphone." in plain(refused)
    assert (added["Location"], said_to(added)) == (CCAS, "Le contact est ajouté.")
    assert "Accueil 05 46 00 00 00" in plain(manager.get(CCAS))

    erased = manager.post(f"{CCAS}contacts/{contact.pk}/effacer/")

    assert (erased["Location"], said_to(erased)) == (CCAS, "Le contact est effacé.")
    assert not Contact.objects.exists()


def test_the_contact_of_another_organisation_is_not_found(manager: Client, now: datetime) -> None:
    contact = Contact.objects.create(
        organisation=made("Une autre", now=now), name="Accueil", phone="+33546000000"
    )

    paths = [f"{base}contacts/{contact.pk}/effacer/" for base in (CCAS, f"{LIST}une-autre/")]

    assert [manager.post(path).status_code for path in paths] == [404, 404]
    assert Contact.objects.exists()


def test_what_is_typed_is_never_markup(coordinator: Client) -> None:
    coordinator.post(NEW, TYPED | {"name": "<b>Gras</b>", "summary": "<script>1</script>"})

    page = coordinator.get(f"{LIST}b-gras-b/").content.decode()

    assert "<b>Gras" not in page
    assert "<script>1" not in page
    assert "&lt;b&gt;Gras" in page


def test_what_is_closed_or_open_already_leaves_no_line_nor_message(
    coordinator: Client, ccas: Organisation
) -> None:
    reopened = coordinator.post(f"{CCAS}rouvrir/", follow=True)
    coordinator.post(f"{CCAS}fermer/", follow=True)
    closed = coordinator.post(f"{CCAS}fermer/", follow=True)

    assert "rouverte" not in plain(reopened)
    assert "L’organisation est fermée." not in plain(closed)
    assert [entry.act for entry in Entry.objects.all()] == ["accounts.close_organisation"]
