from django.urls import path

from civic.discussions import views

_ALL = "<slug:slug>/discussions/"
_ONE = _ALL + "<uuid:discussion_id>/"
_MESSAGE = _ALL + "messages/<uuid:message_id>/"

urlpatterns = [
    path(_ALL, views.discussion_list, name="discussion_list"),
    path(_ALL + "nouvelle/", views.discussion_new, name="discussion_new"),
    path(_ALL + "tout-lu/", views.discussion_read_all, name="discussion_read_all"),
    path(_ONE, views.discussion_detail, name="discussion_detail"),
    path(_ONE + "modifier/", views.discussion_edit, name="discussion_edit"),
    path(_ONE + "fermer/", views.discussion_close, name="discussion_close"),
    path(_ONE + "rouvrir/", views.discussion_reopen, name="discussion_reopen"),
    path(_ONE + "epingler/", views.discussion_pin, name="discussion_pin"),
    path(_ONE + "detacher/", views.discussion_unpin, name="discussion_unpin"),
    path(_ONE + "supprimer/", views.discussion_delete, name="discussion_delete"),
    path(_ONE + "retablir/", views.discussion_restore, name="discussion_restore"),
    path(_ONE + "lu/", views.discussion_read, name="discussion_read"),
    path(_ONE + "messages/", views.message_list, name="message_list"),
    path(_MESSAGE, views.message_detail, name="message_detail"),
    path(_MESSAGE + "repondre/", views.message_quote, name="message_quote"),
    path(_MESSAGE + "modifier/", views.message_edit, name="message_edit"),
    path(_MESSAGE + "supprimer/", views.message_delete, name="message_delete"),
    path(_MESSAGE + "retirer/", views.message_remove, name="message_remove"),
    path(_MESSAGE + "signaler/", views.message_flag, name="message_flag"),
    path(_MESSAGE + "aimer/", views.message_like, name="message_like"),
    path(_MESSAGE + "ne-plus-aimer/", views.message_unlike, name="message_unlike"),
]
