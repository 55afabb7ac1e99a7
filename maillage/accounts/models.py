"""Users of the site."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None) -> "User":
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, known by an e-mail address. Rights come from roles, never from here."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom affiché"), max_length=100, blank=True)
    is_active = models.BooleanField(_("actif"), default=True)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        ordering = ("email",)
        constraints = (
            # Two spellings of one address would be two accounts for one person.
            models.CheckConstraint(
                name="user_email_is_lowercase", condition=Q(email=Lower("email"))
            ),
        )

    def __str__(self) -> str:
        return self.email
