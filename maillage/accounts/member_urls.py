"""Who works for whom, for the team."""

from django.urls import path

from maillage.accounts.views import members

app_name = "members"

urlpatterns = [
    path("", members.member_list, name="list"),
    path("moi/", members.own_page, name="mine"),
    path("ajouter/<slug:slug>/", members.add_page, name="add"),
    path("<int:pk>/confirmer/", members.confirm, name="confirm"),
    path("<int:pk>/inviter/", members.send_link, name="invite"),
    path("<int:pk>/retirer/", members.end_page, name="end"),
]
