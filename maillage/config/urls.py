"""The index of the screens: French for people on the left, the folder on the right.

/sante is answered before any of these, by health.py.
"""

from django.urls import include, path

urlpatterns = [
    path("", include("maillage.desk.urls")),
    path("", include("maillage.places.urls")),  # lieux/ and carte/
    path("opendata/", include("maillage.opendata.urls")),
    path("api/v1/", include("maillage.opendata.api_urls")),
    path("connexion/", include("maillage.accounts.urls")),
    path("", include("maillage.design.urls")),  # affichage/ and apparence/
]

handler400 = "maillage.desk.views.bad_request"
handler403 = "maillage.desk.views.permission_denied"
handler404 = "maillage.desk.views.not_found"
handler429 = "maillage.desk.views.too_many_requests"  # asked for by allauth
handler500 = "maillage.desk.views.server_error"
