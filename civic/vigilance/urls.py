from django.urls import path

from civic.vigilance import views

urlpatterns = [
    path("<slug:slug>/mairie/vigilance/<uuid:draft_id>/", views.vigilance_draft, name="vigilance_draft"),
    path(
        "<slug:slug>/mairie/vigilance/<uuid:draft_id>/sans-suite/",
        views.vigilance_put_away,
        name="vigilance_put_away",
    ),
    path(
        "<slug:slug>/mairie/vigilance/<uuid:draft_id>/reprendre/",
        views.vigilance_take_back,
        name="vigilance_take_back",
    ),
]
