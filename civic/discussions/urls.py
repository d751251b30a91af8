from django.urls import path

from civic.discussions.views import groups, messages

_ALL = "<slug:slug>/discussions/"
_ONE = _ALL + "<uuid:discussion_id>/"
_MESSAGE = _ALL + "messages/<uuid:message_id>/"

urlpatterns = [
    path(_ALL, groups.discussion_list, name="discussion_list"),
    path(_ALL + "nouvelle/", groups.discussion_new, name="discussion_new"),
    path(_ALL + "tout-lu/", groups.discussion_read_all, name="discussion_read_all"),
    path(_ONE, groups.discussion_detail, name="discussion_detail"),
    path(_ONE + "modifier/", groups.discussion_edit, name="discussion_edit"),
    path(_ONE + "fermer/", groups.discussion_close, name="discussion_close"),
    path(_ONE + "rouvrir/", groups.discussion_reopen, name="discussion_reopen"),
    path(_ONE + "epingler/", groups.discussion_pin, name="discussion_pin"),
    path(_ONE + "detacher/", groups.discussion_unpin, name="discussion_unpin"),
    path(_ONE + "supprimer/", groups.discussion_delete, name="discussion_delete"),
    path(_ONE + "retablir/", groups.discussion_restore, name="discussion_restore"),
    path(_ONE + "lu/", groups.discussion_read, name="discussion_read"),
    path(_ONE + "messages/", messages.message_list, name="message_list"),
    path(_MESSAGE, messages.message_detail, name="message_detail"),
    path(_MESSAGE + "repondre/", messages.message_quote, name="message_quote"),
    path(_MESSAGE + "modifier/", messages.message_edit, name="message_edit"),
    path(_MESSAGE + "supprimer/", messages.message_delete, name="message_delete"),
    path(_MESSAGE + "retirer/", messages.message_remove, name="message_remove"),
    path(_MESSAGE + "signaler/", messages.message_flag, name="message_flag"),
    path(_MESSAGE + "aimer/", messages.message_like, name="message_like"),
    path(_MESSAGE + "ne-plus-aimer/", messages.message_unlike, name="message_unlike"),
]
