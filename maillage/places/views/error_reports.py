"""Errors that visitors report: the form for everyone, the list for the team."""

from http import HTTPStatus

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.accounts.access import may_coordinate
from maillage.accounts.actions.users import actor_of
from maillage.accounts.gate import TeamRequest, requires
from maillage.design.caching import PAGE_SECONDS, keep_for, same_for_everyone
from maillage.journal.actions import Actor
from maillage.journal.models import Entry
from maillage.places.actions.error_reports import handle_report, report_error
from maillage.places.error_reports import handled_reports, shown_report, waiting_reports
from maillage.places.models import ErrorReport, Place
from maillage.places.queries.places import visible_places
from maillage.places.report_forms import ABOUT_BY_SLUG, ErrorReportForm
from maillage.places.views import BUSY
from maillage.territory.queries import current_territory

REPORTS_A_PAGE = 50
VISITOR = Actor(kind=Entry.ActorKind.PUBLIC, identifier="places:report")
HANDLED = "traites"  # as the address bar says it


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what a visitor says is wrong.

    Without a CSRF cookie: a message forced from another site does no more harm than one sent from
    ours, and public pages stay free of any cookie.
    """
    place = _visible_place_or_404(slug)
    if request.method != "POST":
        asked = ABOUT_BY_SLUG.get(request.GET.get("a", ""))
        form = ErrorReportForm(initial={"about": asked})
        return keep_for(_rendered(request, place, form), seconds=PAGE_SECONDS)
    form = ErrorReportForm(request.POST)
    if not form.is_valid():
        return _rendered(request, place, form)
    if not consume(request, action="report_error"):
        form.add_error(
            None, _("Trop de messages. Gardez le vôtre, et renvoyez-le dans 10 minutes.")
        )
        return _rendered(request, place, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        report_error(
            place,
            about=ErrorReport.About(form.cleaned_data["about"]),
            message=form.cleaned_data["message"],
            contact=form.cleaned_data["contact"],
            by=VISITOR,
            now=timezone.now(),
        )
    except OperationalError:
        form.add_error(None, str(BUSY))
        return _rendered(request, place, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("places:reported", slug)


def _rendered(
    request: HttpRequest, place: Place, form: ErrorReportForm, *, status: int = 200
) -> HttpResponse:
    context = {"place": place, "form": form}
    return render(request, "places/error_report.html", context, status=status)


@same_for_everyone
def reported_page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "places/reported.html", {"place": _visible_place_or_404(slug)})


def _visible_place_or_404(slug: str) -> Place:
    places = visible_places(current_territory()).select_related("commune")
    return get_object_or_404(places, slug=slug)


@requires(may_coordinate)
@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: TeamRequest) -> HttpResponse:
    if request.method == "POST":
        _handle(request)
        return redirect(request.get_full_path())
    is_handled = request.GET.get("etat") == HANDLED
    reports = handled_reports() if is_handled else waiting_reports()
    read = reports.select_related("place__commune")
    page = Paginator(read, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    territory, today = current_territory(), timezone.localdate()
    context = {
        "is_handled": is_handled,
        "handled": HANDLED,
        "query": f"etat={HANDLED}" if is_handled else "",
        "page": page,
        "reports": [shown_report(one, territory=territory, today=today) for one in page],
    }
    return render(request, "places/error_reports.html", context)


def _handle(request: TeamRequest) -> None:
    key = request.POST.get("report", "")
    report = get_object_or_404(ErrorReport, pk=int(key) if key.isdecimal() else 0)
    try:
        is_handled = handle_report(report, by=actor_of(request.user), now=timezone.now())
    except OperationalError:
        messages.error(request, str(BUSY))
        return
    if is_handled:
        messages.success(request, _("Signalement traité. Le moyen de répondre est effacé."))
    else:
        messages.warning(request, _("Quelqu’un d’autre a déjà traité ce signalement."))
