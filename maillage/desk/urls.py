from django.urls import path

from maillage.desk import embed, network, offline, simple, views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("ou/", views.where, name="where"),
    path("simple/", simple.needs, name="simple"),
    path("simple/ou/", simple.where, name="simple_where"),
    path("simple/lieux/", simple.places, name="simple_places"),
    path("embed/", embed.embed, name="embed"),
    path("integrer/", embed.builder, name="embed_builder"),
    path("reseau/", network.network, name="network"),
    path("reseau/<slug:slug>/", network.organisation, name="organisation"),
    path("hors-ligne/", offline.offline, name="offline"),
    path("hors-ligne.js", offline.service_worker, name="service_worker"),
    path("equipe/", views.team, name="team"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal_notices, name="legal_notices"),
]
