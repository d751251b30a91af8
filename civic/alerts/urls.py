from django.urls import path

from civic.alerts.views import answers, feeds, managing, posters, reading

urlpatterns = [
    path("<slug:slug>/alerte/", reading.alert_detail, name="alert_detail"),
    path("<slug:slug>/alerte/bandeau/", reading.alert_banner, name="alert_banner"),
    path("<slug:slug>/alerte/repondre/", reading.alert_answer, name="alert_answer"),
    path("<slug:slug>/alertes.json", feeds.alert_json, name="alert_json"),
    path("<slug:slug>/alertes.rss", feeds.alert_rss, name="alert_rss"),
    path("<slug:slug>/alertes/widget/", feeds.alert_widget, name="alert_widget"),
    path("<slug:slug>/mairie/alertes/", managing.alert_manage, name="alert_manage"),
    path("<slug:slug>/mairie/alertes/apercu/", managing.alert_preview, name="alert_preview"),
    path("<slug:slug>/mairie/alertes/desactiver/", managing.alert_deactivate, name="alert_deactivate"),
    path("<slug:slug>/mairie/alertes/remettre/", managing.alert_restore, name="alert_restore"),
    path("<slug:slug>/mairie/alertes/affiche/", posters.alert_poster, name="alert_poster"),
    path(
        "<slug:slug>/mairie/alertes/affiche/<uuid:poster_file_id>/",
        posters.alert_poster_file,
        name="alert_poster_file",
    ),
    path("<slug:slug>/mairie/alertes/site/", feeds.alert_sharing, name="alert_sharing"),
    path("<slug:slug>/mairie/alertes/reponses/", answers.alert_answers, name="alert_answers"),
    path(
        "<slug:slug>/mairie/alertes/reponses/<uuid:alert_answer_id>/vu/",
        answers.alert_answer_seen,
        name="alert_answer_seen",
    ),
    path("<slug:slug>/mairie/alertes/visites/", answers.alert_visits, name="alert_visits"),
    path(
        "<slug:slug>/mairie/alertes/visites/<uuid:membership_id>/vu/",
        answers.alert_visit,
        name="alert_visit",
    ),
]
