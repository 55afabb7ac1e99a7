"""What allauth asks of us: its words, and a line of the journal when it changes a password."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actions.users import actor_of, set_password
from maillage.accounts.models import User


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "L’adresse ou le mot de passe ne convient pas. Vérifiez-les, ou demandez un nouveau "
            "mot de passe plus bas."
        ),
        "too_many_login_attempts": _("Trop d’essais. Réessayez dans 10 minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep the password chosen behind a link: only the person herself was sent it."""
        set_password(user, password=password, by=actor_of(user), now=timezone.now())
