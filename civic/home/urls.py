from django.urls import path

from civic.home import views

urlpatterns = [
    path("sante/", views.health, name="health"),
    path("<slug:slug>/", views.commune_page, name="commune_page"),
]
