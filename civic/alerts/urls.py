from django.urls import path

from civic.alerts import views

urlpatterns = [
    path("<slug:slug>/alerte/", views.alert_detail, name="alert_detail"),
    path("<slug:slug>/alerte/bandeau/", views.alert_banner, name="alert_banner"),
    path("<slug:slug>/alerte/repondre/", views.alert_answer, name="alert_answer"),
    path("<slug:slug>/mairie/alertes/", views.alert_manage, name="alert_manage"),
    path("<slug:slug>/mairie/alertes/apercu/", views.alert_preview, name="alert_preview"),
    path("<slug:slug>/mairie/alertes/desactiver/", views.alert_deactivate, name="alert_deactivate"),
    path("<slug:slug>/mairie/alertes/reponses/", views.alert_answers, name="alert_answers"),
    path(
        "<slug:slug>/mairie/alertes/reponses/<uuid:alert_answer_id>/vu/",
        views.alert_answer_seen,
        name="alert_answer_seen",
    ),
]
