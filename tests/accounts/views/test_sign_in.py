"""Signing in, signing out, choosing a password: what is asked, and each refusal."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from maillage.accounts.actions.users import actor_of, close_user
from maillage.accounts.adapter import Adapter
from maillage.accounts.models import Membership, Role, User
from maillage.journal.models import Entry

pytestmark = pytest.mark.django_db

EMAIL = "agent@example.org"
PASSWORD = "lavande tracteur nuage"
OTHER_PASSWORD = "quatre mots sans rapport"
REFUSAL = "L’adresse ou le mot de passe ne convient pas."
TOO_MANY = "Trop d’essais. Réessayez dans 10 minutes."
PUBLIC_PAGES = ["/", "/ou/", "/lieux/", "/carte/", "/opendata/", "/accessibilite/"]


@pytest.fixture(autouse=True)
def user(db: None, now: datetime, settings: Any) -> User:
    """Someone of the coordination, on a site that sends letters and hashes in no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_HOST = "courrier.example.org"
    user = User.objects.create_user(EMAIL, PASSWORD)
    Membership.objects.create(user=user, role=Role.COORDINATION, created_at=now)
    return user


def sign_in(
    client: Client, *, email: str = EMAIL, password: str = PASSWORD, next_url: str = ""
) -> HttpResponse:
    return client.post("/connexion/", {"login": email, "password": password, "next": next_url})


def words_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def is_signed_in(client: Client) -> bool:
    return client.get("/connexion/deconnexion/").status_code == 200


def link_in(letter: EmailMessage) -> str:
    [path] = re.findall(r"https?://testserver(/\S+)", str(letter.body))
    return str(path)


def choose(client: Client, link: str, password: str, *, again: str | None = None) -> HttpResponse:
    """Follow the link, fill in the form; the last page seen."""
    page = client.get(link, follow=True)
    return client.post(
        page.redirect_chain[-1][0] if page.redirect_chain else link,
        {"password1": password, "password2": password if again is None else again},
        follow=True,
    )


# --- Sign in ---


def test_the_right_password_opens_the_space_of_the_team(client: Client) -> None:
    response = sign_in(client, email=" Agent@Example.ORG ")

    assert (response.status_code, response["Location"]) == (302, "/equipe/")
    assert is_signed_in(client)


def test_one_comes_back_to_the_page_that_was_asked(client: Client) -> None:
    answer = sign_in(client, next_url="/lieux/?ou=saintes&page=2")

    assert answer["Location"] == "/lieux/?ou=saintes&page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://mal.example/", "//mal.example/", "javascript:alert(1)", "/\\mal.example"]
)
def test_no_link_leads_out_of_the_site(client: Client, elsewhere: str) -> None:
    assert sign_in(client, next_url=elsewhere)["Location"] == "/equipe/"


def test_the_page_asked_is_kept_through_a_mistake(client: Client) -> None:
    mistaken = sign_in(client, password="faux", next_url="/lieux/")

    assert '<input type="hidden" name="next" value="/lieux/">' in mistaken.text


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "faux"), ("inconnu@example.org", PASSWORD), ("ferme@example.org", PASSWORD)],
    ids=["wrong password", "unknown address", "closed account"],
)
def test_every_refusal_reads_the_same(
    client: Client, now: datetime, email: str, password: str
) -> None:
    closed = User.objects.create_user("ferme@example.org", PASSWORD)
    close_user(closed, by=actor_of(closed), now=now)

    response = sign_in(client, email=email, password=password)

    assert response.status_code == 200
    assert REFUSAL in words_of(response)
    assert words_of(response).strip().startswith("Erreur")
    assert f'value="{email}"' in response.text
    assert password not in response.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("missing", ["login", "password"])
def test_what_is_missing_is_said_at_its_field(client: Client, missing: str) -> None:
    filled = {"login": EMAIL, "password": PASSWORD} | {missing: ""}

    html = client.post("/connexion/", filled).text

    assert f'href="#id_{missing}"' in html
    assert f'id="id_{missing}_error"' in html


def test_fields_are_labelled_and_known_to_password_managers(client: Client) -> None:
    html = client.get("/connexion/").text

    assert '<label for="id_login">Adresse électronique</label>' in html
    assert '<label for="id_password">Mot de passe</label>' in html
    assert 'autocomplete="current-password"' in html
    assert "placeholder" not in html


def test_a_form_from_elsewhere_is_refused(user: User) -> None:
    client = Client(enforce_csrf_checks=True)

    response = sign_in(client)

    assert response.status_code == 403
    assert "La page a attendu trop longtemps." in response.text
    assert not is_signed_in(client)


def test_a_closed_account_is_out_at_once(client: Client, user: User, now: datetime) -> None:
    sign_in(client)

    close_user(user, by=actor_of(user), now=now)

    assert client.get("/equipe/")["Location"] == "/connexion/?next=/equipe/"


def test_nobody_opens_an_account_alone(client: Client, rf: Any) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert not Adapter().is_open_for_signup(rf.get("/"))
    assert client.get("/connexion/inscription/").status_code == 404


