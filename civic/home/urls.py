from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from civic.home import views


class CommuneSlug(SlugConverter):
    """`eze-06`, `l-aigle-61`, `ajaccio-2a`: ends with the département, so no fixed address looks like one.
    Distinguished apart by one pattern, the busiest page can stand first."""

    regex = r"[-a-z0-9_]+-[0-9][0-9ab][0-9a-z]*"


register_converter(CommuneSlug, "commune")

urlpatterns = [
    path("sante/", views.health, name="health"),
    path("accueil/", views.home, name="home"),
    path("<commune:slug>/", views.commune_page, name="commune_page"),
    path("<commune:slug>/aujourdhui/", views.commune_today, name="commune_today"),
    path("<commune:slug>/attend/", views.waiting_strip, name="waiting_strip"),
    path("<commune:slug>/ecrire/", views.quick_action_list, name="quick_action_list"),
]
