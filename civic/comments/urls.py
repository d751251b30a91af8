from django.urls import path

from civic.comments import views

urlpatterns = [
    path("<slug:slug>/fils/<uuid:thread_id>/commentaires/", views.comment_list, name="comment_list"),
    path("<slug:slug>/fils/<uuid:thread_id>/aimer/", views.thread_like, name="thread_like"),
    path("<slug:slug>/fils/<uuid:thread_id>/ne-plus-aimer/", views.thread_unlike, name="thread_unlike"),
    path("<slug:slug>/commentaires/<uuid:comment_id>/", views.comment_detail, name="comment_detail"),
    path("<slug:slug>/commentaires/<uuid:comment_id>/modifier/", views.comment_edit, name="comment_edit"),
    path(
        "<slug:slug>/commentaires/<uuid:comment_id>/supprimer/", views.comment_delete, name="comment_delete"
    ),
    path("<slug:slug>/commentaires/<uuid:comment_id>/retirer/", views.comment_remove, name="comment_remove"),
    path("<slug:slug>/commentaires/<uuid:comment_id>/signaler/", views.comment_flag, name="comment_flag"),
]
