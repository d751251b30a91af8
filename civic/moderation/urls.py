from django.urls import path

from civic.moderation import views

urlpatterns = [
    path("plateforme/recours/", views.appeal_list, name="appeal_list"),
    path("plateforme/recours/<uuid:appeal_id>/", views.appeal_answer, name="appeal_answer"),
    path("<slug:slug>/blocage/", views.restriction_detail, name="restriction_detail"),
    path("<slug:slug>/blocage/contester/", views.appeal_new, name="appeal_new"),
]
