from django.urls import path

from civic.posts import views

urlpatterns = [
    path("<slug:slug>/actualites/", views.post_list, name="post_list"),
    path("<slug:slug>/actualites/nouvelle/", views.post_new, name="post_new"),
    path("<slug:slug>/actualites/apercu/", views.post_preview, name="post_preview"),
    path("<slug:slug>/actualites/a-venir/", views.post_unpublished, name="post_unpublished"),
    path("<slug:slug>/actualites/<uuid:post_id>/", views.post_detail, name="post_detail"),
    path("<slug:slug>/actualites/<uuid:post_id>/fichiers/", views.post_media, name="post_media"),
    path("<slug:slug>/actualites/<uuid:post_id>/partager/", views.post_share, name="post_share"),
    path("<slug:slug>/actualites/<uuid:post_id>/modifier/", views.post_edit, name="post_edit"),
    path("<slug:slug>/actualites/<uuid:post_id>/supprimer/", views.post_delete, name="post_delete"),
    path("<slug:slug>/actualites/<uuid:post_id>/retablir/", views.post_restore, name="post_restore"),
    path("<slug:slug>/actualites/<uuid:post_id>/epingler/", views.post_pin, name="post_pin"),
    path("<slug:slug>/actualites/<uuid:post_id>/detacher/", views.post_unpin, name="post_unpin"),
    path("<slug:slug>/actualites/<uuid:post_id>/signaler/", views.post_flag, name="post_flag"),
]
