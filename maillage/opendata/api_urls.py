from django.urls import URLPattern, path, re_path

from maillage.opendata import api_views
from maillage.opendata.api import api

app_name = "api"

urlpatterns = [
    path("", api_views.guide, name="guide"),
    path("openapi.json", api_views.description, name="description"),
    *(
        URLPattern(one.pattern, api_views.for_any_site(one.callback), one.default_args, one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name != "api-root"
    ),
    re_path(r"", api_views.unknown_path, name="unknown"),
]
