"""maillage user add|list|review|password|close: the accounts of the team."""

import sys
from argparse import ArgumentTypeError
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actions import members, users
from maillage.accounts.models import Membership, Organisation, Role, User
from maillage.accounts.queries.members import to_review
from maillage.accounts.queries.organisations import organisation_named
from maillage.accounts.queries.users import user_named, users_with_roles
from maillage.accounts.rules import root_address
from maillage.journal.actions import Actor
from maillage.journal.models import Entry


class Command(BaseCommand):
    help = _("Ouvre, montre et ferme les comptes de l’équipe.")

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help=_("ouvre un compte, ou lui donne un rôle"))
        add.set_defaults(run=self._add)
        add.add_argument("email", type=_address)
        add.add_argument("--name", default="", help=_("nom montré aux collègues"))
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument("--organisation", type=_organisation, help=_("celle que la personne gère"))
        _add_link_arguments(add)
        _add_rehearsal(add)

        listing = acts.add_parser("list", help=_("montre les comptes et leurs rôles"))
        listing.set_defaults(run=self._list)

        review = acts.add_parser("review", help=_("montre les rôles à revoir depuis un an"))
        review.set_defaults(run=self._review)

        password = acts.add_parser("password", help=_("donne un autre mot de passe"))
        password.set_defaults(run=self._password)
        password.add_argument("email", type=_address)
        _add_link_arguments(password)

        close = acts.add_parser("close", help=_("retire les rôles et ferme le compte"))
        close.set_defaults(run=self._close)
        close.add_argument("email", type=_address)
        close.add_argument("--role", choices=Role.values, help=_("retire seulement ce rôle"))
        close.add_argument(
            "--organisation", type=_organisation, help=_("et seulement dans cette organisation")
        )
        _add_rehearsal(close)

    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("invite") and not options["site"]:
            raise CommandError(_("Donnez l’adresse du site : --site https://…"))
        if not options.get("dry_run"):
            options["run"](options)
            return
        with transaction.atomic():
            options["run"](options)
            transaction.set_rollback(True)
        self.stdout.write(_("Essai : rien n’a été gardé."))

    def _add(self, options: dict[str, Any]) -> None:
        """Ask for the password first: refused, it leaves nothing behind."""
        organisation: Organisation | None = options["organisation"]
        if (options["role"] == Role.MANAGER) != (organisation is not None):
            raise CommandError(_("--role manager demande --organisation, et lui seul."))
        user = user_named(options["email"])
        password = None
        if not (options["invite"] or options["dry_run"] or (user and user.is_active)):
            password = _asked_password(user or User(email=options["email"], name=options["name"]))
        if organisation:
            opened = self._add_member(organisation, options, password=password)
        else:
            opened = self._add_user(user, options, password=password)
        if opened and options["invite"] and not options["dry_run"]:
            self._print_link(opened, site=options["site"], by=_actor("add"))

    def _add_user(
        self, user: User | None, options: dict[str, Any], *, password: str | None
    ) -> User | None:
        """Give a role for the whole territory; return the account if it had to be opened."""
        role, by, now = Role(options["role"]), _actor("add"), timezone.now()
        if user and user.is_active:
            is_new = users.give_role(user, role=role, by=by, now=now)
            self._write_given(role, is_new=is_new)
            return None
        if user:
            users.reopen_user(user, role=role, password=password, by=by, now=now)
            self.stdout.write(_("Compte rouvert."))
            return user
        user = users.create_user(
            email=options["email"],
            name=options["name"],
            role=role,
            password=password,
            by=by,
            now=now,
        )
        self.stdout.write(_("Compte ouvert."))
        return user

    def _add_member(
        self, organisation: Organisation, options: dict[str, Any], *, password: str | None
    ) -> User | None:
        """Give a role in an organisation; return the account if it had to be opened."""
        role, by, now = Role(options["role"]), _actor("add"), timezone.now()
        email, name = options["email"], options["name"]
        try:
            user, is_opened = members.add_member(
                email=email, name=name, organisation=organisation, role=role, by=by, now=now
            )
        except members.OrganisationClosed as refusal:
            raise CommandError(_("Cette organisation est fermée.")) from refusal
        except members.AlreadyMember:
            self._write_given(role, is_new=False)
            return None
        if not is_opened:
            self._write_given(role, is_new=True)
            return None
        if password is not None:
            users.set_password(user, password=password, by=by, now=now)
        self.stdout.write(_("Compte ouvert."))
        return user

    def _write_given(self, role: Role, *, is_new: bool) -> None:
        words = _("Rôle donné : %(role)s.") if is_new else _("Déjà là : rien n’a changé.")
        self.stdout.write(words % {"role": role.label})

    def _list(self, options: dict[str, Any]) -> None:
        for user in users_with_roles():
            roles = ", ".join(_role_words(membership) for membership in user.memberships.all())
            state = (roles or _("aucun rôle")) if user.is_active else _("fermé")
            self.stdout.write(" · ".join(filter(None, (user.email, user.name, state))))

    def _review(self, options: dict[str, Any]) -> None:
        due = list(to_review(now=timezone.now()))
        for membership in due:
            user = membership.user
            words = (user.email, user.name, _role_words(membership))
            self.stdout.write(" · ".join(filter(None, words)))
        if not due:
            self.stdout.write(_("Aucun rôle à revoir."))

    def _password(self, options: dict[str, Any]) -> None:
        user = _known(options["email"])
        if not user.is_active:
            raise CommandError(_("Ce compte est fermé. Rouvrez-le : maillage user add."))
        by = _actor("password")
        if options["invite"]:
            self._print_link(user, site=options["site"], by=by)
            return
        users.set_password(user, password=_asked_password(user), by=by, now=timezone.now())
        self.stdout.write(_("Mot de passe changé."))

    def _close(self, options: dict[str, Any]) -> None:
        user = _known(options["email"])
        by, now = _actor("close"), timezone.now()
        role, organisation = options["role"], options["organisation"]
        if organisation:
            if role != Role.MANAGER:
                raise CommandError(_("--organisation va avec --role manager."))
            held = user.memberships.live().filter(role=role, organisation=organisation).first()
            has_changed = held is not None and members.end_member(held, by=by, now=now)
            words = _("Rôle retiré.")
        elif role:
            has_changed = users.end_membership(user, role=Role(role), by=by, now=now)
            words = _("Rôle retiré.")
        else:
            has_changed = users.close_user(user, by=by, now=now)
            words = _("Compte fermé. Ses actes restent au journal.")
        self.stdout.write(words if has_changed else _("Déjà fait : rien n’a changé."))

    def _print_link(self, user: User, *, site: str, by: Actor) -> None:
        key = users.invite(user, by=by, now=timezone.now())
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=(uid, token))
        self.stdout.write(
            _("Lien à donner à la personne, bon une fois, pendant 3 jours : %(link)s")
            % {"link": f"{site.rstrip('/')}{path}"}
        )


