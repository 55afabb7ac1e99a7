"""The ground: communes, EPCI, départements, postcodes, contours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.lib.distance import Position


class Departement(models.Model):
    code = models.CharField(_("code"), primary_key=True, max_length=3)
    name = models.CharField(_("nom"), max_length=100)
    region_name = models.CharField(_("région"), max_length=100)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Epci(models.Model):
    siren = models.CharField(_("SIREN"), primary_key=True, max_length=9)
    name = models.CharField(_("nom"), max_length=200)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune of today. Codes of yesterday are FormerCommune rows that lead here."""

    code_insee = models.CharField(_("code INSEE"), primary_key=True, max_length=5)
    name = models.CharField(_("nom"), max_length=100)
    search_name = models.CharField(max_length=100, db_index=True, editable=False)
    departement = models.ForeignKey(Departement, models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="communes")
    population = models.PositiveIntegerField(_("population"), null=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)

    class Meta:
        ordering = ("name", "code_insee")
        # The towns that a map names, among tens of thousands of villages.
        indexes = (
            models.Index(F("population").desc(), "code_insee", name="commune_by_population"),
        )
        constraints = (
            models.CheckConstraint(
                name="commune_centroid_is_whole_or_absent",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # isnull=False is meant: in SQL, a half position would be neither true nor false.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> Position | None:
        return Position.of(self.latitude, self.longitude)


class CommunePostcode(models.Model):
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="postcodes")
    code = models.CharField(_("code postal"), max_length=5, db_index=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("commune", "code"), name="commune_has_postcode_once"),
        )

    def __str__(self) -> str:
        return self.code


class FormerCommune(models.Model):
    """A code that files still carry (merged, delegated, associated, arrondissement of a city).

    Or only a name that people still use, when the commune kept its code and changed its name.
    The name is empty when the lists hold the code alone.
    """

    code_insee = models.CharField(_("ancien code"), primary_key=True, max_length=5)
    name = models.CharField(_("ancien nom"), max_length=100, blank=True)
    search_name = models.CharField(max_length=100, db_index=True, editable=False)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="former_communes")

    class Meta:
        ordering = ("code_insee",)

    def __str__(self) -> str:
        return self.name or self.code_insee


class Contour(models.Model):
    """The outline of one commune or one département, ready to be drawn.

    `path` is SVG path data in Web Mercator (EPSG:3857), in whole units of 10 m, y growing
    southwards (see mercator.py): an absolute start for each ring, then relative moves, so that
    paths may be joined end to end. Neighbours share the very same vertices, at one detail: their
    borders stay joined. The bounding box is in the same unit.
    """

    class Detail(models.TextChoices):
        OUTLINE = "outline", _("contour de département")
        DEPARTEMENT = "departement", _("communes, vue du département")
        AROUND = "around", _("communes, vue des environs")
        COMMUNE = "commune", _("communes, vue d’une commune")

    detail = models.CharField(max_length=11, choices=Detail)
    commune = models.ForeignKey(Commune, models.CASCADE, null=True, related_name="contours")
    departement = models.ForeignKey(Departement, models.CASCADE, related_name="contours")
    path = models.TextField()
    min_x = models.IntegerField()
    min_y = models.IntegerField()
    max_x = models.IntegerField()
    max_y = models.IntegerField()

    class Meta:
        ordering = ("detail", "departement", "commune")
        constraints = (
            models.CheckConstraint(
                name="contour_of_a_commune_or_an_outline",
                condition=Q(detail="outline", commune__isnull=True)
                | (~Q(detail="outline") & Q(commune__isnull=False)),
            ),
            models.CheckConstraint(
                name="contour_box_is_not_inverted",
                condition=Q(min_x__lte=F("max_x"), min_y__lte=F("max_y")),
            ),
            models.UniqueConstraint(
                fields=("commune", "detail"),
                condition=Q(commune__isnull=False),
                name="contour_once_per_commune_and_detail",
            ),
            models.UniqueConstraint(
                fields=("departement",),
                condition=Q(commune__isnull=True),
                name="contour_one_outline_per_departement",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune_id or self.departement_id} {self.detail}"


class Sector(models.Model):
    """Communes that work together under a name: a bassin de vie, a délégation.

    A commune may be of several, even of one kind: networks overlap where people live.
    """

    class Kind(models.TextChoices):
        BASSIN_DE_VIE = "bassin_de_vie", _("Bassin de vie")
        DELEGATION = "delegation", _("Délégation territoriale")
        OTHER = "other", _("Autre secteur")

    kind = models.CharField(_("nature"), max_length=13, choices=Kind)
    name = models.CharField(_("nom"), max_length=100)
    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    communes = models.ManyToManyField(Commune, related_name="sectors")

    class Meta:
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(fields=("kind", "name"), name="sector_named_once_per_kind"),
            models.CheckConstraint(name="sector_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="sector_kind_is_of_the_list",
                condition=Q(kind__in=["bassin_de_vie", "delegation", "other"]),
            ),
        )

    def __str__(self) -> str:
        return self.name
