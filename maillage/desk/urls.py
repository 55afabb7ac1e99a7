from django.urls import path

from maillage.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("ou/", views.where, name="where"),
    path("equipe/", views.team, name="team"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal_notices, name="legal_notices"),
]