def test_who_is_in_does_not_sign_in_again(client: Client) -> None:
    sign_in(client)

    assert client.get("/connexion/?next=/lieux/")["Location"] == "/lieux/"


# --- Too many tries ---


def test_the_sixth_try_is_refused_even_with_the_right_password(client: Client) -> None:
    for _try in range(5):
        assert REFUSAL in words_of(sign_in(client, password="faux"))

    sixth = sign_in(client)

    assert TOO_MANY in words_of(sixth)
    assert not is_signed_in(client)


def test_an_unknown_address_is_locked_like_another(client: Client) -> None:
    for _try in range(5):
        sign_in(client, email="inconnu@example.org")

    assert TOO_MANY in words_of(sign_in(client, email="inconnu@example.org"))


def test_a_lock_spares_the_colleagues(client: Client) -> None:
    for _try in range(5):
        sign_in(client, email="autre@example.org", password="faux")

    assert sign_in(client).status_code == 302


def test_a_lock_opens_after_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _try in range(5):
        sign_in(client, password="faux")

    later = SimpleNamespace(
        time=lambda: time.time() + 601, monotonic=time.monotonic, sleep=time.sleep
    )
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", later)

    assert sign_in(client).status_code == 302


def test_signing_in_rightly_is_not_a_try(client: Client) -> None:
    for _time in range(6):
        assert sign_in(client).status_code == 302
        client.post("/connexion/deconnexion/")


