"""Without a namespace: allauth looks for these names. Nothing here opens an account."""

from django.urls import path, re_path

from maillage.accounts.views import sign_in

urlpatterns = [
    path("", sign_in.sign_in, name="account_login"),
    path("deconnexion/", sign_in.sign_out, name="account_logout"),
    path("mot-de-passe/", sign_in.ask_link, name="account_reset_password"),
    path("mot-de-passe/envoye/", sign_in.link_sent, name="account_reset_password_done"),
    path(
        "mot-de-passe/change/",
        sign_in.password_chosen,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        sign_in.choose_password,
        name="account_reset_password_from_key",
    ),
]
