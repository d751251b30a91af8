from django.urls import path

from civic.agenda import views

urlpatterns = [
    # Before a commune's: « mon-compte » would be taken for one.
    path("mon-compte/agenda/", views.calendar_subscription, name="calendar_subscription"),
    path("<slug:slug>/agenda/", views.event_month, name="event_month"),
    path("<slug:slug>/agenda/semaine/", views.event_week, name="event_week"),
    path("<slug:slug>/agenda/planning/", views.event_list, name="event_list"),
    path("<slug:slug>/agenda/nouveau/", views.event_new, name="event_new"),
    path("<slug:slug>/agenda/<uuid:event_id>/", views.event_detail, name="event_detail"),
    path("<slug:slug>/agenda/<uuid:event_id>/evenement.ics", views.event_file, name="event_file"),
    path("<slug:slug>/agenda/<uuid:event_id>/modifier/", views.event_edit, name="event_edit"),
    path("<slug:slug>/agenda/<uuid:event_id>/deplacer/", views.event_move, name="event_move"),
    path("<slug:slug>/agenda/<uuid:event_id>/supprimer/", views.event_delete, name="event_delete"),
    path("<slug:slug>/agenda/<uuid:event_id>/retablir/", views.event_restore, name="event_restore"),
    path("<slug:slug>/agenda/<uuid:event_id>/participer/", views.event_join, name="event_join"),
    path("<slug:slug>/agenda/<uuid:event_id>/renoncer/", views.event_leave, name="event_leave"),
    # Without a session: the address is what opens it. The log writes routes, never paths.
    path("agenda/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
]
