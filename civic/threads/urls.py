from django.urls import path

from civic.threads import views

_THREAD = "<slug:slug>/fils/<uuid:thread_id>/"
_COMMENT = "<slug:slug>/commentaires/<uuid:comment_id>/"

urlpatterns = [
    path(_THREAD + "commentaires/", views.comment_list, name="comment_list"),
    path(_THREAD + "aimer/", views.thread_like, name="thread_like"),
    path(_THREAD + "ne-plus-aimer/", views.thread_unlike, name="thread_unlike"),
    path(_THREAD + "sans-suite/", views.comments_put_away, name="comments_put_away"),
    path(_THREAD + "reprendre/", views.comments_take_back, name="comments_take_back"),
    path(_COMMENT, views.comment_detail, name="comment_detail"),
    path(_COMMENT + "repondre/", views.comment_quote, name="comment_quote"),
    path(_COMMENT + "modifier/", views.comment_edit, name="comment_edit"),
    path(_COMMENT + "supprimer/", views.comment_delete, name="comment_delete"),
    path(_COMMENT + "retirer/", views.comment_remove, name="comment_remove"),
    path(_COMMENT + "signaler/", views.comment_flag, name="comment_flag"),
]
