from django.urls import path

from civic.ui import views

urlpatterns = [
    path("demo/composants/", views.component_gallery, name="component_gallery"),
    path("demo/composants/<slug:name>/", views.component_gallery, name="component_gallery_page"),
]
