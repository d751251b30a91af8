from django.urls import path

from civic.delivery import views

urlpatterns = [
    path("demo/boite-aux-lettres/", views.mailbox_list, name="mailbox_list"),
    path("demo/boite-aux-lettres/<uuid:name>/", views.mailbox_detail, name="mailbox_detail"),
    path("demo/boite-aux-lettres/<uuid:name>/contenu/", views.mailbox_body, name="mailbox_body"),
]
