"""What visitors say is wrong on a page, beside what that page says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.places.field_words import FieldWords, field_words
from maillage.places.models import ErrorReport, Place
from maillage.territory.queries import Territory

About = ErrorReport.About

FIELDS_ABOUT = {
    About.HOURS: ("opening_hours", "holiday_hours", "hours_text"),
    About.PHONE: ("phone",),
    About.ADDRESS: ("address", "address_details", "postcode"),
    About.CLOSED: ("phone",),  # the one to call
    About.OTHER: ("summary", "description", "notes"),
}


@dataclass(frozen=True)
class ShownReport:
    """A report, and what the page says of the same thing; nobody may see the page any more."""

    report: ErrorReport
    said: Sequence[FieldWords]
    is_page_visible: bool


def waiting_reports() -> QuerySet[ErrorReport]:
    """Those that nobody has handled, the oldest first."""
    return ErrorReport.objects.filter(handled_at__isnull=True)


def handled_reports() -> QuerySet[ErrorReport]:
    """The others, the last handled first."""
    return ErrorReport.objects.filter(handled_at__isnull=False).order_by("-handled_at", "-pk")


def shown_report(report: ErrorReport, *, territory: Territory, today: date) -> ShownReport:
    place = report.place
    return ShownReport(
        report=report,
        said=_said_of(place, about=report.about, today=today),
        is_page_visible=place.withdrawn_at is None and territory.holds(place.commune),
    )


def waiting_words() -> str:
    """« 3 à traiter »: what the space of the team says of its reports."""
    count = waiting_reports().count()
    if not count:
        return _("ce que les visiteurs signalent : rien n’attend")
    return ngettext(
        "ce que les visiteurs signalent : %(count)d à traiter",
        "ce que les visiteurs signalent : %(count)d à traiter",
        count,
    ) % {"count": count}


def _said_of(place: Place, *, about: str, today: date) -> list[FieldWords]:
    said = {name: getattr(place, name) for name in FIELDS_ABOUT[About(about)]}
    filled = {name: value for name, value in said.items() if value}
    return field_words(filled, today=today)
