from django.urls import include, path

from benchmarks.feed import views

urlpatterns = [
    path("bench/pret/", views.ready_made),
    path("bench/simple/<slug:slug>/", views.plain),
    path("", include("config.urls")),
]
