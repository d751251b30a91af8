from django.urls import path

from civic.communes import views

urlpatterns = [
    path("communes/", views.commune_completion, name="commune_completion"),
    path("communes/rues/", views.street_completion, name="street_completion"),
]
