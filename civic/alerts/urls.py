from django.urls import path

from civic.alerts import views

urlpatterns = [
    path("<slug:slug>/alerte/", views.alert_detail, name="alert_detail"),
    path("<slug:slug>/alerte/bandeau/", views.alert_banner, name="alert_banner"),
    path("<slug:slug>/mairie/alertes/", views.alert_manage, name="alert_manage"),
    path("<slug:slug>/mairie/alertes/apercu/", views.alert_preview, name="alert_preview"),
    path("<slug:slug>/mairie/alertes/desactiver/", views.alert_deactivate, name="alert_deactivate"),
]
