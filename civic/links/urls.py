from django.urls import path

from civic.links import views

urlpatterns = [
    path("<slug:slug>/liens/", views.link_list, name="link_list"),
    path("<slug:slug>/liens/nouveau/", views.link_new, name="link_new"),
    path("<slug:slug>/liens/<uuid:useful_link_id>/modifier/", views.link_edit, name="link_edit"),
    path("<slug:slug>/liens/<uuid:useful_link_id>/deplacer/", views.link_move, name="link_move"),
    path("<slug:slug>/liens/<uuid:useful_link_id>/supprimer/", views.link_delete, name="link_delete"),
    path("<slug:slug>/liens/<uuid:useful_link_id>/retablir/", views.link_restore, name="link_restore"),
    path("<slug:slug>/liens/<uuid:useful_link_id>/verifier/", views.link_check, name="link_check"),
]