def _add_link_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--invite", action="store_true", help=_("donne un lien pour choisir le mot de passe")
    )
    parser.add_argument(
        "--site",
        default=root_address(settings.ALLOWED_HOSTS, is_https=settings.HTTPS),
        help=_("adresse du site, pour ce lien"),
    )


def _add_rehearsal(parser: CommandParser) -> None:
    parser.add_argument(
        "--dry-run", action="store_true", help=_("dit ce qui changerait, sans rien garder")
    )


def _address(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ArgumentTypeError(_("une adresse électronique s’écrit nom@exemple.fr")) from error
    return email


def _organisation(slug: str) -> Organisation:
    organisation = organisation_named(slug)
    if organisation is None:
        raise ArgumentTypeError(_("aucune organisation n’a cette adresse"))
    return organisation


def _role_words(membership: Membership) -> str:
    """Gestion de l’organisation (CCAS de Saintes)."""
    words = membership.get_role_display()
    return f"{words} ({membership.organisation})" if membership.organisation else words


def _known(email: str) -> User:
    user = user_named(email)
    if user is None:
        raise CommandError(_("Aucun compte à cette adresse. Voyez maillage user list."))
    return user


def _asked_password(user: User) -> str:
    """Ask twice on a terminal, else read one line: never from an argument, which others can see."""
    if sys.stdin.isatty():
        password = getpass(_("Mot de passe : "))
        if getpass(_("Le même, une seconde fois : ")) != password:
            raise CommandError(_("Les deux mots de passe diffèrent."))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise CommandError(" ".join(refusal.messages)) from refusal
    return password


def _actor(act: str) -> Actor:
    return Actor(kind=Entry.ActorKind.COMMAND, identifier=f"user {act}")
