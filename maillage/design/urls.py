from django.urls import path

from maillage.design import views

app_name = "design"

urlpatterns = [
    path("langue/", views.choose_language, name="language"),
    path("logo-<slug:digest>", views.logo, name="logo"),
    path("<slug:digest>.css", views.palette, name="palette"),
]
