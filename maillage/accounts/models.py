"""Users of the site, the organisations of the network, the roles and labels they hold."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from maillage.territory.models import Commune, Sector


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


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open(self) -> "OrganisationQuerySet":
        return self.filter(closed_at__isnull=True)

    def public(self) -> "OrganisationQuerySet":
        """Those of the directory that anyone may read."""
        return self.open().filter(is_public=True)


class AwardQuerySet(models.QuerySet["Award"]):
    def in_force(self, day: date) -> "AwardQuerySet":
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
            starts_on__lte=day,
        )


class Organisation(models.Model):
    """A body of the network: it runs places, receives people, lends, pays or signs.

    A closed one keeps its history; its own page says that it closed.
    """

    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    name = models.CharField(_("nom"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("dépend de")
    )
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, related_name="+", verbose_name=_("commune")
    )
    address = models.CharField(_("adresse postale"), max_length=300, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    website = models.URLField(_("site"), blank=True)
    summary = models.TextField(_("ce qu’elle fait"), max_length=1000, blank=True)
    is_public = models.BooleanField(_("dans l’annuaire public"), default=False)
    created_at = models.DateTimeField(_("ajoutée le"))
    closed_at = models.DateTimeField(_("fermée le"), null=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_siret_is_digits",
                condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"),
            ),
            models.UniqueConstraint(
                fields=("siret",), condition=~Q(siret=""), name="organisation_once_per_siret"
            ),
            models.CheckConstraint(
                name="organisation_is_not_its_parent", condition=~Q(parent=F("pk"))
            ),
            models.CheckConstraint(
                name="organisation_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("created_at")),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What an organisation is to the network."""

    COORDINATION = "coordination", _("Coordination")
    MEDIATION = "mediation", _("Structure de médiation")
    RELAY = "relay", _("Structure relais")
    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunalité")
    DELEGATION = "delegation", _("Délégation territoriale")
    PARTNER = "partner", _("Partenaire")
    DONOR = "donor", _("Donateur")
    TRAINING = "training", _("Organisme de formation")
    HELPDESK = "helpdesk", _("Assistance")


class OrganisationKind(models.Model):
    """One of the things that an organisation is: a commune may be a donor too."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="kinds")
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)

    class Meta:
        ordering = ("organisation", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "kind"), name="organisation_kind_said_once"
            ),
            models.CheckConstraint(
                name="organisation_kind_is_of_the_list", condition=Q(kind__in=sorted(Kind.values))
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.kind}"


class Contact(models.Model):
    """Someone to write to or to call at an organisation, who need not have an account."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    name = models.CharField(_("nom"), max_length=100)
    position = models.CharField(_("fonction"), max_length=100, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)

    class Meta:
        ordering = ("organisation", "name", "pk")
        constraints = (
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="contact_can_be_reached", condition=~Q(email="", phone="")),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.name}"


class SectorLead(models.Model):
    """The organisation that leads the network of a sector, from one day to another, excluded."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="leads")
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True)

    class Meta:
        ordering = ("sector", "starts_on")
        constraints = (
            models.UniqueConstraint(
                fields=("sector",),
                condition=Q(ends_on__isnull=True),
                name="sector_has_one_lead_at_a_time",
            ),
            models.CheckConstraint(
                name="sector_lead_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sector_id}: {self.organisation_id}"


class Label(models.Model):
    """What an organisation, or someone of it, may be recognised for: a label, a habilitation.

    A table and not a list: territories have their own. `months`: how long it is given for, None
    when without end.
    """

    slug = models.SlugField(_("adresse"), max_length=50, unique=True)
    name = models.CharField(_("nom"), max_length=100, unique=True)
    issuer = models.CharField(_("délivré par"), max_length=200, blank=True)
    is_for_users = models.BooleanField(
        _("habilite des personnes"),
        default=False,
        help_text=_("Par exemple une habilitation Aidants Connect ; sinon, une organisation."),
    )
    months = models.PositiveSmallIntegerField(_("durée, en mois"), null=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(name="label_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="label_lasts_some_time", condition=Q(months__isnull=True) | Q(months__gt=0)
            ),
        )

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """A label held from one day to another, excluded; renewing it makes another line.

    By an organisation, or by someone of it (`user`), in some sectors or, without any, everywhere.
    `evidence`: what was seen, a reference or an address, never a copy.
    """

    label = models.ForeignKey(Label, models.PROTECT, related_name="awards")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="awards")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="awards")
    sectors = models.ManyToManyField(Sector, related_name="awards", blank=True)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True)
    evidence = models.CharField(_("justificatif vu"), max_length=300, blank=True)
    withdrawn_on = models.DateField(_("retiré le"), null=True)
    withdrawal_reason = models.CharField(_("pourquoi"), max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("label", "organisation", "starts_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("label", "organisation", "starts_on"),
                condition=Q(user__isnull=True, withdrawn_on__isnull=True),
                name="award_once_per_organisation_and_day",
            ),
            models.UniqueConstraint(
                fields=("label", "user", "starts_on"),
                condition=Q(user__isnull=False, withdrawn_on__isnull=True),
                name="award_once_per_user_and_day",
            ),
            models.CheckConstraint(
                name="award_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="award_withdrawal_has_a_reason",
                condition=Q(withdrawn_on__isnull=True, withdrawal_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason=""),
            ),
            models.CheckConstraint(
                name="award_withdrawn_after_it_starts",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.label_id}: {self.user_id or self.organisation_id}"


class Role(models.TextChoices):
    """What someone does for the territory: every right comes from one."""

    COORDINATION = "coordination", _("Coordination")
    MANAGER = "manager", _("Gestion de l’organisation")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> "MembershipQuerySet":
        """Roles held today, whatever becomes of the account."""
        return self.filter(ended_at__isnull=True)


class Membership(models.Model):
    """A role that someone holds, or held: it is ended, never removed, so that acts stay clear.

    For the territory, or in one organisation. `reviewed_at`: when somebody last said that the
    person still needs it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="memberships"
    )
    reviewed_at = models.DateTimeField(_("revu le"), null=True)
    created_at = models.DateTimeField(_("donné le"))
    ended_at = models.DateTimeField(_("retiré le"), null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("user", "role", "created_at")
        constraints = (
            models.UniqueConstraint(
                name="membership_live_once_per_role",
                fields=("user", "role"),
                condition=Q(ended_at__isnull=True, organisation__isnull=True),
            ),
            models.UniqueConstraint(
                name="membership_live_once_per_organisation",
                fields=("user", "role", "organisation"),
                condition=Q(ended_at__isnull=True, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_manager_is_of_an_organisation",
                condition=~Q(role="manager") | Q(organisation__isnull=False),
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
