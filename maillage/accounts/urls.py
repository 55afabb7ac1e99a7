"""Without a namespace: allauth looks for these names. Nothing here opens an account."""

from django.urls import path, re_path

from maillage.accounts import views

urlpatterns = [
    path("", views.sign_in, name="account_login"),
    path("deconnexion/", views.sign_out, name="account_logout"),
    path("mot-de-passe/", views.ask_link, name="account_reset_password"),
    path("mot-de-passe/envoye/", views.link_sent, name="account_reset_password_done"),
    path(
        "mot-de-passe/change/",
        views.password_chosen,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.choose_password,
        name="account_reset_password_from_key",
    ),
]
