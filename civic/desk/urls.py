from django.urls import path

from civic.desk import views

urlpatterns = [
    path("<slug:slug>/mairie/", views.desk, name="desk"),
    path("<slug:slug>/mairie/s-en-occuper/", views.task_claim, name="task_claim"),
    path("<slug:slug>/mairie/laisser/", views.task_release, name="task_release"),
]
