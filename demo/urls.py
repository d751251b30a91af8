"""All addresses of the product, and those of the demo: ROOT_URLCONF of its settings."""

from django.urls import include, path

from config.urls import handler400 as handler400
from demo import views

urlpatterns = [
    path("", include("config.urls")),
    path("demo/boite-aux-lettres/", views.mailbox_list, name="mailbox_list"),
    path("demo/boite-aux-lettres/<uuid:name>/", views.mailbox_detail, name="mailbox_detail"),
    path("demo/boite-aux-lettres/<uuid:name>/contenu/", views.mailbox_body, name="mailbox_body"),
    path("demo/code/", views.staff_code, name="demo_code"),
    path("demo/composants/", views.component_gallery, name="component_gallery"),
    path("demo/composants/<slug:name>/", views.component_gallery, name="component_gallery_page"),
]
