from django.urls import path

from civic.delivery import views

urlpatterns = [
    path("mon-compte/notifications/appareils/ajouter/", views.device_add, name="device_add"),
    path("mon-compte/notifications/appareils/changer/", views.device_renew, name="device_renew"),
    path(
        "mon-compte/notifications/appareils/<uuid:device_id>/retirer/",
        views.device_remove,
        name="device_remove",
    ),
]
