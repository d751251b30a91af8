from django.urls import path

from civic.search import views

urlpatterns = [path("<slug:slug>/recherche/", views.search_page, name="search_page")]
