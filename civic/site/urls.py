from django.urls import path

from civic.site import views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("aide/", views.help_index, name="help"),
    path("aide/maire/", views.help_mayor, name="help_mayor"),
    path("aide/administre/", views.help_resident, name="help_resident"),
    path("aide/equipe/", views.help_team, name="help_team"),
    path("faq/", views.faq, name="faq"),
    path("tarifs/", views.prices, name="prices"),
    path("contact/", views.contact, name="contact"),
    path("contact/merci/", views.contact_thanks, name="contact_thanks"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("confidentialite/", views.privacy, name="privacy"),
    path("mentions-legales/", views.legal, name="legal"),
    path("cgu/", views.terms, name="terms"),
    path("hors-connexion/", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("robots.txt", views.robots, name="robots"),
]
