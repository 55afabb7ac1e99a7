from django.urls import path

from maillage.places.views import origins, places, quarantine, sources

app_name = "places"

urlpatterns = [
    path("lieux/", places.place_list, name="list"),
    path("lieux/origine/", origins.origin_search, name="origins"),
    path("lieux/<slug:slug>/", places.place_page, name="place"),
    path("lieux/<slug:slug>/origine/", origins.origin_page, name="origin"),
    path("carte/", places.place_map, name="map"),
    path("carte/fond.json", places.ground, name="ground"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/quarantaine/", quarantine.quarantine_page, name="quarantine"),
    path("sources/quarantaine/<int:pk>/", quarantine.correction_page, name="correction"),
    path("sources/<slug:slug>/", sources.source_page, name="source"),
    path("sources/<slug:slug>/quarantaine.csv", quarantine.quarantine_csv, name="quarantine_csv"),
    path("sources/<slug:slug>/imports/<int:pk>/", sources.import_page, name="import"),
    path("sources/<slug:slug>/imports/<int:pk>/annuler/", sources.undo_page, name="undo"),
]
