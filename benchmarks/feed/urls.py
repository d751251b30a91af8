from django.urls import include, path

from benchmarks.feed import views
from civic.posts import queries

queries.PAGE_SIZE = 20  # the goal is set for twenty publications, twice what a page shows

urlpatterns = [
    path("bench/nu/", views.bare),
    path("bench/qui/", views.who_asks),
    path("bench/pret/", views.ready_made),
    path("bench/simple/<slug:slug>/", views.plain),
    path("", include("config.urls")),
]
