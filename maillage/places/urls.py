from django.urls import path

from maillage.places import views

app_name = "places"

urlpatterns = [
    path("lieux/", views.place_list, name="list"),
    path("lieux/<slug:slug>/", views.place_page, name="place"),
    path("carte/", views.place_map, name="map"),
    path("carte/fond.json", views.ground, name="ground"),
]
