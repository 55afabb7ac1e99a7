"""Labels and habilitations, for the team."""

from django.urls import path

from maillage.accounts.views import labels

app_name = "labels"

urlpatterns = [
    path("", labels.label_list, name="list"),
    path("nouveau/", labels.new_page, name="new"),
    path("<slug:slug>/", labels.label_page, name="label"),
    path("<slug:slug>/modifier/", labels.edit_page, name="edit"),
    path("organisations/<slug:slug>/donner/", labels.give_page, name="give"),
    path("attributions/<int:pk>/renouveler/", labels.renew_page, name="renew"),
    path("attributions/<int:pk>/retirer/", labels.withdraw_page, name="withdraw"),
]
