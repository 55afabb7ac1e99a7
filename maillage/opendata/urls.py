from django.urls import path

from maillage.opendata import views

app_name = "opendata"

urlpatterns = [
    path("", views.index, name="index"),
    path("catalogue.jsonld", views.catalogue, name="catalogue"),
    path("lieux.csv", views.places_file, {"name": "csv"}, name="places_csv"),
    path("lieux.json", views.places_file, {"name": "json"}, name="places_json"),
    path("lieux.geojson", views.places_file, {"name": "geojson"}, name="places_geojson"),
]
