from django.urls import path

from civic.agenda.views import calendar, editing, events, subscription

urlpatterns = [
    # Before a commune's: « mon-compte » would be taken for one.
    path("mon-compte/agenda/", subscription.calendar_subscription, name="calendar_subscription"),
    path("<slug:slug>/agenda/", calendar.event_month, name="event_month"),
    path("<slug:slug>/agenda/semaine/", calendar.event_week, name="event_week"),
    path("<slug:slug>/agenda/planning/", calendar.event_list, name="event_list"),
    path("<slug:slug>/agenda/nouveau/", editing.event_new, name="event_new"),
    path("<slug:slug>/agenda/<uuid:event_id>/", events.event_detail, name="event_detail"),
    path("<slug:slug>/agenda/<uuid:event_id>/evenement.ics", events.event_file, name="event_file"),
    path("<slug:slug>/agenda/<uuid:event_id>/modifier/", editing.event_edit, name="event_edit"),
    path("<slug:slug>/agenda/<uuid:event_id>/deplacer/", editing.event_move, name="event_move"),
    path("<slug:slug>/agenda/<uuid:event_id>/supprimer/", editing.event_delete, name="event_delete"),
    path("<slug:slug>/agenda/<uuid:event_id>/retablir/", editing.event_restore, name="event_restore"),
    path("<slug:slug>/agenda/<uuid:event_id>/participer/", events.event_join, name="event_join"),
    path("<slug:slug>/agenda/<uuid:event_id>/renoncer/", events.event_leave, name="event_leave"),
    # Without a session: the address is what opens it. The log writes routes, never paths.
    path("agenda/<str:token>.ics", subscription.calendar_feed, name="calendar_feed"),
]
