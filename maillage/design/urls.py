from django.urls import path

from maillage.design import views

app_name = "design"

urlpatterns = [
    path("affichage/", views.display, name="display"),
    path("apparence/langue/", views.choose_language, name="language"),
    path("apparence/logo-<slug:digest>", views.logo, name="logo"),
    path("apparence/<slug:colours>/<slug:digest>.css", views.palette, name="palette"),
    path("apparence/miroir/<slug:name>/<slug:digest>.css", views.mirror, name="mirror"),
]
