from django.urls import path
from fountains import views

urlpatterns = [
    path("<slug:slug>/fontaines/", views.fountain_list, name="fountain_list"),
    path("<slug:slug>/fontaines/nouvelle/", views.fountain_new, name="fountain_new"),
]
