from django.urls import path

from tests.contents.toys import views

urlpatterns = [
    path("<slug:slug>/cerfs-volants/<uuid:kite_id>/lisser/", views.kite_smooth, name="kite_smooth"),
    path("<slug:slug>/cerfs-volants/<uuid:kite_id>/froisser/", views.kite_crumple, name="kite_crumple"),
]
