"""The sectors, for the team."""

from django.urls import path

from maillage.accounts.views import sectors as views

app_name = "sectors"

urlpatterns = [
    path("", views.sector_list, name="list"),
    path("nouveau/", views.new_page, name="new"),
    path("<slug:slug>/", views.edit_page, name="edit"),
    path("<slug:slug>/supprimer/", views.removal_page, name="remove"),
    path("<slug:slug>/chef-de-file/", views.lead_page, name="lead"),
]
