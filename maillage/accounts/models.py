"""Users of the site, and the roles they hold."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name)
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


class Role(models.TextChoices):
    """What someone does for the territory: every right comes from one."""

    COORDINATION = "coordination", _("Coordination")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> "MembershipQuerySet":
        """Roles held today, whatever becomes of the account."""
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A role that someone holds, or held: it is ended, never removed, so that acts stay clear."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role)
    created_at = models.DateTimeField(_("donné le"))
    ended_at = models.DateTimeField(_("retiré le"), null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("user", "role", "created_at")
        constraints = (
            models.UniqueConstraint(
                name="membership_live_once_per_role",
                fields=("user", "role"),
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("created_at")),
            ),
            models.CheckConstraint(
                name="membership_role_is_of_the_list", condition=Q(role__in=sorted(Role.values))
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
