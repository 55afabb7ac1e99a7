"""The organisations of the network, for the team."""

from django.urls import path

from maillage.accounts.views import organisations as views

app_name = "organisations"

urlpatterns = [
    path("", views.organisation_list, name="list"),
    path("nouvelle/", views.new_page, name="new"),
    path("<slug:slug>/", views.organisation_page, name="organisation"),
    path("<slug:slug>/modifier/", views.edit_page, name="edit"),
    path("<slug:slug>/fermer/", views.close_page, name="close"),
    path("<slug:slug>/rouvrir/", views.reopen, name="reopen"),
    path("<slug:slug>/contacts/ajouter/", views.contact_page, name="add_contact"),
    path("<slug:slug>/contacts/<int:pk>/effacer/", views.contact_removal, name="remove_contact"),
]
