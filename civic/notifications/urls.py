from django.urls import path

from civic.notifications.views import choices, inbox, unsubscribing

urlpatterns = [
    path("notifications/", inbox.notification_list, name="notification_list"),
    path("notifications/apercu/", inbox.notification_news, name="notification_news"),
    path("notifications/tout-lire/", inbox.notification_read_all, name="notification_read_all"),
    path("notifications/tout-supprimer/", inbox.notification_clear_all, name="notification_clear_all"),
    path("notifications/<uuid:notification_id>/ouvrir/", inbox.notification_open, name="notification_open"),
    path("notifications/<uuid:notification_id>/lu/", inbox.notification_seen, name="notification_seen"),
    path(
        "notifications/<uuid:notification_id>/supprimer/", inbox.notification_clear, name="notification_clear"
    ),
    path(
        "notifications/<uuid:notification_id>/retablir/",
        inbox.notification_restore,
        name="notification_restore",
    ),
    path("notifications/arret/<str:token>/", unsubscribing.notification_stop, name="notification_stop"),
    path("mon-compte/notifications/", choices.notification_choices, name="notification_choices"),
    path("mon-compte/notifications/essai/", choices.notification_trial, name="notification_trial"),
    path("notifications/arret-resume/<str:token>/", unsubscribing.digest_stop, name="digest_stop"),
]
