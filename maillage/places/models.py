"""Sources, what each of them says (records), and the places composed from them for the public."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from maillage.lib.distance import Position
from maillage.places.standard import VALUE_OF_CODE
from maillage.places.terms import Field, Offer
from maillage.territory.models import Commune
from maillage.territory.queries import Territory

# isnull=False is meant: in SQL, a half position would be neither true nor false.
WHOLE_OR_NO_POSITION = Q(latitude__isnull=True, longitude__isnull=True) | Q(
    latitude__isnull=False,
    longitude__isnull=False,
    latitude__range=(-90, 90),
    longitude__range=(-180, 180),
)


class Source(models.Model):
    """One file or feed of places: who makes it, under which licence."""

    slug = models.SlugField(_("identifiant"), unique=True)
    name = models.CharField(_("nom"), max_length=200)
    producer = models.CharField(_("producteur"), max_length=200, blank=True)
    licence = models.CharField(
        _("licence"),
        max_length=200,
        blank=True,
        help_text=_("Inconnue tant que vide : ses lieux ne sont pas dans les données ouvertes."),
    )
    attribution = models.CharField(
        _("mention demandée"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Ce que la licence demande d’écrire ; sinon, le nom et le producteur."),
    )
    url = models.URLField(_("adresse web"), blank=True)
    rank = models.PositiveSmallIntegerField(
        _("rang"),
        default=100,
        help_text=_("Quand deux sources se contredisent, le plus petit rang parle d’abord."),
    )

    class Meta:
        ordering = ("rank", "slug")
        constraints = (
            # /sources/quarantaine/ is a page of its own.
            models.CheckConstraint(name="source_is_not_a_page", condition=~Q(slug="quarantaine")),
        )

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def in_force(self) -> "ImportRunQuerySet":
        """Imports that nobody undid."""
        return self.filter(undone_at__isnull=True)


class ImportRun(models.Model):
    """One reading of one file, for one territory.

    The counts add up: every row read has exactly one outcome.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="runs")
    territory = models.TextField(
        _("territoire"), help_text=_("Codes dans l’ordre, séparés par des virgules, ou FR.")
    )
    file_name = models.CharField(_("fichier"), max_length=255)
    file_sha256 = models.CharField(max_length=64)
    columns = models.JSONField(
        _("colonnes"),
        null=True,
        help_text=_("Dans l’ordre du fichier, qu’une ligne gardée en JSON oublie."),
    )
    mapping = models.JSONField(
        _("correspondance"),
        null=True,
        help_text=_("Comment ses colonnes se lisent ; rien pour une source connue."),
    )
    dated_on = models.DateField(_("date du fichier"))
    started_at = models.DateTimeField(_("commencé le"))
    read = models.PositiveIntegerField(_("lues"))
    created = models.PositiveIntegerField(_("créées"))
    updated = models.PositiveIntegerField(_("modifiées"))
    unchanged = models.PositiveIntegerField(_("inchangées"))
    quarantined = models.PositiveIntegerField(_("en quarantaine"))
    outside = models.PositiveIntegerField(_("hors territoire"))
    gone = models.PositiveIntegerField(
        _("absentes du fichier"),
        default=0,
        db_default=0,
        help_text=_("Des fiches, pas des lignes."),
    )
    undone_at = models.DateTimeField(_("annulé le"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "-id")
        constraints = (
            models.CheckConstraint(
                name="import_run_counts_add_up",
                condition=Q(
                    read=F("created")
                    + F("updated")
                    + F("unchanged")
                    + F("quarantined")
                    + F("outside")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.dated_on}"


class QuarantinedRow(models.Model):
    """A row that could not be used: what it said and why, to correct and send back.

    A correction holds the cells that somebody wrote over the source's, and the record it made.
    It serves again whenever the source sends the very same row (`raw_sha256`).
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="quarantined_rows")
    row_number = models.PositiveIntegerField(_("ligne"))
    identifier = models.CharField(
        _("identifiant chez la source"), max_length=200, blank=True, default="", db_default=""
    )
    field = models.TextField(_("champ"))
    value = models.TextField(_("valeur"))
    reason = models.CharField(_("raison"), max_length=300)
    raw = models.JSONField(_("ligne telle que lue"))
    raw_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    correction = models.JSONField(_("cellules corrigées"), null=True)
    corrected_at = models.DateTimeField(_("corrigée le"), null=True)
    record = models.ForeignKey(
        "Record", models.SET_NULL, null=True, related_name="corrections", verbose_name=_("fiche")
    )

    class Meta:
        ordering = ("run", "row_number")
        indexes = (models.Index(fields=("raw_sha256",), name="quarantined_row_as_read"),)
        constraints = (
            models.UniqueConstraint(
                fields=("run", "row_number"), name="quarantined_row_once_per_run"
            ),
            models.CheckConstraint(
                name="quarantined_row_corrected_at_a_time",
                condition=Q(corrected_at__isnull=True, correction__isnull=True)
                | Q(corrected_at__isnull=False, correction__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"


class PlaceQuerySet(models.QuerySet["Place"]):
    def listed(self) -> "PlaceQuerySet":
        """Places that at least one source still lists."""
        return self.filter(withdrawn_at__isnull=True)

    def in_territory(self, territory: Territory) -> "PlaceQuerySet":
        return self.filter(territory.condition(commune_field="commune"))


class Place(models.Model):
    """What the public sees of one help point: composed from its records, and rebuilt from them.

    Nothing is guessed: an empty value means that no source says.
    """

    slug = models.SlugField(_("adresse de la page"), max_length=120, unique=True)
    name = models.CharField(_("nom"), max_length=250)
    pivot = models.CharField(_("SIRET ou RNA"), max_length=14, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="places")
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    address_details = models.CharField(_("complément d’adresse"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    phone = models.CharField(_("téléphone"), max_length=16, blank=True)
    emails = models.JSONField(_("courriels"), default=list)
    websites = models.JSONField(_("sites web"), default=list)
    opening_hours = models.CharField(
        _("horaires"),
        max_length=1000,
        blank=True,
        help_text=_("Syntaxe opening_hours d’OpenStreetMap, vérifiée."),
    )
    holiday_hours = models.CharField(
        _("horaires des vacances scolaires"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Vide : les mêmes toute l’année. « off » : fermé. « unknown » : non dits."),
    )
    hours_text = models.TextField(
        _("horaires, texte du lieu"), blank=True, help_text=_("Cité tel quel, jamais interprété.")
    )
    notes = models.TextField(_("précisions du lieu"), blank=True)
    summary = models.CharField(_("présentation"), max_length=280, blank=True)
    description = models.TextField(_("présentation détaillée"), blank=True)
    other_labels = models.JSONField(_("autres labels"), default=list)
    parent_structure = models.CharField(_("structure parente"), max_length=200, blank=True)
    accessibility_url = models.URLField(_("fiche Accès libre"), max_length=500, blank=True)
    appointment_url = models.URLField(_("prise de rendez-vous"), max_length=500, blank=True)
    stated_on = models.DateField(
        _("dit le"), help_text=_("Date à laquelle la source affirme ce que montre la fiche.")
    )
    checked_on = models.DateField(
        _("vérifié le"), null=True, help_text=_("Quand quelqu’un du lieu l’a confirmé.")
    )
    withdrawn_at = models.DateTimeField(_("plus dans aucune source depuis"), null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("name", "slug")
        constraints = (
            models.CheckConstraint(
                name="place_position_is_whole_or_absent",
                condition=WHOLE_OR_NO_POSITION,
            ),
            models.CheckConstraint(name="place_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="place_holiday_hours_beside_hours",
                condition=Q(holiday_hours="") | ~Q(opening_hours=""),
            ),
            models.CheckConstraint(
                name="place_postcode_has_five_characters",
                condition=Q(postcode="") | Q(Exact(Length("postcode"), 5)),
            ),
            models.CheckConstraint(
                name="place_phone_is_international",
                condition=Q(phone="") | Q(phone__startswith="+"),
            ),
            models.CheckConstraint(
                name="place_appointment_url_is_of_the_web",
                condition=Q(appointment_url="")
                | Q(appointment_url__startswith="http://")
                | Q(appointment_url__startswith="https://"),
            ),
            models.CheckConstraint(
                name="place_accessibility_url_is_of_the_web",
                condition=Q(accessibility_url="")
                | Q(accessibility_url__startswith="http://")
                | Q(accessibility_url__startswith="https://"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> Position | None:
        return Position.of(self.latitude, self.longitude)


def _of_a_list() -> Q:
    """Keep the terms of the closed lists; a typology is any word of a list that lives elsewhere."""
    condition = Q(field=str(Field.TYPOLOGY)) & ~Q(code="")
    lists: dict[Field, Iterable[str]] = {Field.OFFER: Offer, **VALUE_OF_CODE}
    for field, codes in lists.items():
        condition |= Q(field=str(field), code__in=sorted(str(code) for code in codes))
    return condition


class PlaceTerm(models.Model):
    """One word of a closed list that a place carries: a service, a public, a kind of offer…"""

    place = models.ForeignKey(Place, models.CASCADE, related_name="terms")
    field = models.CharField(_("liste"), max_length=20)
    code = models.CharField(_("valeur"), max_length=40)

    class Meta:
        ordering = ("place", "field", "code")
        indexes = (models.Index(fields=("field", "code", "place"), name="place_term_lookup"),)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "field", "code"), name="place_carries_a_term_once"
            ),
            models.CheckConstraint(name="place_term_is_of_a_list", condition=_of_a_list()),
        )

    def __str__(self) -> str:
        return f"{self.field}: {self.code}"


class Stop(models.Model):
    """Where a bus, or an office held now and then, comes by: one line of its round.

    Written by the team (actions.stops): no national file tells the rounds.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="stops")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="stops")
    address = models.CharField(_("où exactement"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    opening_hours = models.CharField(
        _("jours et heures de passage"),
        max_length=1000,
        blank=True,
        help_text=_("Syntaxe opening_hours d’OpenStreetMap, vérifiée."),
    )
    holiday_hours = models.CharField(
        _("passages pendant les vacances scolaires"),
        max_length=1000,
        blank=True,
        help_text=_("Vide : les mêmes toute l’année. « off » : fermé. « unknown » : non dits."),
    )
    hours_text = models.TextField(
        _("jours et heures, tels qu’écrits"), help_text=_("Cité quand il n’a pu être compris.")
    )
    stated_on = models.DateField(_("dit le"))

    class Meta:
        ordering = ("place", "commune", "pk")
        constraints = (
            models.CheckConstraint(
                name="stop_position_is_whole_or_absent",
                condition=WHOLE_OR_NO_POSITION,
            ),
            models.CheckConstraint(name="stop_says_when", condition=~Q(hours_text="")),
            models.CheckConstraint(
                name="stop_holiday_hours_beside_hours",
                condition=Q(holiday_hours="") | ~Q(opening_hours=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} : {self.commune}"

    @property
    def position(self) -> Position | None:
        return Position.of(self.latitude, self.longitude)


DAYS = ("open_days", "open_evenings")


class SpotQuerySet(models.QuerySet["Spot"]):
    def in_territory(self, territory: Territory) -> "SpotQuerySet":
        return self.filter(territory.condition(commune_field="commune"))


class Spot(models.Model):
    """Somewhere to go to: a place, or one stop of a bus. What the search reads, and nothing else.

    Computed from them, and rebuilt whenever they change (actions.spots). A withdrawn place has
    none; a bus whose stops are known has one for each of them, and none at its office.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="spots")
    stop = models.OneToOneField(Stop, models.CASCADE, null=True, related_name="spot")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    facets = models.BigIntegerField(help_text=_("Un bit par terme : voir facets.py."))
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_presumed = models.BooleanField(
        help_text=_("La position est celle du centre de la commune, ou du siège d’un bus.")
    )
    words = models.TextField(help_text=_("Ce que l’on peut en écrire pour le trouver."))
    rank = models.CharField(max_length=250, help_text=_("Commune puis nom, pour trier."))
    open_days = models.IntegerField(
        default=0, db_default=0, help_text=_("Un bit par jour d’ouverture : voir facets.py.")
    )
    open_evenings = models.IntegerField(
        default=0, db_default=0, help_text=_("De même, encore ouvert après 18 heures.")
    )
    planned_until = models.DateField(
        null=True, help_text=_("Ses ouvertures sont calculées jusqu’à ce jour exclu.")
    )

    objects = SpotQuerySet.as_manager()

    class Meta:
        ordering = ("rank", "pk")
        # Each holds all that the filters look at: counting never opens the table.
        indexes = (
            models.Index(fields=("facets", *DAYS), name="spot_by_facets"),
            models.Index(
                fields=("latitude", "longitude", "facets", *DAYS), name="spot_by_position"
            ),
            models.Index(fields=("rank", "place", "stop", "facets", *DAYS), name="spot_by_rank"),
            models.Index(fields=("planned_until",), name="spot_planned_until"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("place",), condition=Q(stop__isnull=True), name="spot_once_per_place"
            ),
            models.CheckConstraint(name="spot_facets_are_bits", condition=Q(facets__gte=0)),
            models.CheckConstraint(
                name="spot_position_is_whole_or_absent",
                condition=WHOLE_OR_NO_POSITION,
            ),
        )

    def __str__(self) -> str:
        return self.rank

    @property
    def position(self) -> Position | None:
        """Where it is for sure; None when only its commune is known."""
        return None if self.is_presumed else Position.of(self.latitude, self.longitude)


class Opening(models.Model):
    """From when to when a spot is open for sure: so that « ouvert maintenant » is a query.

    Computed some days ahead (actions.openings); one ends at the midnight of the place at the
    latest, and the next then begins.
    """

    spot = models.ForeignKey(Spot, models.CASCADE, related_name="openings", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("spot", "starts_at")
        indexes = (
            models.Index(fields=("ends_at", "starts_at", "spot"), name="opening_by_hour"),
            models.Index(fields=("starts_at",), name="opening_by_start"),
        )
        constraints = (
            models.UniqueConstraint(fields=("spot", "starts_at"), name="opening_starts_once"),
            models.CheckConstraint(
                name="opening_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.spot_id} {self.starts_at}"


class ErrorReport(models.Model):
    """What a visitor says is wrong on the page of a place; kept for those who keep the census."""

    class About(models.TextChoices):
        HOURS = "hours", _("Les horaires ne sont pas bons")
        PHONE = "phone", _("Le téléphone ne répond pas ou n’est pas bon")
        ADDRESS = "address", _("L’adresse ou le plan ne sont pas bons")
        CLOSED = "closed", _("Le lieu n’existe plus")
        OTHER = "other", _("Autre chose")

    place = models.ForeignKey(Place, models.CASCADE, related_name="error_reports")
    about = models.CharField(_("ce qui ne va pas"), max_length=10, choices=About)
    message = models.TextField(_("ce qu’il faudrait écrire"), max_length=1000, blank=True)
    contact = models.CharField(_("comment vous répondre"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"))
    handled_at = models.DateTimeField(_("traité le"), null=True)

    class Meta:
        ordering = ("sent_at", "pk")
        indexes = (models.Index(fields=("handled_at", "sent_at"), name="error_report_waiting"),)
        constraints = (
            models.CheckConstraint(
                name="error_report_is_about_something",
                condition=Q(about__in=("hours", "phone", "address", "closed", "other")),
            ),
            models.CheckConstraint(
                name="error_report_other_has_a_message",
                condition=~Q(about="other") | ~Q(message=""),
            ),
            # Whoever asked to be answered has been: their address has no purpose any more.
            models.CheckConstraint(
                name="error_report_handled_keeps_no_contact",
                condition=Q(handled_at__isnull=True) | Q(contact=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} : {self.about}"


class Record(models.Model):
    """What one source says of one place: verbatim in `raw`, as we understood it in `understood`.

    `understood` is standard.PlaceData as plain JSON; `flags` says what was dropped or doubted:
    a list of {"field", "value", "reason"}.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="records")
    identifier = models.CharField(_("identifiant chez la source"), max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, related_name="records")
    raw = models.JSONField(_("tel que lu"))
    understood = models.JSONField(_("tel que compris"))
    flags = models.JSONField(_("doutes"), default=list)
    first_run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(ImportRun, models.PROTECT, related_name="records")
    no_longer_listed_on = models.DateField(_("absent du fichier du"), null=True)

    class Meta:
        ordering = ("source", "identifier")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "identifier"), name="record_once_per_source_and_identifier"
            ),
            models.CheckConstraint(name="record_has_an_identifier", condition=~Q(identifier="")),
        )

    def __str__(self) -> str:
        return f"{self.source_id}--{self.identifier}"


class RecordChange(models.Model):
    """What one import changed in one record: shown field by field, and enough to undo it.

    `raw` and `understood` map a name to [before, after], None where nothing was said; `flags` is
    [before, after], or empty when they did not change.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("nouvelle")
        UPDATED = "updated", _("modifiée")
        REDATED = "redated", _("redatée")  # the file says the same, later: not a difference
        GONE = "gone", _("absente du fichier")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    record = models.ForeignKey(Record, models.CASCADE, related_name="changes")
    kind = models.CharField(_("sorte"), max_length=10, choices=Kind)
    raw = models.JSONField(_("tel que lu"), default=dict)
    understood = models.JSONField(_("tel que compris"), default=dict)
    flags = models.JSONField(_("doutes"), default=list)
    was_gone_on = models.DateField(_("absente auparavant depuis"), null=True)
    was_read_by = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")
    was_withdrawn_at = models.DateTimeField(_("lieu retiré auparavant depuis"), null=True)

    class Meta:
        ordering = ("run", "record")
        constraints = (
            models.UniqueConstraint(fields=("run", "record"), name="record_changes_once_per_run"),
            models.CheckConstraint(
                name="record_change_is_of_a_kind",
                condition=Q(kind__in=("created", "updated", "redated", "gone")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_id}: {self.kind}"
