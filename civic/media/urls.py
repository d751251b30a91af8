from django.urls import path

from civic.media import views

urlpatterns = [
    path("portraits/<uuid:media_id>/<str:name>", views.portrait_file, name="portrait_file"),
    path("<slug:slug>/medias/", views.media_upload, name="media_upload"),
    path("<slug:slug>/medias/video-en-ligne/", views.hosted_video, name="hosted_video"),
    path("<slug:slug>/medias/lien/", views.link_preview, name="link_preview"),
    path("<slug:slug>/medias/lien/<uuid:link_id>/etat/", views.link_status, name="link_status"),
    path("<slug:slug>/medias/<uuid:media_id>/etat/", views.media_status, name="media_status"),
    path("<slug:slug>/medias/<uuid:media_id>/description/", views.media_describe, name="media_describe"),
    path("<slug:slug>/medias/<uuid:media_id>/sous-titres/", views.media_captions, name="media_captions"),
    path("<slug:slug>/medias/<uuid:media_id>/<str:name>", views.media_file, name="media_file"),
]
