from django.urls import path

from civic.polls import views

urlpatterns = [
    path("<slug:slug>/sondages/", views.poll_list, name="poll_list"),
    path("<slug:slug>/sondages/nouveau/", views.poll_new, name="poll_new"),
    path("<slug:slug>/sondages/apercu/", views.poll_preview, name="poll_preview"),
    path("<slug:slug>/sondages/<uuid:poll_id>/", views.poll_detail, name="poll_detail"),
    path("<slug:slug>/sondages/<uuid:poll_id>/confirmer/", views.poll_confirm, name="poll_confirm"),
    path("<slug:slug>/sondages/<uuid:poll_id>/voter/", views.poll_vote, name="poll_vote"),
    path("<slug:slug>/sondages/<uuid:poll_id>/modifier/", views.poll_edit, name="poll_edit"),
    path("<slug:slug>/sondages/<uuid:poll_id>/limite/", views.poll_deadline, name="poll_deadline"),
    path("<slug:slug>/sondages/<uuid:poll_id>/clore/", views.poll_end, name="poll_end"),
    path("<slug:slug>/sondages/<uuid:poll_id>/desactiver/", views.poll_suspend, name="poll_suspend"),
    path("<slug:slug>/sondages/<uuid:poll_id>/reactiver/", views.poll_resume, name="poll_resume"),
    path("<slug:slug>/sondages/<uuid:poll_id>/suite/", views.poll_answer, name="poll_answer"),
    path("<slug:slug>/sondages/<uuid:poll_id>/supprimer/", views.poll_delete, name="poll_delete"),
    path("<slug:slug>/sondages/<uuid:poll_id>/retablir/", views.poll_restore, name="poll_restore"),
]
