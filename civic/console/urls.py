from django.urls import path

from civic.console.views import offices
from civic.console.views import platform as views

urlpatterns = [
    path("plateforme/", views.console_home, name="console_home"),
    path("plateforme/envois/", views.console_deliveries, name="console_deliveries"),
    path("plateforme/envois/renvoyer/", views.console_replay, name="console_replay"),
    path("plateforme/envois/reprendre/", views.console_requeue, name="console_requeue"),
    path("plateforme/mairies/ouvrir/", views.town_hall_open, name="town_hall_open"),
    path("plateforme/mairies/<str:code>/", offices.office_list, name="office_list"),
    path("plateforme/mairies/<str:code>/nouveau-maire/", offices.office_new, name="office_new"),
    path("plateforme/mairies/mandats/<uuid:office_id>/", offices.office_edit, name="office_edit"),
    path("plateforme/mairies/mandats/<uuid:office_id>/terminer/", offices.office_end, name="office_end"),
]
