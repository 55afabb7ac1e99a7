"""The pages of members, from those who look after them and those who do not."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.accounts.access import may_coordinate, may_manage
from maillage.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from maillage.accounts.views import members as views
from maillage.journal.models import Entry

pytestmark = pytest.mark.django_db

LIST = "/equipe/membres/"
ADD = "/equipe/membres/ajouter/ccas/"
EMAIL = "nouvelle@example.org"
PASSWORD = "lavande tracteur nuage"
GOOD = {"email": EMAIL, "name": "Nouvelle venue"}
YEARS_AGO = timedelta(days=800)


@pytest.fixture(autouse=True)
def site(now: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read this clock, and hash in no time."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ccas(db: None, now: datetime) -> Organisation:
    return organisation("CCAS", now=now)


@pytest.fixture
def manager(ccas: Organisation, now: datetime) -> Client:
    """The browser of someone who manages the CCAS, signed in."""
    return browser_of(held("Gestionnaire", now=now, at=ccas).user)


def organisation(name: str, *, now: datetime) -> Organisation:
    return Organisation.objects.create(name=name, slug=name.lower(), created_at=now - YEARS_AGO)


def held(
    name: str,
    *,
    now: datetime,
    at: Organisation | None = None,
    role: Role = Role.MANAGER,
    **values: datetime,
) -> Membership:
    user, _made = User.objects.get_or_create(
        email=f"{name.lower()}@example.org", defaults={"name": name, "password": "!"}
    )
    return Membership.objects.create(
        user=user, role=role, organisation=at, **{"created_at": now} | values
    )


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def people_in(response: HttpResponse) -> list[str]:
    """Who is listed, in order."""
    return re.findall(r"<li>\s*<p>\s*<strong>([^<]+)</strong>", response.text)


def link_in(text: str) -> str:
    [path] = re.findall(r"http://testserver(/connexion/mot-de-passe/\S+?/)(?=\s|<)", text)
    return str(path)


def choose_password(link: str) -> None:
    """What the person does of her link."""
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})


# --- The list ---


def test_the_coordination_sees_everyone_and_what_is_to_be_reviewed_first(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    held("Alix", now=now, at=ccas)
    held("Zoé", now=now, at=ccas, created_at=now - YEARS_AGO)

    page = coordinator.get(LIST)

    assert people_in(page) == ["Zoé", "coordination@example.org", "Alix"]
    assert "3 rôles" in words_of(page)
    assert "À revoir (1)" in words_of(page)
    assert 'href="/equipe/organisations/ccas/"' in page.text


def test_a_manager_sees_hers_and_no_other(manager: Client, now: datetime) -> None:
    held("Voisine", now=now, at=organisation("Ailleurs", now=now))
    held("Cheffe", now=now, role=Role.COORDINATION)

    assert people_in(manager.get(LIST)) == ["Gestionnaire"]


def test_only_what_is_to_be_reviewed_is_shown_when_asked(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    held("Alix", now=now, at=ccas)
    held("Zoé", now=now, at=ccas, created_at=now - YEARS_AGO)

    assert people_in(coordinator.get(f"{LIST}?etat=a-revoir")) == ["Zoé"]
    assert people_in(coordinator.get(f"{LIST}?etat=xyzzy")) != ["Zoé"]


def test_the_list_is_searched_within_an_organisation(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    held("Zoé", now=now, at=ccas)
    held("Alix", now=now, at=ccas)
    held("Zoélie", now=now, at=organisation("Ailleurs", now=now))

    page = coordinator.get(f"{LIST}?organisation=ccas&q=zoe")

    assert people_in(page) == ["Zoé"]
    assert "Membres : CCAS" in words_of(page).replace("\u00a0", " ")
    assert '<input type="hidden" name="organisation" value="ccas">' in page.text


def test_what_no_text_can_hold_finds_what_it_says_without_it(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    held("Zoé", now=now, at=ccas)

    assert people_in(coordinator.get(f"{LIST}?organisation=c%00cas&q=%00zoe")) == ["Zoé"]


def test_nobody_found_is_said(coordinator: Client) -> None:
    page = coordinator.get(f"{LIST}?q=xyzzy")

    assert "Aucun rôle ne répond à cette recherche." in page.text
    assert "Aucun rôle à revoir." in coordinator.get(f"{LIST}?etat=a-revoir").text


def test_the_list_is_cut_in_pages_and_keeps_what_was_asked(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    for number in range(51):
        held(f"Alix{number:02}", now=now, at=ccas)

    first = coordinator.get(f"{LIST}?q=alix")
    second = coordinator.get(f"{LIST}?q=alix&page=2")

    assert (len(people_in(first)), people_in(second)) == (50, ["Alix50"])
    assert 'href="?q=alix&amp;page=2"' in first.text


def test_a_page_costs_as_many_queries_whatever_its_length(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    counts = []
    for number in (1, 20):
        for rank in range(number):
            held(f"Alix-{number}-{rank}", now=now, at=ccas)
        with CaptureQueriesContext(connection) as captured:
            coordinator.get(LIST)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_manager_is_shown_no_act_on_herself_and_who_reviews_her(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    Membership.objects.update(created_at=now - YEARS_AGO)
    other = held("Alix", now=now, at=ccas, created_at=now - YEARS_AGO)

    page = manager.get(LIST)

    assert re.findall(rf'"{LIST}(\d+)/retirer/', page.text) == [str(other.pk)]
    assert re.findall(rf'"{LIST}(\d+)/confirmer/', page.text) == [str(other.pk)]
    assert words_of(page).count("À revoir par la coordination") == 1


@pytest.mark.parametrize("path", [f"{LIST}?organisation=ccas", ADD])
def test_another_organisation_does_not_exist_for_a_manager(
    ccas: Organisation, now: datetime, path: str
) -> None:
    neighbour = browser_of(held("Voisine", now=now, at=organisation("Ailleurs", now=now)).user)

    assert neighbour.get(path).status_code == 404
    assert neighbour.get(path.replace("ccas", "xyzzy")).status_code == 404


@pytest.mark.parametrize("path", [LIST, ADD])
def test_who_has_no_role_does_not_enter(colleague: Client, ccas: Organisation, path: str) -> None:
    assert colleague.get(path).status_code == 403
    assert Client().get(path)["Location"] == f"/connexion/?next={path}"


# --- Adding ---


def test_without_a_mail_server_the_link_is_shown_once_and_opens_the_account(
    manager: Client, ccas: Organisation
) -> None:
    page = manager.post(ADD, GOOD)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Aucun courriel n’est parti" in page.text
    choose_password(link_in(page.text))
    user = User.objects.get(email=EMAIL)
    assert user.check_password(PASSWORD)
    assert may_manage(user, ccas)
    assert link_in(page.text) not in manager.get(LIST).text


def test_with_a_mail_server_the_link_leaves_and_nobody_else_reads_it(
    manager: Client, settings: Any, mailoutbox: list[EmailMessage]
) -> None:
    settings.EMAIL_HOST = "courrier.example.org"

    page = manager.post(ADD, GOOD, follow=True)

    [letter] = mailoutbox
    assert page.redirect_chain == [(f"{LIST}?organisation=ccas", 302)]
    assert f"Invitation envoyée à {EMAIL}." in page.text
    assert "mot-de-passe/" not in page.text
    assert (letter.to, letter.subject) == ([EMAIL], "Votre compte est ouvert")
    assert "Vous rejoignez CCAS" in str(letter.body)
    assert "pendant 3\u00a0jours" in str(letter.body)
    choose_password(link_in(str(letter.body)))
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_when_the_mail_server_fails_the_link_is_given_by_hand_and_no_log_names_anyone(
    manager: Client,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.EMAIL_HOST = "courrier.example.org"

    def refusing(*_args: object, **_values: object) -> None:
        raise ConnectionRefusedError(f"{EMAIL} unknown")

    monkeypatch.setattr("maillage.accounts.adapter.Adapter.send_mail", refusing)

    with caplog.at_level(logging.ERROR):
        page = manager.post(ADD, GOOD)

    assert "Aucun courriel n’est parti" in page.text
    choose_password(link_in(page.text))
    assert "An invitation was not sent: ConnectionRefusedError" in caplog.text
    assert EMAIL not in caplog.text


def test_who_has_an_account_needs_no_link(
    manager: Client, ccas: Organisation, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD, name="Comme elle veut")

    page = manager.post(ADD, GOOD, follow=True)

    assert page.redirect_chain == [(f"{LIST}?organisation=ccas", 302)]
    assert "Comme elle veut avait déjà un compte" in words_of(page)
    assert mailoutbox == []
    assert may_manage(user, ccas)
    assert not Entry.objects.filter(act="accounts.invite").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "nouvelle"}, "Écrivez l’adresse comme nom@exemple.fr."),
        ({"name": ""}, "Écrivez son nom."),
        ({"email": "Gestionnaire@example.org"}, "Cette personne a déjà ce rôle ici."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    manager: Client, wrong: dict[str, str], words: str
) -> None:
    page = manager.post(ADD, GOOD | wrong)

    assert words in words_of(page)
    assert (GOOD | wrong)["email"] in page.text
    assert User.objects.count() == 1


def test_a_closed_organisation_takes_nobody(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    Organisation.objects.update(closed_at=now)

    page = coordinator.post(ADD, GOOD)

    assert "Cette organisation est fermée" in page.text
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_manager_cannot_name_someone_of_the_coordination(
    manager: Client, coordinator: Client, ccas: Organisation
) -> None:
    OrganisationKind.objects.create(organisation=ccas, kind="coordination")

    manager.post(ADD, GOOD | {"role": "coordination"})
    coordinator.post(ADD, GOOD | {"email": "autre@example.org", "role": "coordination"})

    assert not may_coordinate(User.objects.get(email=EMAIL))
    assert may_coordinate(User.objects.get(email="autre@example.org"))


# --- Inviting again ---


def test_a_lost_link_is_made_again(manager: Client, ccas: Organisation, now: datetime) -> None:
    waiting = held("Alix", now=now, at=ccas)
    path = f"{LIST}{waiting.pk}/inviter/"
    assert path in manager.get(LIST).text

    page = manager.post(path)

    choose_password(link_in(page.text))
    assert User.objects.get(name="Alix").check_password(PASSWORD)
    assert path not in manager.get(LIST).text
    assert manager.post(path).status_code == 404


def test_a_manager_is_given_no_link_that_opens_the_coordination(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    waiting = held("Alix", now=now, at=ccas)
    held("Alix", now=now, role=Role.COORDINATION)

    assert manager.post(f"{LIST}{waiting.pk}/inviter/").status_code == 404


def test_someone_of_the_whole_territory_is_invited_again(
    coordinator: Client, now: datetime, settings: Any, mailoutbox: list[EmailMessage]
) -> None:
    settings.EMAIL_HOST = "courrier.example.org"
    waiting = held("Alix", now=now, role=Role.COORDINATION)

    page = coordinator.post(f"{LIST}{waiting.pk}/inviter/", follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "Vous rejoignez l’équipe de Maillage" in str(mailoutbox[0].body)


# --- The yearly review ---


def test_a_role_is_confirmed_and_the_list_comes_back_as_it_was(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    due = held("Alix", now=now, at=ccas, created_at=now - YEARS_AGO)
    path = f"{LIST}{due.pk}/confirmer/?etat=a-revoir&amp;q=alix"
    assert path in manager.get(f"{LIST}?etat=a-revoir&q=alix").text

    page = manager.post(path.replace("&amp;", "&"), follow=True)

    due.refresh_from_db()
    assert due.reviewed_at == now
    assert page.redirect_chain == [(f"{LIST}?etat=a-revoir&q=alix", 302)]
    assert "Rôle confirmé : Alix." in words_of(page).replace("\u00a0", " ")
    assert "Aucun rôle à revoir." in page.text


@pytest.mark.parametrize("act", ["confirmer", "inviter"])
def test_a_mere_link_does_nothing(
    coordinator: Client, ccas: Organisation, now: datetime, act: str
) -> None:
    path = f"{LIST}{held('Alix', now=now, at=ccas).pk}/{act}/"

    assert coordinator.get(path).status_code == 405
    assert not Entry.objects.exists()


# --- Ending ---


def test_a_role_is_taken_back_once_one_has_read_what_will_change(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    leaving = held("Alix", now=now, at=ccas)
    path = f"{LIST}{leaving.pk}/retirer/"
    assert path in manager.get(LIST).text

    read = manager.get(path)
    assert "Les droits de ce rôle cessent aussitôt." in read.text
    assert may_manage(leaving.user, ccas)
    page = manager.post(path, follow=True)

    assert "Rôle retiré : Alix." in words_of(page).replace("\u00a0", " ")
    assert not may_manage(leaving.user, ccas)
    assert manager.post(path).status_code == 404


@pytest.mark.parametrize("act", ["confirmer", "inviter", "retirer"])
@pytest.mark.parametrize("whose", ["her own", "of the coordination", "of another organisation"])
def test_a_manager_has_no_say_on_roles_that_are_not_hers_to_keep(
    manager: Client, ccas: Organisation, now: datetime, act: str, whose: str
) -> None:
    target = {
        "her own": lambda: Membership.objects.get(),
        "of the coordination": lambda: held("Cheffe", now=now, at=ccas, role=Role.COORDINATION),
        "of another organisation": lambda: held(
            "Voisine", now=now, at=organisation("Ailleurs", now=now)
        ),
    }[whose]()

    assert manager.post(f"{LIST}{target.pk}/{act}/").status_code == 404

    target.refresh_from_db()
    assert (target.ended_at, target.reviewed_at) == (None, None)
    assert not Entry.objects.exists()


def test_the_last_of_the_coordination_is_told_why_she_stays(coordinator: Client) -> None:
    hers = Membership.objects.get()

    page = coordinator.post(f"{LIST}{hers.pk}/retirer/", follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "Un autre membre de la coordination peut le faire." in page.text
    assert may_coordinate(hers.user)


@pytest.mark.parametrize("act", ["confirmer", "retirer"])
def test_who_comes_second_is_told_so(
    coordinator: Client,
    ccas: Organisation,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
) -> None:
    target = held("Alix", now=now, at=ccas)
    for name in ("confirm_member", "end_member"):
        monkeypatch.setattr(views, name, lambda *_args, **_values: False)

    page = coordinator.post(f"{LIST}{target.pk}/{act}/", follow=True)

    assert "Quelqu’un d’autre vient de retirer ce rôle." in page.text


def test_every_act_is_signed_by_the_person_who_did_it(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    target = held("Alix", now=now, at=ccas)
    for act in ("confirmer", "inviter", "retirer"):
        manager.post(f"{LIST}{target.pk}/{act}/")

    lines = Entry.objects.order_by("at").values_list("act", "actor_kind", "actor", "subject")
    her = User.objects.get(name="Gestionnaire")
    assert set(lines) == {
        (f"accounts.{verb}", "user", str(her.pk), str(target.user_id))
        for verb in ("confirm_member", "invite", "end_member")
    }


# --- One's own ---


def test_everyone_reads_her_own_roles_those_of_before_too(
    ccas: Organisation, now: datetime
) -> None:
    user = held("Alix", now=now, at=ccas).user
    held("Alix", now=now, role=Role.COORDINATION, created_at=now - YEARS_AGO, ended_at=now)
    held("Zoé", now=now, at=ccas)

    words = words_of(browser_of(user).get(f"{LIST}moi/"))

    assert "Gestion de l’organisation · CCAS Depuis le 24 novembre 2026" in words
    assert "Coordination Du 15 septembre 2024 au 24 novembre 2026" in words
    assert "Zoé" not in words


def test_who_has_no_role_reads_whom_to_ask(colleague: Client) -> None:
    page = colleague.get(f"{LIST}moi/")

    assert "Vous n’avez aucun rôle." in page.text
    assert "no-store" in page["Cache-Control"]
    assert Client().get(f"{LIST}moi/")["Location"] == f"/connexion/?next={LIST}moi/"


# --- On the page of an organisation ---


def test_the_page_of_an_organisation_names_its_members(
    manager: Client, ccas: Organisation, now: datetime
) -> None:
    held("Alix", now=now, at=ccas)

    page = manager.get("/equipe/organisations/ccas/")

    assert people_in(page) == ["Alix", "Gestionnaire"]
    assert f'href="{ADD}"' in page.text
    assert f'href="{LIST}?organisation=ccas"' in page.text


def test_nobody_is_added_to_a_closed_organisation(
    coordinator: Client, ccas: Organisation, now: datetime
) -> None:
    Organisation.objects.update(closed_at=now)

    page = coordinator.get("/equipe/organisations/ccas/")

    assert "Personne n’a de compte pour cette organisation." in page.text
    assert ADD not in page.text
    assert ADD not in coordinator.get(f"{LIST}?organisation=ccas").text
