from django.urls import path

from civic.polls.views import managing, reading, voting, writing

urlpatterns = [
    path("<slug:slug>/sondages/", reading.poll_list, name="poll_list"),
    path("<slug:slug>/sondages/nouveau/", writing.poll_new, name="poll_new"),
    path("<slug:slug>/sondages/apercu/", writing.poll_preview, name="poll_preview"),
    path("<slug:slug>/sondages/<uuid:poll_id>/", reading.poll_detail, name="poll_detail"),
    path("<slug:slug>/sondages/<uuid:poll_id>/voter/", voting.poll_vote, name="poll_vote"),
    path("<slug:slug>/sondages/<uuid:poll_id>/modifier/", writing.poll_edit, name="poll_edit"),
    path("<slug:slug>/sondages/<uuid:poll_id>/limite/", managing.poll_deadline, name="poll_deadline"),
    path("<slug:slug>/sondages/<uuid:poll_id>/clore/", managing.poll_end, name="poll_end"),
    path(
        "<slug:slug>/sondages/<uuid:poll_id>/clore-sans-resultat/", managing.poll_abandon, name="poll_abandon"
    ),
    path("<slug:slug>/sondages/<uuid:poll_id>/desactiver/", managing.poll_suspend, name="poll_suspend"),
    path("<slug:slug>/sondages/<uuid:poll_id>/reactiver/", managing.poll_resume, name="poll_resume"),
    path("<slug:slug>/sondages/<uuid:poll_id>/suite/", managing.poll_answer, name="poll_answer"),
    path("<slug:slug>/sondages/<uuid:poll_id>/supprimer/", managing.poll_delete, name="poll_delete"),
    path("<slug:slug>/sondages/<uuid:poll_id>/retablir/", managing.poll_restore, name="poll_restore"),
]
