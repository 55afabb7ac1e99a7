"""The index of the screens: French for people on the left, the folder on the right.

/sante is answered before any of these, by health.py.
"""

from django.urls import include, path
from django.views.generic import TemplateView

from maillage.design.caching import same_for_everyone

robots = TemplateView.as_view(template_name="desk/robots.txt", content_type="text/plain")

urlpatterns = [
    path("", include("maillage.desk.urls")),
    path("", include("maillage.places.urls")),  # lieux/ and carte/
    path("opendata/", include("maillage.opendata.urls")),
    path("api/v1/", include("maillage.opendata.api_urls")),
    path("connexion/", include("maillage.accounts.urls")),
    path("equipe/organisations/", include("maillage.accounts.organisation_urls")),
    path("equipe/secteurs/", include("maillage.accounts.sector_urls")),
    path("equipe/labels/", include("maillage.accounts.label_urls")),
    path("equipe/membres/", include("maillage.accounts.member_urls")),
    path("", include("maillage.design.urls")),  # affichage/ and apparence/
    path("robots.txt", same_for_everyone(robots), name="robots"),
]

handler400 = "maillage.desk.views.bad_request"
handler403 = "maillage.desk.views.permission_denied"
handler404 = "maillage.desk.views.not_found"
handler429 = "maillage.desk.views.too_many_requests"  # asked for by allauth
handler500 = "maillage.desk.views.server_error"
