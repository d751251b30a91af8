from django.urls import path

from civic.desk.views import desk, inviting

urlpatterns = [
    path("<slug:slug>/mairie/", desk.desk, name="desk"),
    path("<slug:slug>/mairie/s-en-occuper/", desk.task_claim, name="task_claim"),
    path("<slug:slug>/mairie/reprendre/", desk.task_take_over, name="task_take_over"),
    path("<slug:slug>/mairie/laisser/", desk.task_release, name="task_release"),
    path("<slug:slug>/mairie/sans-suite/", desk.tasks_put_away, name="tasks_put_away"),
    path("<slug:slug>/mairie/sans-suite/annuler/", desk.tasks_take_back, name="tasks_take_back"),
    path("<slug:slug>/mairie/premiers-pas/masquer/", desk.steps_hide, name="steps_hide"),
    path("<slug:slug>/mairie/premiers-pas/remettre/", desk.steps_restore, name="steps_restore"),
    path("<slug:slug>/mairie/inviter/", inviting.invite, name="invite"),
    path("<slug:slug>/mairie/inviter/<str:paper>/", inviting.invite_paper, name="invite_paper"),
]
