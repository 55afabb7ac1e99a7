"""A visitor says what is wrong on the page of a place; someone of the team deals with it.

Neither the visitor's words nor the way to answer are in the journal, which forgets nothing.
"""

from datetime import datetime

from django.db import transaction

from maillage.journal.actions import Actor, Fact
from maillage.journal.actions import record as journal_record
from maillage.places.models import ErrorReport, Place


def report_error(
    place: Place,
    *,
    about: ErrorReport.About,
    message: str,
    contact: str,
    by: Actor,
    now: datetime,
) -> ErrorReport:
    """Keep what a visitor says; the page does not change."""
    with transaction.atomic():
        report = ErrorReport.objects.create(
            place=place, about=about, message=message, contact=contact, sent_at=now
        )
        _record("report_error", report, by=by, now=now)
    return report


def handle_report(report: ErrorReport, *, by: Actor, now: datetime) -> bool:
    """Say that it was dealt with, and erase how to answer; tell whether it was still waiting."""
    with transaction.atomic():
        report = ErrorReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if report.handled_at:
            return False
        report.handled_at, report.contact = now, ""
        report.save(update_fields=["handled_at", "contact"])
        _record("handle_report", report, by=by, now=now)
    return True


def _record(verb: str, report: ErrorReport, *, by: Actor, now: datetime) -> None:
    facts: dict[str, Fact] = {"place": report.place_id, "about": str(report.about)}
    journal_record(
        act=f"places.{verb}",
        subject_kind=ErrorReport._meta.label,
        subject=str(report.pk),
        by=by,
        now=now,
        facts=facts,
    )
