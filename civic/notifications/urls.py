from django.urls import path

from civic.notifications import views

urlpatterns = [
    path("notifications/", views.notification_list, name="notification_list"),
    path("notifications/apercu/", views.notification_news, name="notification_news"),
    path("notifications/tout-lire/", views.notification_read_all, name="notification_read_all"),
    path("notifications/tout-supprimer/", views.notification_clear_all, name="notification_clear_all"),
    path("notifications/<uuid:notification_id>/ouvrir/", views.notification_open, name="notification_open"),
    path("notifications/<uuid:notification_id>/lu/", views.notification_seen, name="notification_seen"),
    path(
        "notifications/<uuid:notification_id>/supprimer/", views.notification_clear, name="notification_clear"
    ),
    path(
        "notifications/<uuid:notification_id>/retablir/",
        views.notification_restore,
        name="notification_restore",
    ),
    path("notifications/arret/<str:token>/", views.notification_stop, name="notification_stop"),
    path("mon-compte/notifications/", views.notification_choices, name="notification_choices"),
    path("mon-compte/notifications/essai/", views.notification_trial, name="notification_trial"),
    path("notifications/arret-resume/<str:token>/", views.digest_stop, name="digest_stop"),
]
