"""`maillage user`: the accounts of the team, from a terminal or from a script."""

import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from maillage.accounts.access import may_coordinate, may_manage
from maillage.accounts.management.commands import user as command
from maillage.accounts.models import Membership, Organisation, Role, User
from maillage.journal.models import Entry

pytestmark = pytest.mark.django_db

EMAIL = "agent@example.org"
PASSWORD = "lavande tracteur nuage"
OTHER_PASSWORD = "quatre mots sans rapport"
ADD = ("add", EMAIL, "--role", "coordination")
ADD_MANAGER = ("add", EMAIL, "--role", "manager", "--organisation", "ccas")


class Terminal(StringIO):
    """Someone before a screen, rather than a script."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a script writes on the standard input."""

    def write(text: str) -> None:
        monkeypatch.setattr("sys.stdin", StringIO(text))

    write("")
    return write


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What someone types on a terminal, in order."""
    given: list[str] = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(command, "getpass", lambda prompt: given.pop(0))
    return given


@pytest.fixture
def ccas(db: None, now: datetime) -> Organisation:
    return Organisation.objects.create(name="CCAS", slug="ccas", created_at=now)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("user", *arguments, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def test_a_script_opens_an_account(typed: Any) -> None:
    typed(f"{PASSWORD}\n")

    said = run(*ADD, "--name", "Agent")

    user = User.objects.get()
    assert "Compte ouvert." in said
    assert PASSWORD not in said
    assert (user.email, user.name) == (EMAIL, "Agent")
    assert user.check_password(PASSWORD)
    assert may_coordinate(user)


def test_someone_at_a_terminal_is_asked_twice(answers: list[str]) -> None:
    answers += [PASSWORD, PASSWORD]

    run(*ADD)

    assert answers == []
    assert User.objects.get().check_password(PASSWORD)


def test_two_different_answers_are_refused(answers: list[str]) -> None:
    answers += [PASSWORD, OTHER_PASSWORD]

    with pytest.raises(CommandError, match="diffèrent"):
        run(*ADD)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("password", "words"), [("", "trop court"), ("court", "trop court"), (EMAIL, "semblable")]
)
def test_a_weak_password_is_refused_in_words(typed: Any, password: str, words: str) -> None:
    typed(f"{password}\n")

    with pytest.raises(CommandError, match=words):
        run(*ADD)

    assert not User.objects.exists()


def test_spaces_belong_to_the_password(typed: Any) -> None:
    typed(f" {PASSWORD} \r\n")

    run(*ADD)

    assert User.objects.get().check_password(f" {PASSWORD} ")


def test_adding_twice_changes_nothing_not_even_the_password(typed: Any) -> None:
    typed(f"{PASSWORD}\n")
    run(*ADD)
    lines = Entry.objects.count()
    typed(f"{OTHER_PASSWORD}\n")

    said = run("add", EMAIL.upper(), "--role", "coordination")

    assert "rien n’a changé" in said
    assert User.objects.get().check_password(PASSWORD)
    assert Entry.objects.count() == lines


def test_an_account_without_a_role_receives_it(typed: Any) -> None:
    user = User.objects.create_user(EMAIL)

    said = run(*ADD)

    assert "Rôle donné : Coordination." in said
    assert may_coordinate(user)


def test_an_invitation_is_a_link_where_the_person_chooses(
    typed: Any, settings: Any, client: Client
) -> None:
    said = run(*ADD, "--invite", "--site", "https://aide.exemple.fr/")

    [path] = re.findall(r"https://aide\.exemple\.fr(/connexion/mot-de-passe/\S+/)", said)
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get().check_password(PASSWORD)
    assert "Ce lien ne sert plus" in Client().get(path, follow=True).text


def test_a_link_bears_the_name_of_the_site(typed: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.HTTPS = ["aide.exemple.fr"], True

    assert "https://aide.exemple.fr/connexion/mot-de-passe/" in run(*ADD, "--invite")


def test_a_link_without_a_site_is_refused_before_anything(typed: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    with pytest.raises(CommandError, match="--site"):
        run(*ADD, "--invite")

    assert not User.objects.exists()


def test_a_rehearsal_asks_nothing_and_keeps_nothing(answers: list[str]) -> None:
    said = run(*ADD, "--invite", "--dry-run")

    assert "Compte ouvert." in said
    assert "rien n’a été gardé" in said
    assert "mot-de-passe" not in said
    assert not User.objects.exists()
    assert not Entry.objects.exists()


def test_the_list_says_who_holds_what(typed: Any) -> None:
    run(*ADD, "--name", "Agent", "--invite")
    User.objects.create_user("bureau@example.org")
    User.objects.create(email="parti@example.org", is_active=False)

    assert run("list").splitlines() == [
        "agent@example.org · Agent · Coordination",
        "bureau@example.org · aucun rôle",
        "parti@example.org · fermé",
    ]


def test_a_new_password_closes_the_sessions_of_the_old(typed: Any, client: Client) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD)
    client.force_login(user)
    typed(f"{OTHER_PASSWORD}\n")

    said = run("password", EMAIL)

    user.refresh_from_db()
    assert "Mot de passe changé." in said
    assert user.check_password(OTHER_PASSWORD)
    assert client.get("/connexion/deconnexion/").status_code == 302
    assert Session.objects.count() == 0


def test_a_link_leaves_the_password_as_it_is_until_used(typed: Any) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD)

    said = run("password", EMAIL, "--invite")

    user.refresh_from_db()
    assert "http://localhost:8000/connexion/mot-de-passe/" in said
    assert user.check_password(PASSWORD)


def test_a_closed_account_opens_again_under_a_new_password(typed: Any) -> None:
    typed(f"{PASSWORD}\n")
    run(*ADD)
    assert "Compte fermé." in run("close", EMAIL)
    assert "Déjà fait" in run("close", EMAIL)
    typed(f"{OTHER_PASSWORD}\n")

    said = run(*ADD)

    user = User.objects.get()
    assert "Compte rouvert." in said
    assert may_coordinate(user)
    assert user.check_password(OTHER_PASSWORD)


def test_a_closed_account_is_given_no_password(typed: Any) -> None:
    User.objects.create(email=EMAIL, is_active=False)

    with pytest.raises(CommandError, match="fermé"):
        run("password", EMAIL, "--invite")


def test_one_role_is_taken_back_and_the_account_stays(typed: Any) -> None:
    run(*ADD, "--invite")

    said = run("close", EMAIL, "--role", "coordination")

    user = User.objects.get()
    assert "Rôle retiré." in said
    assert user.is_active
    assert not may_coordinate(user)


def test_a_closing_is_rehearsed(typed: Any) -> None:
    run(*ADD, "--invite")

    said = run("close", EMAIL, "--dry-run")

    assert "rien n’a été gardé" in said
    assert may_coordinate(User.objects.get())


# --- Roles in an organisation ---


def test_a_manager_gets_an_account_a_password_and_an_organisation(
    typed: Any, ccas: Organisation
) -> None:
    typed(f"{PASSWORD}\n")

    said = run(*ADD_MANAGER, "--name", "Agent")

    user = User.objects.get()
    assert "Compte ouvert." in said
    assert (user.email, user.name) == (EMAIL, "Agent")
    assert user.check_password(PASSWORD)
    assert may_manage(user, ccas)
    assert not may_coordinate(user)


def test_a_manager_is_invited(typed: Any, ccas: Organisation) -> None:
    said = run(*ADD_MANAGER, "--invite")

    assert "http://localhost:8000/connexion/mot-de-passe/" in said
    assert not User.objects.get().has_usable_password()


def test_who_has_an_account_is_asked_no_password(answers: list[str], ccas: Organisation) -> None:
    user = User.objects.create_user(EMAIL, PASSWORD)

    said = [run(*ADD_MANAGER) for _time in range(2)]

    user.refresh_from_db()
    assert said == ["Rôle donné : Gestion de l’organisation.\n", "Déjà là : rien n’a changé.\n"]
    assert user.check_password(PASSWORD)
    assert may_manage(user, ccas)


def test_a_weak_password_gives_no_organisation(typed: Any, ccas: Organisation) -> None:
    typed("court\n")

    with pytest.raises(CommandError, match="trop court"):
        run(*ADD_MANAGER)

    assert not User.objects.exists()


def test_a_new_manager_is_rehearsed(answers: list[str], ccas: Organisation) -> None:
    said = run(*ADD_MANAGER, "--invite", "--dry-run")

    assert "Compte ouvert." in said
    assert "mot-de-passe" not in said
    assert not User.objects.exists()


def test_a_closed_organisation_takes_nobody(typed: Any, ccas: Organisation, now: datetime) -> None:
    Organisation.objects.update(closed_at=now)

    with pytest.raises(CommandError, match="fermée"):
        run(*ADD_MANAGER, "--invite")

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", EMAIL, "--role", "manager"), "demande --organisation"),
        ((*ADD, "--organisation", "ccas"), "et lui seul"),
        (("add", EMAIL, "--role", "manager", "--organisation", "xyzzy"), "aucune organisation"),
        (("close", EMAIL, "--organisation", "ccas"), "--role manager"),
        (("close", EMAIL, "--role", "coordination", "--organisation", "ccas"), "--role manager"),
    ],
    ids=["manager of what", "coordination of one", "no such one", "no role", "not a manager"],
)
def test_an_organisation_goes_with_the_role_of_its_manager(
    typed: Any, ccas: Organisation, arguments: tuple[str, ...], words: str
) -> None:
    User.objects.create_user(EMAIL)

    with pytest.raises(CommandError, match=words):
        run(*arguments)

    assert not Membership.objects.exists()


def test_a_manager_leaves_one_organisation_and_keeps_the_other(
    typed: Any, ccas: Organisation, now: datetime
) -> None:
    library = Organisation.objects.create(name="Médiathèque", slug="mediatheque", created_at=now)
    for slug in ("ccas", "mediatheque"):
        run("add", EMAIL, "--role", "manager", "--organisation", slug, "--invite")
    leaving = ("close", EMAIL, "--role", "manager", "--organisation", "ccas")

    said = [run(*leaving) for _time in range(2)]

    user = User.objects.get()
    assert said == ["Rôle retiré.\n", "Déjà fait : rien n’a changé.\n"]
    assert not may_manage(user, ccas)
    assert may_manage(user, library)


def test_the_list_says_where_someone_manages(typed: Any, ccas: Organisation) -> None:
    run(*ADD_MANAGER, "--invite")
    run(*ADD)

    assert run("list").splitlines() == [f"{EMAIL} · Coordination, Gestion de l’organisation (CCAS)"]


def test_the_review_names_the_roles_nobody_looked_at_for_a_year(
    ccas: Organisation, now: datetime
) -> None:
    assert run("review") == "Aucun rôle à revoir.\n"
    Membership.objects.create(
        user=User.objects.create_user(EMAIL, name="Agent"),
        role=Role.MANAGER,
        organisation=ccas,
        created_at=now - timedelta(days=2000),
    )

    assert run("review") == f"{EMAIL} · Agent · Gestion de l’organisation (CCAS)\n"


@pytest.mark.parametrize("act", ["password", "close"])
def test_an_unknown_address_is_said(typed: Any, act: str) -> None:
    with pytest.raises(CommandError, match="Aucun compte à cette adresse"):
        run(act, EMAIL)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("add", "agent", "--role", "coordination"),
        ("add", EMAIL),
        ("add", EMAIL, "--role", "roi"),
        ("add", EMAIL, "--role", "coordination", "--password", PASSWORD),
    ],
    ids=["nothing", "no address", "no role", "no such role", "password in sight"],
)
def test_what_makes_no_sense_is_refused(typed: Any, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)

    assert not User.objects.exists()


def test_each_act_leaves_a_line_that_names_the_command(typed: Any) -> None:
    run(*ADD, "--invite")
    run("close", EMAIL)

    lines = list(Entry.objects.order_by("at").values_list("act", "actor_kind", "actor"))

    assert lines == [
        ("accounts.create_user", "command", "user add"),
        ("accounts.invite", "command", "user add"),
        ("accounts.close_user", "command", "user close"),
    ]