def test_twenty_failures_from_one_address_close_the_door_to_it(client: Client) -> None:
    for number in range(20):
        sign_in(client, email=f"essai{number}@example.org")

    assert TOO_MANY in words_of(sign_in(client))
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_behind_a_proxy_the_address_counted_is_that_of_the_visitor(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    attacker = Client(headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.66"})
    for number in range(20):
        sign_in(attacker, email=f"essai{number}@example.org")

    assert TOO_MANY in words_of(sign_in(attacker))
    assert sign_in(Client(headers={"X-Forwarded-For": "192.0.2.7"})).status_code == 302


def test_a_flood_is_answered_by_a_page_that_says_how_long_to_wait(
    client: Client, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, password="faux")

    response = sign_in(client)

    assert response.status_code == 429
    assert TOO_MANY in words_of(response)
    assert "no-store" in response["Cache-Control"]


# --- The session ---


def test_the_session_lasts_as_set_and_dies_with_the_browser(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 12 * 3600

    cookie = sign_in(client).cookies["sessionid"]

    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_with_https_no_cookie_travels_in_clear(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True

    page = client.get("/connexion/")
    answer = sign_in(client)

    assert page.cookies["csrftoken"]["secure"]
    assert answer.cookies["sessionid"]["secure"]


def test_signing_in_changes_the_session_and_the_form_token(client: Client) -> None:
    client.get("/connexion/")
    session = client.session
    session["before"] = True
    session.save()
    before = client.session.session_key, client.cookies["csrftoken"].value

    sign_in(client)

    assert client.session.session_key != before[0]
    assert client.cookies["csrftoken"].value != before[1]


def test_signing_out_forgets_the_session_and_says_so(client: Client) -> None:
    sign_in(client)

    page = client.post("/connexion/deconnexion/", follow=True)

    assert page.redirect_chain == [("/connexion/", 302)]
    assert "Votre session est fermée." in page.text
    assert not Session.objects.exists()
    assert not is_signed_in(client)


def test_a_mere_link_does_not_sign_out(client: Client) -> None:
    sign_in(client)

    page = client.get("/connexion/deconnexion/")

    assert 'method="post"' in page.text
    assert is_signed_in(client)


def test_a_passer_by_who_signs_out_is_shown_the_door(client: Client) -> None:
    for answer in (client.get("/connexion/deconnexion/"), client.post("/connexion/deconnexion/")):
        assert answer["Location"] == "/connexion/"


@pytest.mark.parametrize(
    "path",
    [
        "/connexion/",
        "/connexion/mot-de-passe/",
        "/connexion/mot-de-passe/envoye/",
        "/connexion/mot-de-passe/change/",
        "/connexion/mot-de-passe/1-rompu/",
    ],
)
def test_no_page_of_the_entrance_is_kept_and_each_has_our_frame(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert 'href="/apparence/' in response.text
    assert response.text.count("<h1") == 1
    assert re.findall(r"<style|<script|\sstyle=|\son\w+=", response.text) == []


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_are_the_same_for_the_team_and_open_no_session(
    client: Client, path: str
) -> None:
    sign_in(client)

    for_the_team, for_anyone = client.get(path), Client().get(path)

    assert for_the_team.content == for_anyone.content
    assert for_the_team.cookies == for_anyone.cookies == {}
    assert "public" in for_anyone["Cache-Control"]


# --- A new password ---


@pytest.fixture
def letters(client: Client, mailoutbox: list[EmailMessage]) -> Callable[[str], list[EmailMessage]]:
    """Ask for a link at an address; the letters that left."""

    def asked(email: str) -> list[EmailMessage]:
        page = client.post("/connexion/mot-de-passe/", {"email": email}, follow=True)
        assert page.redirect_chain == [("/connexion/mot-de-passe/envoye/", 302)]
        assert "Lisez vos courriels" in page.text
        return mailoutbox

    return asked


Letters = Callable[[str], list[EmailMessage]]


def test_a_link_arrives_and_a_new_password_opens(
    client: Client, user: User, letters: Letters
) -> None:
    [letter] = letters("Agent@Example.org")

    page = choose(client, link_in(letter), OTHER_PASSWORD)

    assert letter.to == [EMAIL]
    assert letter.subject == "Choisir un nouveau mot de passe"
    assert "pendant 3\u00a0jours" in str(letter.body)
    assert "Votre mot de passe est changé." in page.text
    assert REFUSAL in words_of(sign_in(client))
    assert sign_in(client, password=OTHER_PASSWORD).status_code == 302


def test_the_journal_keeps_that_the_person_changed_it_and_no_more(
    client: Client, user: User, letters: Letters
) -> None:
    choose(client, link_in(letters(EMAIL)[0]), OTHER_PASSWORD)

    [entry] = Entry.objects.all()
    assert (entry.act, entry.actor_kind, entry.actor) == (
        "accounts.set_password",
        "user",
        str(user.pk),
    )
    assert (entry.subject, entry.facts) == (str(user.pk), {})


def test_the_key_does_not_stay_in_the_address(client: Client, letters: Letters) -> None:
    page = client.get(link_in(letters(EMAIL)[0]), follow=True)

    assert page.redirect_chain[-1][0].endswith("-set-password/")


def test_a_link_serves_once(client: Client, letters: Letters) -> None:
    link = link_in(letters(EMAIL)[0])
    choose(client, link, OTHER_PASSWORD)

    again = choose(Client(), link, "encore une autre phrase")

    assert "Ce lien ne sert plus." in again.text
    assert sign_in(client, password=OTHER_PASSWORD).status_code == 302


def test_a_link_dies_after_three_days(
    client: Client, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_in(letters(EMAIL)[0])
    later = datetime.now() + timedelta(days=3, minutes=1)  # noqa: DTZ005, as Django counts it
    monkeypatch.setattr(type(default_token_generator), "_now", lambda self: later)

    assert "Ce lien ne sert plus." in client.get(link, follow=True).text


@pytest.mark.parametrize("key", ["1-rompu", "zzzzzzzzzzzzz-x", "1-aaaaaa-0"])
def test_a_damaged_link_says_so_and_offers_another(client: Client, key: str) -> None:
    page = client.get(f"/connexion/mot-de-passe/{key}/")

    assert "Ce lien ne sert plus." in page.text
    assert 'href="/connexion/mot-de-passe/"' in page.text


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("court", "trop court"),
        ("123456789012", "entièrement numérique"),
        ("agent@example.org", "trop semblable"),
        ("administrator", "trop courant"),
    ],
)
def test_a_weak_password_is_refused_in_words(
    client: Client, user: User, letters: Letters, password: str, words: str
) -> None:
    page = choose(client, link_in(letters(EMAIL)[0]), password)

    assert words in words_of(page)
    assert 'href="#id_password1"' in page.text
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_two_different_passwords_are_refused(client: Client, letters: Letters) -> None:
    page = choose(client, link_in(letters(EMAIL)[0]), OTHER_PASSWORD, again=PASSWORD)

    assert 'href="#id_password2"' in page.text
    assert "deux fois le même mot de passe" in words_of(page)


def test_a_new_password_closes_the_sessions_of_the_old(client: Client, letters: Letters) -> None:
    forgotten = Client()
    sign_in(forgotten)

    choose(client, link_in(letters(EMAIL)[0]), OTHER_PASSWORD)

    assert not is_signed_in(forgotten)


def test_a_new_password_lifts_the_lock(client: Client, letters: Letters) -> None:
    for _try in range(5):
        sign_in(client, password="faux")

    choose(client, link_in(letters(EMAIL)[0]), OTHER_PASSWORD)

    assert sign_in(client, password=OTHER_PASSWORD).status_code == 302


@pytest.mark.parametrize("email", ["inconnu@example.org", "ferme@example.org"])
def test_an_address_without_an_open_account_is_told_so_by_letter_only(
    letters: Letters, now: datetime, email: str
) -> None:
    closed = User.objects.create_user("ferme@example.org", PASSWORD)
    close_user(closed, by=actor_of(closed), now=now)

    [letter] = letters(email)

    assert letter.to == [email]
    assert letter.subject == "Aucun compte à cette adresse"
    assert "/connexion/" not in str(letter.body)


def test_a_fourth_request_for_one_address_waits(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    answers = [client.post("/connexion/mot-de-passe/", {"email": EMAIL}) for _time in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_mail_server_one_is_told_whom_to_ask(
    client: Client, settings: Any, mailoutbox: list[EmailMessage], method: str
) -> None:
    settings.EMAIL_HOST, settings.CONTACT_EMAIL = "", "contact@example.org"

    page = getattr(client, method)("/connexion/mot-de-passe/", {"email": EMAIL})

    assert page.status_code == 200
    assert "Ce site n’envoie pas de courriel." in page.text
    assert "mailto:contact@example.org" in page.text
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert mailoutbox == []
