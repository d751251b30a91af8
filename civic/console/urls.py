from django.urls import path

from civic.console import views

urlpatterns = [
    path("plateforme/", views.console_home, name="console_home"),
    path("plateforme/mairies/ouvrir/", views.town_hall_open, name="town_hall_open"),
]
