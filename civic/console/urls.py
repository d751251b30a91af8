from django.urls import path

from civic.console import views

urlpatterns = [
    path("plateforme/", views.console_home, name="console_home"),
    path("plateforme/envois/", views.console_deliveries, name="console_deliveries"),
    path("plateforme/envois/renvoyer/", views.console_replay, name="console_replay"),
    path("plateforme/envois/reprendre/", views.console_requeue, name="console_requeue"),
    path("plateforme/mairies/ouvrir/", views.town_hall_open, name="town_hall_open"),
]
